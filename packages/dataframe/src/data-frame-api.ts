import { withPlaces } from '@fluxline/query'
import type { Dialect, Query, RawQueryOptions } from '@fluxline/query'
import { parseColumns } from '@fluxline/flux-csv'
import type { ColumnBlock } from '@fluxline/flux-csv'
import { DataFrameError } from './errors.ts'
import { differences } from './read/frame-schema.ts'
import type { Frame } from './read/frame-schema.ts'
import { collect, emptyFrame, stream } from './read/frames.ts'
import type { FrameOptions } from './read/frames.ts'
import { leavable } from './read/leavable.ts'
import { withPivot } from './read/pivot.ts'
import { withoutProfiles } from './read/split-profiles.ts'

/** What answers queries: as much of the API of `@fluxline/query` as is used. */
export interface RawQueries {
  raw(query: Query, options: RawQueryOptions<'stream'>): Promise<ReadableStream<Uint8Array>>
}

/** What a query for frames takes: what every query takes, and how the answer becomes frames. */
export interface DataFrameOptions
  extends
    Omit<RawQueryOptions<'stream'>, 'as' | 'dialect'>,
    Pick<FrameOptions, 'index' | 'typeHints' | 'blockRows' | 'emptyString' | 'maxRows' | 'maxBytes'> {
  /**
   * Appends the `pivot` that turns fields to columns, a row for each time of a series; an error where the script's
   * answer is not its last statement.
   * @defaultValue false
   */
  readonly pivot?: boolean | undefined
}

/**
 * Queries whose answers are Arrow tables.
 *
 * All throw what the query API throws, FluxError where the query fails on the way, with the line of the script where
 * InfluxDB names it, CsvError, TruncatedResponseError and LimitError on the answer, and DataFrameError on options that do
 * not suit it.
 */
export interface DataFrameApi {
  /**
   * Runs a query and gives its answer as one table, which has no columns where there are no rows.
   *
   * @throws DataFrameError where the answer has several schemas
   */
  query(query: Query, options?: DataFrameOptions): Promise<Frame>
  /** Runs a query and gives a table for each schema; tables of InfluxDB with the same columns are joined. */
  queryAll(query: Query, options?: DataFrameOptions): Promise<Frame[]>
  /**
   * Runs a query when its loop begins, and gives tables as the rows come, of at most `blockRows` rows and one schema
   * each; leaving the loop ends the request.
   */
  stream(query: Query, options?: DataFrameOptions): AsyncIterableIterator<Frame>
}

/**
 * Opens the data frame API of a query API. Options given here hold for every call that does not say otherwise.
 *
 * Tables of profilers are never frames, whoever switched them on. Their rows go to the `onProfile` of these options or of
 * the call; that of the query API hears nothing of them.
 * @see InfluxDB documentation, "Annotated CSV"
 */
export function createDataFrameApi(queryApi: RawQueries, defaults: DataFrameOptions = {}): DataFrameApi {
  const merge = (options: DataFrameOptions = {}): DataFrameOptions => ({
    ...defaults,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  })
  const api: DataFrameApi = {
    async query(query, options) {
      const frames = await api.queryAll(query, options)
      if (frames.length > 1) throw severalSchemas(frames)
      return frames[0] ?? emptyFrame()
    },
    async queryAll(query, options) {
      const merged = merge(options)
      return collect(blocksOf(queryApi, query, merged), merged.index)
    },
    stream(query, options) {
      const merged = merge(options)
      return leavable((signal) => stream(blocksOf(queryApi, query, { ...merged, signal }), merged.index), merged.signal)
    },
  }
  return api
}

/** Said in full, since the query API may have another as its default. */
const dialect: Required<Dialect> = {
  annotations: ['datatype', 'group', 'default'],
  commentPrefix: '#',
  dateTimeFormat: 'RFC3339',
  delimiter: ',',
  header: true,
}

/** The answer's blocks; the query is sent when the first of them is asked for. */
async function* blocksOf(queryApi: RawQueries, query: Query, options: DataFrameOptions): AsyncGenerator<ColumnBlock> {
  const { pivot, index: _, typeHints, blockRows, emptyString, maxRows, maxBytes, ...request } = options
  const script = pivot === true ? withPivot(String(query)) : query
  const answer = await queryApi.raw(script, { ...request, dialect, as: 'stream' })
  const blocks = parseColumns(chunksOf(answer), {
    typeHints,
    blockRows,
    emptyString,
    maxRows,
    maxBytes,
    lineEnd: 'required',
  })
  try {
    yield* withoutProfiles(blocks, options.onProfile)
  } catch (error) {
    throw withPlaces(error, script)
  }
}

/** Some browsers cannot iterate a stream. */
async function* chunksOf(answer: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = answer.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    await reader.cancel().catch(() => {})
  }
}

function severalSchemas(frames: readonly Frame[]): DataFrameError {
  const found = differences(frames[0]!.schema, frames[1]!.schema)
  return new DataFrameError(
    `The answer has ${frames.length} schemas, and one table holds one: ${found}. Use queryAll, narrow the query, or pivot it.`,
  )
}
