import { hasBrand, OptionError } from '@fluxline/internal/errors'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import type { Timestamp } from '../values/timestamp.ts'
import type { FluxColumn } from './flux-column.ts'
import type { FluxRecord, InspectArguments, TableMeta } from './flux-record.ts'

const brand = Symbol.for('fluxline.table')

/** The records that share a group key, with their columns. */
export class FluxTable<Time = Timestamp, Integer = number> implements TableMeta {
  /** The table's number within its result. */
  readonly table: number
  /** The name of the `yield` that the table comes from. */
  readonly result: string
  readonly columns: readonly FluxColumn[]
  readonly records: FluxRecord<Time, Integer>[] = []

  /** @throws OptionError if the columns are missing */
  constructor(meta: TableMeta) {
    const { table, result, columns } = Object(meta) as TableMeta
    if (!Array.isArray(columns)) {
      throw new OptionError(
        'FluxTable takes { result, table, columns }; its records are pushed later. parseTables reads tables.',
      )
    }
    this.table = table
    this.result = result
    this.columns = columns as readonly FluxColumn[]
  }

  static {
    Object.defineProperty(this.prototype, brand, { value: true })
    Object.defineProperty(this.prototype, inspection, {
      value(this: FluxTable, ...args: InspectArguments): string {
        const { result, table, columns, records } = this
        const [first] = records
        const groupKey = Object.fromEntries(this.groupKey.map(({ label, index }) => [label, first?.row[index]]))
        const members = { result, table, columns: columns.length, groupKey, records: records.length }
        return inspectAs('FluxTable', members, ...args)
      },
    })
  }

  /** The columns whose values all records of this table share, in order. */
  get groupKey(): readonly FluxColumn[] {
    return this.columns.filter(({ group }) => group)
  }

  /** Returns the column with this label, the last of several; `undefined` if there is none. */
  column(label: string): FluxColumn | undefined {
    return this.columns.findLast((column) => column.label === label)
  }

  /** Iterates over the records. */
  [Symbol.iterator](): Iterator<FluxRecord<Time, Integer>> {
    return this.records[Symbol.iterator]()
  }

  /** Returns the table and its records, as JSON can hold them. */
  toJSON(): { result: string; table: number; columns: readonly FluxColumn[]; records: readonly unknown[] } {
    const { result, table, columns, records } = this
    return { result, table, columns, records: records.map((record) => record.toJSON()) }
  }
}

/** Whether a value is a table, made by any copy or version of this package. */
export function isFluxTable(value: unknown): value is FluxTable<unknown, unknown> {
  return hasBrand(value, brand)
}
