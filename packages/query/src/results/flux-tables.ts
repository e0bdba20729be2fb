import type { FluxTable, FluxValue, Timestamp } from '@fluxline/flux-csv'

/** The tables of an answer: an array, and its records as rows or as JSON. */
export class FluxTables<Time = Timestamp, Integer = number> extends Array<FluxTable<Time, Integer>> {
  /** What is filtered or mapped is a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /** The values of all records, row by row: of the columns that are named, null where a table has none, or of all. */
  toValues(columns?: readonly string[]): FluxValue<Time, Integer>[][] {
    return this.flatMap(({ records }) =>
      records.map(({ row, values }) => columns?.map((label) => values[label] ?? null) ?? [...row]),
    )
  }

  /**
   * All records as plain objects for JSON, with the columns that are named, or all; `JSON.stringify(tables)` calls this.
   * A `bigint` is text, as JSON would round it.
   */
  toJSON(columns?: readonly string[]): Record<string, unknown>[] {
    const records = this.flatMap((table) => table.records.map((record) => record.toJSON()))
    // JSON.stringify hands over the key that the tables stand at.
    if (!Array.isArray(columns)) return records
    return records.map((record) => Object.fromEntries(columns.map((label: string) => [label, record[label] ?? null])))
  }
}
