import { parseColumns } from '@fluxline/flux-csv'
import type { ColumnBlock, ReadLimits } from '@fluxline/flux-csv'
import { callOptions } from '@fluxline/internal/call-options'
import { cancellable } from '@fluxline/internal/cancellable'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { showOption } from '@fluxline/internal/show'
import type { Query, RawQueryOptions } from '@fluxline/query'
import { openResponseOf, withPivot } from '@fluxline/query/response'
import type { OpenedResponse, OpenResponse } from '@fluxline/query/response'
import { DataFrameError } from './errors.ts'
import { describeDifferences } from './read/frame-schema.ts'
import type { Frame } from './read/frame-schema.ts'
import { checkShape, collectBlocks, emptyFrame, streamBlocks } from './read/frames.ts'
import type { FrameOptions } from './read/frames.ts'
import { blocksWithoutProfiles } from './read/split-profiles.ts'

/** As much of the API of `@fluxline/query` as data frames use. */
export interface RawQueries {
  raw(query: Query, options: RawQueryOptions<'stream'>): Promise<ReadableStream<Uint8Array>>
}

/** Options of a query for frames: those of every query, and how its response becomes frames. */
export interface DataFrameOptions
  extends
    Omit<RawQueryOptions<'stream'>, 'as' | 'dialect'>,
    ReadLimits,
    Pick<FrameOptions, 'index' | 'drop' | 'typeHints' | 'blockRows' | 'emptyString'> {
  /**
   * Appends the `pivot` that turns fields to columns, a row for each time of a series. It is a QueryError if the last
   * statement of the script does not yield its only result.
   * @defaultValue false
   */
  readonly pivot?: boolean | undefined
}

const dataFrameOptionNames: OptionNames<DataFrameOptions> = {
  org: 'a string or an object',
  params: 'an object',
  paramsMode: 'a string',
  now: 'a time: a string, a number, a bigint or an object',
  profilers: 'an array',
  onProfile: 'a function',
  compression: 'a string',
  headers: 'an object',
  signal: 'an AbortSignal object',
  timeout: 'a number or an object',
  index: true,
  drop: true,
  typeHints: 'an object',
  blockRows: 'a number',
  emptyString: 'a string',
  maxRows: 'a number',
  maxBytes: 'a number',
  maxColumns: 'a number',
  maxCellBytes: 'a number',
  pivot: 'a boolean',
}

/**
 * Queries that return Arrow tables.
 *
 * A wrong option is an OptionError. Every method throws what the query API throws: FluxError if the query fails on the
 * way, with the line of the script if InfluxDB reports it, and CsvError, TruncatedResponseError and LimitError while
 * reading the response. It throws DataFrameError if the options do not fit the response.
 */
export interface DataFrameApi {
  /**
   * Runs a query and returns its results as one table, which has no columns if the response has no rows.
   *
   * Without a `pivot`, each row is one value of one field. `{ pivot: true }` makes a column of each field, as data frames
   * mostly need it.
   * @throws DataFrameError if the response has several schemas
   */
  collect(query: Query, options?: DataFrameOptions): Promise<Frame>
  /** Runs a query and returns a table for each schema; tables of InfluxDB with the same columns are joined. */
  collectAll(query: Query, options?: DataFrameOptions): Promise<Frame[]>
  /**
   * Runs a query on the first `next()` and yields tables as the rows arrive, each with at most `blockRows` rows and one
   * schema; leaving the loop ends the request at once.
   */
  stream(query: Query, options?: DataFrameOptions): AsyncIterableIterator<Frame>
}

/**
 * Creates the data frame API of a query API. These options are the defaults of every call.
 *
 * Tables of profilers are never frames, even if the script enables the profilers. Their rows go to the `onProfile` of
 * these options or of the call; the query API's `onProfile` does not receive them.
 * @throws OptionError if an option is unknown
 * @see InfluxDB documentation, "Annotated CSV"
 */
export function createDataFrameApi(queryApi: RawQueries, defaults: DataFrameOptions = {}): DataFrameApi {
  const merge = callOptions('createDataFrameApi', 'dataFrame', defaults, check)
  if (typeof (Object(queryApi) as Partial<RawQueries>).raw !== 'function') {
    throw new OptionError(
      `createDataFrameApi takes a query API, not ${showOption(queryApi)}; pass createQueryApi(client).`,
    )
  }

  const openResponse = openResponseOf(queryApi)

  async function collectAll(query: Query, options: DataFrameOptions): Promise<Frame[]> {
    const script = options.pivot ? withPivot(query) : query
    const response = await open(openResponse, script, options, options.signal)
    try {
      return await collectBlocks(readBlocks(response, options), options)
    } catch (error) {
      throw response.mapError(error)
    }
  }

  return {
    async collect(query, options) {
      const frames = await collectAll(query, merge('collect', options))
      if (frames.length > 1) throw severalSchemas(frames)
      return frames[0] ?? emptyFrame()
    },
    async collectAll(query, options) {
      return collectAll(query, merge('collectAll', options))
    },
    stream(query, given) {
      const options = merge('stream', given)
      const script = options.pivot ? withPivot(query) : query
      let mapError: ((error: unknown) => unknown) | undefined
      const openFrames = async (signal: AbortSignal): Promise<AsyncIterable<Frame>> => {
        const response = await open(openResponse, script, options, signal)
        mapError = response.mapError
        return streamBlocks(readBlocks(response, options), options)
      }
      return cancellable(openFrames, { signal: options.signal, mapError: (error) => mapError?.(error) ?? error })
    },
  }
}

function check(what: string, options: DataFrameOptions): void {
  checkOptions(what, options, dataFrameOptionNames)
  checkShape(what, options)
}

/** Sends a query with the options that are about its request. */
function open(
  openResponse: OpenResponse,
  script: Query,
  options: DataFrameOptions,
  signal: AbortSignal | undefined,
): Promise<OpenedResponse> {
  const {
    pivot: _pivot,
    index: _index,
    drop: _drop,
    typeHints: _typeHints,
    blockRows: _blockRows,
    emptyString: _emptyString,
    maxRows: _maxRows,
    maxBytes: _maxBytes,
    maxColumns: _maxColumns,
    maxCellBytes: _maxCellBytes,
    ...request
  } = options
  return openResponse(script, { ...request, signal })
}

/** Reads a response with the options that are about its columns. */
function readBlocks({ bytes }: OpenedResponse, options: DataFrameOptions): AsyncIterable<ColumnBlock> {
  const { typeHints, blockRows, emptyString, maxRows, maxBytes, maxColumns, maxCellBytes } = options
  const limits: ReadLimits = { maxRows, maxBytes, maxColumns, maxCellBytes }
  const blocks = parseColumns(bytes, { typeHints, blockRows, emptyString, ...limits, lineEnd: 'emptyLine' })
  return blocksWithoutProfiles(blocks, options.onProfile)
}

function severalSchemas(frames: readonly Frame[]): DataFrameError {
  const differences = describeDifferences(frames[0]!.schema, frames[1]!.schema)
  return new DataFrameError(
    `The response has ${frames.length} schemas, but one table has only one: ${differences}. Use collectAll, narrow the query, or pivot it.`,
  )
}
