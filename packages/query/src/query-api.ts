import type { Client } from '@fluxline/core'
import { parseRecordBatches, parseRecords, parseTables } from '@fluxline/flux-csv'
import type {
  FluxRecord,
  IntegerAs,
  IntegersIn,
  IntegersOption,
  ReadLimits,
  RecordOptions,
  TimeAs,
  TimesIn,
  TimesOption,
} from '@fluxline/flux-csv'
import type { Exactly } from '@fluxline/internal/exactly'
import { refuseCall } from '@fluxline/internal/refuse-call'
import { controllerFor } from '@fluxline/internal/light-abort'
import { cancellable } from '@fluxline/internal/cancellable'
import { QueryError } from './errors.ts'
import {
  checkQueryOptions,
  csvQueryOptionNames,
  queryApiOptionNames,
  queryOptionNames,
  rawQueryOptionNames,
} from './query-options.ts'
import type {
  CsvQueryOptions,
  Query,
  QueryApiOptions,
  QueryOptions,
  QueryRequestOptions,
  RawQueryOptions,
} from './query-options.ts'
import { csvRows } from './results/csv-rows.ts'
import { defaultDialect, resolveDialect } from './results/dialect.ts'
import type { ResolvedDialect } from './results/dialect.ts'
import { FluxTables } from './results/flux-tables.ts'
import type { MeasurementRow, MeasurementSchema, SchemaDefinition } from '@fluxline/internal/measurement-schema'
import { mergeDefined } from '@fluxline/internal/merge-defined'
import { recordObservable } from '@fluxline/internal/observable'
import type { RecordObservable } from '@fluxline/internal/observable'
import { provideResponse } from './results/open-response.ts'
import { readRawResponse } from '@fluxline/internal/raw-response'
import type { RawFormat, RawResponse } from '@fluxline/internal/raw-response'
import {
  batchesWithoutProfiles,
  requireAnnotations,
  tablesWithoutProfiles,
  recordsWithoutProfiles,
} from './results/profilers.ts'
import type { StandardSchema } from '@fluxline/internal/standard-schema'
import { readTypedRows } from './results/typed-rows.ts'
import { openQuery, sendQuery } from './send-query.ts'

/**
 * Flux queries against one InfluxDB; made by {@link createQueryApi}.
 *
 * A wrong option is an OptionError of the call. Every method throws QueryError if a value cannot be written in Flux,
 * HttpError if InfluxDB refuses the query, and FluxError, after the good rows, if it fails on the way. HttpError and
 * FluxError show the line of the script with a caret if InfluxDB reports it. Reading the response can throw CsvError,
 * TruncatedResponseError, LimitError, TimeoutError, ConnectionError and AbortError.
 *
 * All streams send the query on the first `next()`. Leaving the loop, or `return()`, ends the request at once.
 */
export interface QueryApi<Integers extends IntegersOption = 'number', Times extends TimesOption = 'timestamp'> {
  /** Runs a query and returns its tables, all of them in memory. */
  collect<const Options extends QueryOptions = QueryOptions>(
    query: Query,
    options?: Exactly<Options, QueryOptions>,
  ): Promise<FluxTables<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /** Runs a query and yields its records as they arrive. {@link streamBatches} is faster for many records. */
  stream<const Options extends QueryOptions = QueryOptions>(
    query: Query,
    options?: Exactly<Options, QueryOptions>,
  ): AsyncIterableIterator<FluxRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /**
   * The fastest way to read many records: runs a query and yields the records of each chunk that arrives as one array,
   * which is never empty. It awaits each chunk instead of each record. Records before an error come first.
   */
  streamBatches<const Options extends QueryOptions = QueryOptions>(
    query: Query,
    options?: Exactly<Options, QueryOptions>,
  ): AsyncIterableIterator<FluxRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>[]>
  /**
   * Runs a query as {@link stream} does, and yields rows typed by the schema of a measurement: objects with its tags, its
   * fields and `time`, as `record` of the schema takes them. The query must `pivot` fields to columns.
   *
   * The option `integers` says what integers are.
   * @throws RowError on the first row that does not fit
   */
  rows<const Definition extends SchemaDefinition, const Options extends QueryOptions = QueryOptions>(
    query: Query,
    schema: MeasurementSchema<Definition>,
    options?: Exactly<Options, QueryOptions>,
  ): AsyncIterableIterator<MeasurementRow<Definition, TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /**
   * Runs a query as {@link stream} does, passes the values of each record, as an object by column, to a validator of zod,
   * valibot, arktype or another library that implements Standard Schema, and yields the result.
   *
   * @throws RowError on the first row that does not fit
   */
  rows<Row>(query: Query, validator: StandardSchema<Row>, options?: QueryOptions): AsyncIterableIterator<Row>
  /**
   * Returns an observable of records that sends the query for each subscriber; unsubscribing ends the request at once.
   * `from` of rxjs turns it into an observable of rxjs.
   */
  observable<const Options extends QueryOptions = QueryOptions>(
    query: Query,
    options?: Exactly<Options, QueryOptions>,
  ): RecordObservable<FluxRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /** Runs a query and yields the rows of its CSV as text, annotations included. */
  csv(query: Query, options?: CsvQueryOptions): AsyncIterableIterator<string[]>
  /**
   * Runs a query and returns the response unread: it contains an error on the way, and the tables of profilers.
   *
   * A stream takes from the socket only what is read from it; cancelling it ends the request.
   */
  raw<const Format extends RawFormat = 'text'>(
    query: Query,
    options?: RawQueryOptions<Format>,
  ): Promise<RawResponse<Format>>
}

/**
 * Creates the query API of a client. These options are the defaults of every call.
 *
 * @throws OptionError if an option is unknown or wrong
 * @see InfluxDB v2 API, "Query data"
 */
export function createQueryApi<const Defaults extends QueryApiOptions = QueryApiOptions>(
  client: Client,
  defaults: Exactly<Defaults, QueryApiOptions> = {} as never,
): QueryApi<IntegersIn<Defaults>, TimesIn<Defaults>> {
  checkQueryOptions('createQueryApi', defaults, queryApiOptionNames)
  // The caller may change the object, or use it for another API.
  const base: QueryApiOptions = mergeDefined({}, defaults)
  const baseDialect = resolveDialect(base.dialect)

  /** Checks the options of a call and returns them over those of the API. */
  function merge<Options extends object>(
    method: string,
    options: Options,
    names: Readonly<Record<string, unknown>>,
  ): QueryApiOptions & Options {
    checkQueryOptions(`query.${method}`, options, names)
    return mergeDefined(base, options)
  }

  /**
   * Returns what `read` makes of a response. The first `next()` opens it, and leaving ends the request at once.
   *
   * @param settlesAtOnce whether leaving what `read` returns settles a pending `next()`, as in flux-csv, not in generators
   */
  function open<Value, Options extends QueryRequestOptions>(
    query: Query,
    options: Options,
    dialect: ResolvedDialect,
    read: (body: AsyncIterable<Uint8Array>, options: Options) => AsyncIterable<Value>,
    settlesAtOnce = false,
  ): AsyncIterableIterator<Value> {
    let mapError: ((error: unknown) => unknown) | undefined
    const openBody = async (signal: AbortSignal): Promise<AsyncIterable<Value>> => {
      const response = await openQuery(client, query, options, dialect, signal)
      mapError = response.mapError
      return read(response.bytes, options)
    }
    return cancellable(openBody, {
      signal: options.signal,
      mapError: (error) => mapError?.(error) ?? error,
      settlesAtOnce,
      Controller: controllerFor(client),
    })
  }

  const methods: QueryApi = {
    async collect(query, given) {
      const options = given === undefined ? base : merge('collect', given, queryOptionNames)
      const { bytes, mapError } = await openQuery(client, query, options, defaultDialect)
      const tables = await parseTables(bytes, recordOptions(options)).catch((error: unknown) => {
        throw mapError(error)
      })
      return new FluxTables(
        options.profilers?.length ? tablesWithoutProfiles(tables, options.onProfile) : tables,
      ) as never
    },
    stream(query, given) {
      const options = given === undefined ? base : merge('stream', given, queryOptionNames)
      return open(query, options, defaultDialect, readRecords, true) as never
    },
    streamBatches(query, given) {
      const options = given === undefined ? base : merge('streamBatches', given, queryOptionNames)
      return open(query, options, defaultDialect, readBatches, !options.profilers?.length) as never
    },
    rows(query: Query, schema: MeasurementSchema | StandardSchema, given?: QueryOptions) {
      const options = given === undefined ? base : merge('rows', given, queryOptionNames)
      return open(query, options, defaultDialect, (body) => readTypedRows(readRecords(body, options), schema)) as never
    },
    observable(query, given) {
      const options = given === undefined ? base : merge('observable', given, queryOptionNames)
      return recordObservable(() => open(query, options, defaultDialect, readRecords, true)) as never
    },
    csv(query, given) {
      const options = given === undefined ? base : merge('csv', given, csvQueryOptionNames)
      const dialect = given?.dialect ? resolveDialect(given.dialect) : baseDialect
      if (options.profilers?.length) requireAnnotations(dialect.annotations, dialect.header)
      return open(query, options, dialect, (body) => csvRows(body, { ...options, dialect }, 'emptyLine'))
    },
    async raw(query, given) {
      const options: RawQueryOptions = given === undefined ? base : merge('raw', given, rawQueryOptionNames)
      const dialect = given?.dialect ? resolveDialect(given.dialect) : baseDialect
      return readRawResponse(await sendQuery(client, query, options, dialect), options.as) as never
    },
  }
  const api = refuseCall(methods, queryIsNoFunction)
  provideResponse(api, (query, options) => openQuery(client, query, mergeDefined(base, options), defaultDialect))
  return api
}

function queryIsNoFunction(): QueryError {
  return new QueryError(
    'query is not a function; call query.collect(script) for tables, query.stream(script) for records as they arrive, ' +
      'or query.rows for typed objects.',
  )
}

type AnyRecord = FluxRecord<unknown, unknown>

function readRecords(body: AsyncIterable<Uint8Array>, options: QueryOptions): AsyncIterable<AnyRecord> {
  const records: AsyncIterableIterator<AnyRecord, undefined> = parseRecords(body, recordOptions(options)) as never
  if (!options.profilers?.length) return records
  return recordsWithoutProfiles(records, options.onProfile)
}

function readBatches(body: AsyncIterable<Uint8Array>, options: QueryOptions): AsyncIterable<AnyRecord[]> {
  const batches: AsyncIterable<AnyRecord[]> = parseRecordBatches(body, recordOptions(options))
  return options.profilers?.length ? batchesWithoutProfiles(batches, options.onProfile) : batches
}

/** Returns the options that are about records, and not about the request. */
function recordOptions(options: QueryOptions): RecordOptions {
  const { integers, times, emptyString, typeHints, maxRows, maxBytes, maxColumns, maxCellBytes } = options
  const limits: ReadLimits = { maxRows, maxBytes, maxColumns, maxCellBytes }
  return { integers, times, emptyString, typeHints, ...limits, lineEnd: 'emptyLine' }
}
