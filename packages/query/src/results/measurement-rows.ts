import type { FluxColumn, FluxRecord } from '@fluxline/flux-csv'
import { RowError } from '../errors.ts'

/** A member of a measurement's schema, as far as reading goes. */
export interface SchemaMember {
  readonly type: 'tag' | 'float' | 'int' | 'uint' | 'boolean' | 'string'
  readonly optional: boolean
}

/** What a measurement's schema holds. */
export interface SchemaDefinition {
  readonly tags?: Readonly<Record<string, SchemaMember>> | undefined
  readonly fields: Readonly<Record<string, SchemaMember>>
}

/** A schema made by `defineMeasurement` of `@fluxline/point`, known by its shape. */
export interface MeasurementSchema<Definition extends SchemaDefinition = SchemaDefinition> {
  readonly name: string
  readonly definition: Definition
}

interface ValueTypes<Integer> {
  tag: string
  float: number
  int: Integer
  uint: Integer
  boolean: boolean
  string: string
}
type Required<Members, Integer> = {
  [Key in keyof Members as Members[Key] extends { readonly optional: false } ? Key : never]: ValueOf<
    Members[Key],
    Integer
  >
}
type Optional<Members, Integer> = {
  [Key in keyof Members as Members[Key] extends { readonly optional: false } ? never : Key]?: ValueOf<
    Members[Key],
    Integer
  >
}
type ValueOf<Member, Integer> = Member extends { readonly type: infer Type extends SchemaMember['type'] }
  ? ValueTypes<Integer>[Type]
  : never
type Flat<T> = { -readonly [Key in keyof T]: T[Key] }

/**
 * A row of a measurement: its tags, its fields and `time` side by side, as the schema's `record` takes them.
 *
 * An optional member that the row does not have is left out.
 */
export type MeasurementRow<Definition extends SchemaDefinition, Time, Integer> = Flat<
  Required<Definition['tags'] & {}, Integer> &
    Optional<Definition['tags'] & {}, Integer> &
    Required<Definition['fields'], Integer> &
    Optional<Definition['fields'], Integer> & { time?: Time }
>

const DATA_TYPES: Readonly<Record<SchemaMember['type'], string>> = {
  tag: 'string',
  float: 'double',
  int: 'long',
  uint: 'unsignedLong',
  boolean: 'boolean',
  string: 'string',
}

interface Reader {
  readonly key: string
  readonly index: number
  readonly isRequired: boolean
}

/** Reads records by a schema; the columns of a block of tables are checked once. */
export class MeasurementReader {
  readonly #schema: MeasurementSchema
  #columns: readonly FluxColumn[] | undefined
  #readers: readonly Reader[] = []
  #measurement: FluxColumn | undefined

  constructor(schema: MeasurementSchema) {
    this.#schema = schema
  }

  /** @throws RowError where a column is missing or of another type, or a value that is required is null */
  read({ meta, row }: FluxRecord<unknown, unknown>, at: number): Record<string, unknown> {
    if (meta.columns !== this.#columns) this.#learn(meta.columns, at)
    const measurement = this.#measurement === undefined ? this.#schema.name : row[this.#measurement.index]
    if (measurement !== this.#schema.name) {
      throw this.#error(
        at,
        '_measurement',
        `is of measurement "${String(measurement)}"; filter the query by measurement`,
      )
    }
    const values: Record<string, unknown> = {}
    for (const { key, index, isRequired } of this.#readers) {
      const value = row[index]
      if (value !== null) values[key] = value
      else if (isRequired)
        throw this.#error(at, key, `has no ${key}; make it optional in the schema, or filter the query`)
    }
    return values
  }

  #learn(columns: readonly FluxColumn[], at: number): void {
    const find = (label: string): FluxColumn | undefined => columns.findLast((column) => column.label === label)
    const { tags, fields } = this.#schema.definition
    const members = Object.entries({ ...tags, ...fields })
    const time = find('_time')
    this.#readers = members.flatMap(([key, { type, optional }]) => {
      const column = find(key)
      if (column === undefined) {
        if (optional) return []
        const isUnpivoted = find('_field') !== undefined && find('_value') !== undefined
        throw this.#error(at, key, `has no column ${key}; ${isUnpivoted ? PIVOT : 'keep it in the query'}`)
      }
      if (column.dataType !== DATA_TYPES[type]) {
        const remedy = 'convert it in the query, or change the schema'
        throw this.#error(at, key, `has ${key} as ${column.dataType}, and the schema says ${type}; ${remedy}`)
      }
      return { key, index: column.index, isRequired: !optional }
    })
    if (time) this.#readers = [...this.#readers, { key: 'time', index: time.index, isRequired: false }]
    this.#measurement = find('_measurement')
    this.#columns = columns
  }

  #error(row: number, column: string, trouble: string): RowError {
    const message = `Row ${row} does not fit measurement "${this.#schema.name}": it ${trouble}.`
    return new RowError(message, row, [{ path: [column], message: trouble }])
  }
}

const PIVOT = 'add |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value") to the query'
