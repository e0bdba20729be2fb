import type { Timestamp } from '@fluxline/flux-csv'
import { hasBrand } from '@fluxline/internal/errors'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import type { SeriesMeta } from './series-meta.ts'

/** What a runtime passes to the method under the key `inspection`. */
type InspectArguments = Parameters<typeof inspectAs> extends [unknown, unknown, ...infer Rest] ? Rest : never

const brand = Symbol.for('fluxline.influxql.record')

/** A value of a record. */
export type InfluxQLValue<Time = Timestamp, Integer = number> = string | number | boolean | null | Integer | Time

/** One row of a series. */
export class InfluxQLRecord<Time = Timestamp, Integer = number> {
  /** What all records of its series have in common. */
  readonly meta: SeriesMeta
  /** The values, in the order of the columns. */
  readonly row: readonly InfluxQLValue<Time, Integer>[]
  #values: Record<string, InfluxQLValue<Time, Integer>> | undefined

  constructor(meta: SeriesMeta, row: readonly InfluxQLValue<Time, Integer>[]) {
    this.meta = meta
    this.row = row
  }

  static {
    Object.defineProperty(this.prototype, brand, { value: true })
    Object.defineProperty(this.prototype, inspection, {
      value(this: InfluxQLRecord, ...args: InspectArguments): string {
        const { measurement, tags, values } = this
        const shown = { measurement, tags: Object.keys(tags).length > 0 ? tags : undefined, values }
        return inspectAs('InfluxQLRecord', shown, ...args)
      },
    })
  }

  /** The measurement; `undefined` for some `SHOW` and `EXPLAIN` statements. */
  get measurement(): string | undefined {
    return this.meta.name
  }

  /** The tags of `GROUP BY`. Tags that are columns of the response are values. */
  get tags(): Readonly<Record<string, string>> {
    return this.meta.tags
  }

  /** The number of its statement in the query, from 0. */
  get statement(): number {
    return this.meta.statement
  }

  /** The time; `undefined` if its statement gives none. An aggregate without `GROUP BY time()` has the time 0. */
  get time(): Time | undefined {
    return this.meta.timeColumn === undefined ? undefined : (this.row[0] as Time)
  }

  /** The values by column, the time among them, in an object of the record's own. */
  get values(): Record<string, InfluxQLValue<Time, Integer>> {
    const { meta, row } = this
    this.#values ??= Object.fromEntries(meta.columns.map((column, index) => [column, row[index]!]))
    return this.#values
  }

  /** Returns measurement, tags and values. Integers that JSON would round are text. */
  toJSON(): Record<string, unknown> {
    const { measurement, tags, values } = this
    const members = Object.entries(values).map(([column, value]) => [column, jsonOf(value)])
    return {
      ...(measurement !== undefined && { measurement }),
      ...(Object.keys(tags).length > 0 && { tags }),
      values: Object.fromEntries(members) as unknown,
    }
  }
}

/** Whether a value is a record of InfluxQL, made by any copy or version of this package. */
export function isInfluxQLRecord(value: unknown): value is InfluxQLRecord<unknown, unknown> {
  return hasBrand(value, brand)
}

/** JSON has no bigint, and its readers round. */
function jsonOf(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
