import type { Client } from '@fluxline/core'
import { CellBlocks, CellCollector, checkShape, frameOfBlock } from '@fluxline/dataframe/cells'
import type { CellBlock, CellOptions, Frame } from '@fluxline/dataframe/cells'
import { callOptions } from '@fluxline/internal/call-options'
import { frameMethods } from '@fluxline/internal/frame-methods'
import { badCell } from './reading/bad-cell.ts'
import { FrameSink } from './reading/frame-sink.ts'
import { checkInfluxQLOptions, frameOptionNames } from './influxql-options.ts'
import type { InfluxQLFrameOptions, InfluxQLQuery } from './influxql-options.ts'
import { openResponse } from './results/open-records.ts'
import type { OpenResponse } from './results/open-records.ts'

export type { Frame, FrameColumns } from '@fluxline/dataframe'
// The types of these signatures; they are the root's.
export type { InfluxQLFieldType, TypeHints } from './reading/type-hints.ts'
export type { InfluxQLExpression } from './text/influxql-expression.ts'
export type { InfluxQLParams } from './text/params.ts'
export type { DurationValue } from '@fluxline/internal/duration-text'
export type { InfluxQLInput, InfluxQLTime } from './text/value-node.ts'
export type {
  InfluxQLFrameOptions,
  InfluxQLOptions,
  InfluxQLQuery,
  InfluxQLRequestOptions,
} from './influxql-options.ts'

/**
 * InfluxQL queries whose results are Arrow tables; made by `createInfluxQLFrameApi`.
 *
 * A column of a table has the type of its values: Float64, Int64, Uint64, Bool, a dictionary of Utf8, or Utf8 for texts
 * that seldom repeat; the time is `Timestamp<NANOSECOND, UTC>`. The tags of `GROUP BY` are columns before the others. The
 * metadata of the schema has the `measurement`, and the number of the `statement`.
 *
 * Integers and nanoseconds keep all their digits. In the JSON of InfluxDB 1.x and 2.x all numbers are floats without
 * `typeHints`, which also say what a column is if all its values are null; without a hint it is one of floats.
 *
 * The methods throw what those of `InfluxQLApi` throw, and DataFrameError if the options do not fit the response.
 */
export interface InfluxQLFrameApi {
  /**
   * Runs a query and returns a table for each measurement of each statement, with the rows of all its series; more if
   * their columns differ.
   */
  collectFrames(query: InfluxQLQuery, options?: InfluxQLFrameOptions): Promise<Frame[]>
  /**
   * Runs a query on the first `next()`, and yields tables as the rows arrive, each with at most `blockRows` rows of one
   * measurement. Leaving the loop ends the request at once.
   */
  streamFrames(query: InfluxQLQuery, options?: InfluxQLFrameOptions): AsyncIterableIterator<Frame>
}

/**
 * Creates what reads InfluxQL as Arrow tables, column by column, without rows in between. These options are the defaults
 * of every call.
 *
 * @throws OptionError if an option is unknown or wrong
 * @see InfluxDB documentation, "Query data with InfluxQL"
 */
export function createInfluxQLFrameApi(client: Client, defaults: InfluxQLFrameOptions = {}): InfluxQLFrameApi {
  return frameMethods<InfluxQLQuery, InfluxQLFrameOptions, CellBlock, Frame>({
    merge: callOptions('createInfluxQLFrameApi', 'influxql', defaults, check),
    open: (query, options) => open(client, query, options),
    collect(blocks, options) {
      const collector = new CellCollector()
      for (const block of blocks) collector.add(block)
      return collector.toFrames(options)
    },
    frameOf: frameOfBlock,
  })
}

function check(what: string, options: InfluxQLFrameOptions): void {
  checkInfluxQLOptions(what, options, frameOptionNames)
  checkShape(what, options)
}

function open(client: Client, query: InfluxQLQuery, options: InfluxQLFrameOptions): Promise<OpenResponse<CellBlock[]>> {
  const { blockRows = 16_384, typeHints = {} } = options
  const cells: CellOptions = { blockRows, typeHints: new Map(Object.entries(typeHints)), badCell }
  return openResponse(client, query, options, (cursor) => new FrameSink(new CellBlocks(cursor, cells)))
}
