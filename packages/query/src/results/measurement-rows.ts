import type { FluxColumn, FluxRecord } from '@fluxline/flux-csv'
import { fieldTypeNames } from '@fluxline/internal/field-type-names'
import type { FieldType } from '@fluxline/internal/field-type-names'
import { RowError } from '../errors.ts'

/** A member of a measurement's schema, as far as it matters for reading. */
export interface SchemaMember {
  readonly type: FieldType | 'tag'
  readonly optional: boolean
}

/** The members of a measurement's schema. */
export interface SchemaDefinition {
  readonly tags?: Readonly<Record<string, SchemaMember>> | undefined
  readonly fields: Readonly<Record<string, SchemaMember>>
}

/** A schema made by `defineMeasurement` of `@fluxline/point`, recognized by its shape. */
export interface MeasurementSchema<Definition extends SchemaDefinition = SchemaDefinition> {
  readonly name: string
  readonly definition: Definition
}

/** The types that fields are read as. One that is not named here is `unknown`. */
export interface FieldReadings<Integer> extends Record<FieldType, unknown> {
  float: number
  int: Integer
  uint: Integer
  boolean: boolean
  string: string
}

/** The type that a member of a schema is read as. */
export type MemberValue<Member, Integer> = Member extends { readonly type: infer Type extends FieldType }
  ? FieldReadings<Integer>[Type]
  : string

/** The values of a schema's tags or fields; those of optional members may be missing. */
export type MemberValues<Members, Integer> = {
  [Key in keyof Members as Members[Key] extends { readonly optional: false } ? Key : never]: MemberValue<
    Members[Key],
    Integer
  >
} & {
  [Key in keyof Members as Members[Key] extends { readonly optional: false } ? never : Key]?: MemberValue<
    Members[Key],
    Integer
  >
}

/**
 * A row of a measurement: its tags, its fields and `time` side by side, as the schema's `record` takes them.
 *
 * Optional members that the row does not have are left out.
 */
export type MeasurementRow<Definition extends SchemaDefinition, Time, Integer> = MemberValues<
  Definition['tags'] & {},
  Integer
> &
  MemberValues<Definition['fields'], Integer> & { time?: Time } extends infer Row
  ? { -readonly [Key in keyof Row]: Row[Key] }
  : never

interface ColumnReader {
  readonly key: string
  readonly index: number
  readonly isRequired: boolean
}

/** Reads records by a schema; it checks the columns of a block of tables once. */
export class MeasurementReader {
  readonly #schema: MeasurementSchema
  #columns: readonly FluxColumn[] | undefined
  #readers: readonly ColumnReader[] = []
  #measurement: FluxColumn | undefined

  constructor(schema: MeasurementSchema) {
    this.#schema = schema
  }

  /** @throws RowError if a column is missing or of another type, or a required value is null */
  readRow({ meta, row: cells }: FluxRecord<unknown, unknown>, row: number): Record<string, unknown> {
    if (meta.columns !== this.#columns) this.#findColumns(meta.columns, row)
    const measurement = this.#measurement === undefined ? this.#schema.name : cells[this.#measurement.index]
    if (measurement !== this.#schema.name) {
      throw this.#error(
        row,
        '_measurement',
        `is of measurement "${String(measurement)}"; filter the query by measurement`,
      )
    }
    const values: Record<string, unknown> = {}
    for (const { key, index, isRequired } of this.#readers) {
      const value = cells[index]
      if (value !== null) values[key] = value
      else if (isRequired)
        throw this.#error(row, key, `has no ${key}; make it optional in the schema, or filter the query`)
    }
    return values
  }

  #findColumns(columns: readonly FluxColumn[], row: number): void {
    const find = (label: string): FluxColumn | undefined => columns.findLast((column) => column.label === label)
    const { tags, fields } = this.#schema.definition
    const members = Object.entries({ ...tags, ...fields })
    const time = find('_time')
    this.#readers = members.flatMap(([key, { type, optional }]) => {
      const column = find(key)
      if (column === undefined) {
        if (optional) return []
        const isUnpivoted = find('_field') !== undefined && find('_value') !== undefined
        throw this.#error(row, key, `has no column ${key}; ${isUnpivoted ? PIVOT : 'keep it in the query'}`)
      }
      if (column.dataType !== (type === 'tag' ? 'string' : fieldTypeNames[type].csv)) {
        const remedy = 'convert it in the query, or change the schema'
        throw this.#error(row, key, `has ${key} as ${column.dataType}, and the schema says ${type}; ${remedy}`)
      }
      return { key, index: column.index, isRequired: !optional }
    })
    if (time) this.#readers = [...this.#readers, { key: 'time', index: time.index, isRequired: false }]
    this.#measurement = find('_measurement')
    this.#columns = columns
  }

  #error(row: number, column: string, problem: string): RowError {
    const message = `Row ${row} does not fit measurement "${this.#schema.name}": it ${problem}.`
    return new RowError(message, row, [{ path: [column], message: problem }])
  }
}

const PIVOT = 'add |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value") to the query'
