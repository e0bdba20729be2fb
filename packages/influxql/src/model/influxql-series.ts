import type { Timestamp } from '@fluxline/flux-csv'
import { hasBrand } from '@fluxline/internal/errors'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import type { InfluxQLRecord, InfluxQLValue } from './influxql-record.ts'
import type { SeriesMeta } from './series-meta.ts'

type InspectArguments = Parameters<typeof inspectAs> extends [unknown, unknown, ...infer Rest] ? Rest : never

const brand = Symbol.for('fluxline.influxql.series')

/** The records that share a measurement and the tags of `GROUP BY`. */
export class InfluxQLSeries<Time = Timestamp, Integer = number> implements SeriesMeta {
  readonly statement: number
  readonly name: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly columns: readonly string[]
  readonly timeColumn: string | undefined
  readonly records: InfluxQLRecord<Time, Integer>[] = []

  constructor({ statement, name, tags, columns, timeColumn }: SeriesMeta) {
    this.statement = statement
    this.name = name
    this.tags = tags
    this.columns = columns
    this.timeColumn = timeColumn
  }

  static {
    Object.defineProperty(this.prototype, brand, { value: true })
    Object.defineProperty(this.prototype, inspection, {
      value(this: InfluxQLSeries, ...args: InspectArguments): string {
        const { name, tags, columns, records } = this
        return inspectAs('InfluxQLSeries', { name, tags, columns, records: records.length }, ...args)
      },
    })
  }

  /** Iterates over the records. */
  [Symbol.iterator](): Iterator<InfluxQLRecord<Time, Integer>> {
    return this.records[Symbol.iterator]()
  }

  /** Returns the series and its records, as JSON can hold them. */
  toJSON(): Record<string, unknown> {
    const { statement, name, tags, columns, records } = this
    return { statement, name, tags, columns, records: records.map((record) => record.toJSON()['values']) }
  }
}

/** Whether a value is a series, made by any copy or version of this package. */
export function isInfluxQLSeries(value: unknown): value is InfluxQLSeries<unknown, unknown> {
  return hasBrand(value, brand)
}

/** The series of a response: an array that returns all their records as rows or as JSON. */
export class InfluxQLSeriesList<Time = Timestamp, Integer = number> extends Array<InfluxQLSeries<Time, Integer>> {
  /** Filtering and mapping return a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /** Makes a list of an array of series, such as one that was filtered. */
  constructor(series: readonly InfluxQLSeries<Time, Integer>[] = []) {
    super()
    for (const one of series) this.push(one)
  }

  /**
   * Returns the values of all records, row by row: all values, or those of the named columns, with null for a column that
   * a series does not have.
   */
  toValues(columns?: readonly string[]): InfluxQLValue<Time, Integer>[][] {
    return this.flatMap(({ records }) =>
      records.map(
        ({ row, values }) =>
          columns?.map((column) => (Object.hasOwn(values, column) ? values[column]! : null)) ?? [...row],
      ),
    )
  }

  /** Returns all records as plain objects for JSON, each with its measurement, tags and values. */
  toJSON(): Record<string, unknown>[] {
    return this.flatMap(({ records }) => records.map((record) => record.toJSON()))
  }
}
