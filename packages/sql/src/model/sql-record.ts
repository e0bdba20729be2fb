import type { Timestamp } from '@fluxline/flux-csv'
import { hasBrand } from '@fluxline/internal/errors'
import { inspectAs, inspection } from '@fluxline/internal/inspect'

/** What a runtime passes to the method under the key `inspection`. */
type InspectArguments = Parameters<typeof inspectAs> extends [unknown, unknown, ...infer Rest] ? Rest : never

const brand = Symbol.for('fluxline.sql.record')

/** A value of a record. A list or a struct of SQL is an array or an object. */
export type SqlValue<Time = Timestamp, Integer = number> =
  | string
  | number
  | boolean
  | null
  | Integer
  | Time
  | readonly SqlValue<Time, Integer>[]
  | { readonly [member: string]: SqlValue<Time, Integer> }

/** What the records of one response have in common. */
export interface SqlMeta {
  /**
   * The columns, in the order in which they had their first value. InfluxDB leaves out what is null, so a column appears with
   * the first row that has a value of it.
   */
  readonly columns: readonly string[]
}

/** One row. */
export class SqlRecord<Time = Timestamp, Integer = number> {
  /** What all records of the response have in common. */
  readonly meta: SqlMeta
  /** The values, in the order of the columns; those of columns that appear later are missing. */
  readonly row: readonly SqlValue<Time, Integer>[]

  constructor(meta: SqlMeta, row: readonly SqlValue<Time, Integer>[]) {
    this.meta = meta
    this.row = row
  }

  static {
    Object.defineProperty(this.prototype, brand, { value: true })
    Object.defineProperty(this.prototype, inspection, {
      value(this: SqlRecord, ...args: InspectArguments): string {
        return inspectAs('SqlRecord', this.values, ...args)
      },
    })
  }

  /** The value of the column `time`; `undefined` if the query gives none. */
  get time(): Time | undefined {
    const index = this.meta.columns.indexOf('time')
    return (index === -1 ? undefined : this.row[index]) as Time | undefined
  }

  /** The values by column, the time among them, with null for each column that has had a value so far. */
  get values(): Record<string, SqlValue<Time, Integer>> {
    const { row } = this
    return Object.fromEntries(this.meta.columns.map((column, index) => [column, row[index] ?? null]))
  }

  /** Returns the values. Integers that JSON would round are text. */
  toJSON(): Record<string, unknown> {
    return JSON.parse(
      JSON.stringify(this.values, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ) as Record<string, unknown>
  }
}

/** Whether a value is a record of SQL, made by any copy or version of this package. */
export function isSqlRecord(value: unknown): value is SqlRecord<unknown, unknown> {
  return hasBrand(value, brand)
}

/** The records of a response: an array that knows the columns, and returns rows as values or as JSON. */
export class SqlRecords<Time = Timestamp, Integer = number> extends Array<SqlRecord<Time, Integer>> {
  /** Filtering and mapping return a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /** The columns that have a value in at least one record. */
  get columns(): readonly string[] {
    return this[0]?.meta.columns ?? []
  }

  /** Returns the values row by row: those of all columns, or of the named ones, with null for a missing value. */
  toValues(columns: readonly string[] = this.columns): SqlValue<Time, Integer>[][] {
    const indexes = columns.map((column) => this.columns.indexOf(column))
    return this.map(({ row }) => indexes.map((index) => row[index] ?? null))
  }

  /** Returns all records as plain objects for JSON. */
  toJSON(): Record<string, unknown>[] {
    return this.map((record) => record.toJSON())
  }
}
