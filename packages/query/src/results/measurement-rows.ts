import type { FluxColumn, FluxRecord } from '@fluxline/flux-csv'
import { fieldTypeNames } from '@fluxline/internal/field-type-names'
import type { MeasurementSchema } from '@fluxline/internal/measurement-schema'
import { RowError } from '../errors.ts'

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
