import { isFluxTable } from '@fluxline/flux-csv'
import type { FluxTable, FluxValue, Timestamp } from '@fluxline/flux-csv'
import { hasBrand, OptionError } from '@fluxline/internal/errors'

const brand = Symbol.for('fluxline.tables')

/** The tables of a response: an array of tables that returns all their records as rows or as JSON. */
export class FluxTables<Time = Timestamp, Integer = number> extends Array<FluxTable<Time, Integer>> {
  /** Filtering and mapping return a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /**
   * Makes tables of an array, such as one that was filtered.
   *
   * @throws OptionError if it is not an array of tables
   */
  constructor(tables: readonly FluxTable<Time, Integer>[] = []) {
    super()
    if (!Array.isArray(tables)) throw notTables()
    for (const table of tables as readonly FluxTable<Time, Integer>[]) {
      if (!isFluxTable(table)) throw notTables()
      this.push(table)
    }
  }

  static {
    // For copies and versions of this package that do not know this class.
    Object.defineProperty(this.prototype, brand, { value: true })
  }

  /**
   * Returns the values of all records, row by row: all values, or those of the named columns, with null for a column
   * that a table does not have.
   */
  toValues(columns?: readonly string[]): FluxValue<Time, Integer>[][] {
    return this.flatMap(({ records }) =>
      records.map(
        ({ row, values }) =>
          columns?.map((label) => (Object.hasOwn(values, label) ? values[label]! : null)) ?? [...row],
      ),
    )
  }

  /**
   * Returns all records as plain objects for JSON, with all columns or those of the named ones that its table has;
   * `JSON.stringify(tables)` calls this. A `bigint` becomes text, since JSON would round it.
   */
  toJSON(columns?: readonly string[]): Record<string, unknown>[] {
    const records = this.flatMap((table) => table.records.map((record) => record.toJSON()))
    // JSON.stringify passes the key that the tables are at.
    if (!Array.isArray(columns)) return records
    return records.map((record) => {
      const present = columns.filter((label: string) => Object.hasOwn(record, label))
      return Object.fromEntries(present.map((label: string) => [label, record[label]]))
    })
  }
}

function notTables(): OptionError {
  return new OptionError('FluxTables takes an array of FluxTable; call `query.collect` or `parseTables` for one.')
}

/** Whether a value is the tables of a response, made by any copy of this package. */
export function isFluxTables(value: unknown): value is FluxTables<unknown, unknown> {
  return hasBrand(value, brand)
}
