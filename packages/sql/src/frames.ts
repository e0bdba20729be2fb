import type { Client } from '@fluxline/core'
import { CellCollector, checkShape, frameOfBlock } from '@fluxline/dataframe/cells'
import type { CellBlock, Frame } from '@fluxline/dataframe/cells'
import { callOptions } from '@fluxline/internal/call-options'
import { frameMethods } from '@fluxline/internal/frame-methods'
import { FrameSink } from './reading/frame-sink.ts'
import { openRows } from './results/open-rows.ts'
import type { OpenRows } from './results/open-rows.ts'
import { checkSqlOptions, frameOptionNames } from './sql-options.ts'
import type { SqlFrameOptions, SqlQuery } from './sql-options.ts'

export type { Frame, FrameColumns } from '@fluxline/dataframe'
export type { SqlFrameOptions, SqlQuery, SqlReadOptions, SqlRequestOptions } from './sql-options.ts'
export type { SqlParams } from './text/params.ts'
export type { SqlExpression } from './text/sql-expression.ts'
export type { SqlTime } from './text/value-node.ts'

/**
 * SQL queries whose results are Arrow tables; made by `createSqlFrameApi`.
 *
 * A column of a table has the type of its values: Float64, Int64, Uint64, Bool, a dictionary of Utf8, or Utf8 for texts
 * that seldom repeat; a time is `Timestamp<NANOSECOND, UTC>`, and a list or a struct is its JSON. Integers and nanoseconds
 * keep all their digits. InfluxDB leaves out what is null, and writes NaN as null: a column without any value is not in the
 * table.
 *
 * The methods throw what those of `SqlApi` throw, and DataFrameError if the options do not fit the response.
 */
export interface SqlFrameApi {
  /** Runs a query and returns a list of one table, or an empty list if the query has no rows: then the response names no columns. */
  collectFrames(query: SqlQuery, options?: SqlFrameOptions): Promise<Frame[]>
  /**
   * Runs a query on the first `next()`, and yields tables as the rows arrive, each with at most `blockRows` rows. A table
   * has the columns that had a value until then. Leaving the loop ends the request at once.
   */
  streamFrames(query: SqlQuery, options?: SqlFrameOptions): AsyncIterableIterator<Frame>
}

/**
 * Creates what reads SQL as Arrow tables, column by column, without rows in between. These options are the defaults of
 * every call.
 *
 * @throws OptionError if an option is unknown or wrong
 * @see InfluxDB 3 Core documentation, "Query data with SQL"
 */
export function createSqlFrameApi(client: Client, defaults: SqlFrameOptions = {}): SqlFrameApi {
  return frameMethods<SqlQuery, SqlFrameOptions, CellBlock, Frame>({
    merge: callOptions('createSqlFrameApi', 'sql', defaults, check),
    open: (query, options) => open(client, query, options),
    collect(blocks, options) {
      const collector = new CellCollector()
      for (const block of blocks) collector.add(widen(block, blocks.at(-1)!))
      return collector.toFrames(options)
    },
    frameOf: frameOfBlock,
  })
}

function check(what: string, options: SqlFrameOptions): void {
  checkSqlOptions(what, options, frameOptionNames)
  checkShape(what, options)
}

function open(client: Client, query: SqlQuery, options: SqlFrameOptions): Promise<OpenRows<CellBlock[]>> {
  const { blockRows = 16_384 } = options
  return openRows(client, query, options, (cursor) => new FrameSink(cursor, blockRows))
}

/** Gives a block the columns that appeared after it; none of its rows has a value of them. */
function widen(block: CellBlock, last: CellBlock): CellBlock {
  const { labels } = last.shape
  const missing = labels.slice(block.columns.length).map(() => undefined)
  const shape = { metadata: block.shape.metadata, labels, types: [...block.shape.types, ...missing] }
  return {
    shape: shape as unknown as CellBlock['shape'],
    length: block.length,
    columns: [...block.columns, ...missing],
  }
}
