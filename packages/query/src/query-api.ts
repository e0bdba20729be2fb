import type { Client } from '@fluxline/core'
import { parseRecords, parseTables } from '@fluxline/flux-csv'
import type { FluxRecord, IntegersOption, TimesOption } from '@fluxline/flux-csv'
import { answerValues } from './results/answer-values.ts'
import { csvRows } from './results/csv-rows.ts'
import { resolveDialect } from './results/dialect.ts'
import { FluxTables } from './results/flux-tables.ts'
import type { MeasurementRow, MeasurementSchema, SchemaDefinition } from './results/measurement-rows.ts'
import { recordObservable } from './results/observable.ts'
import type { RecordObservable } from './results/observable.ts'
import { withPlaces } from './flux/error-carets.ts'
import { recordsWithoutProfiles, withoutProfiles } from './results/profilers.ts'
import type {
  CsvQueryOptions,
  Exactly,
  IntegerAs,
  IntegersIn,
  Query,
  QueryApiOptions,
  QueryOptions,
  RawForm,
  RawQueryOptions,
  TimeAs,
  TimesIn,
} from './query-options.ts'
import { rawAnswer } from './results/raw-response.ts'
import type { RawAnswer } from './results/raw-response.ts'
import { bodyOf, send } from './send-query.ts'
import { typedRows } from './results/typed-rows.ts'
import type { StandardSchema } from './results/standard-schema.ts'

/**
 * Flux queries against one InfluxDB; made by {@link createQueryApi}.
 *
 * All throw QueryError on a query that cannot be sent, HttpError where InfluxDB refuses it, and FluxError where it fails
 * on the way, after the good rows; both show the line of the script, with a caret, where InfluxDB names it. And what
 * reading the answer throws: CsvError, TruncatedResponseError, LimitError; and TimeoutError, ConnectionError, AbortError.
 */
export interface QueryApi<Integers extends IntegersOption = 'number', Times extends TimesOption = 'timestamp'> {
  /** Runs a query and gives its tables, all of them in memory. */
  collect<const Options extends QueryOptions = QueryOptions>(
    query: Query,
    options?: Exactly<Options, QueryOptions>,
  ): Promise<FluxTables<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /** Runs a query when its loop begins, and gives its records as they come; leaving the loop ends the request. */
  stream<const Options extends QueryOptions = QueryOptions>(
    query: Query,
    options?: Exactly<Options, QueryOptions>,
  ): AsyncIterableIterator<FluxRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /**
   * Runs a query as {@link stream} does, and gives typed rows by the schema of a measurement: an object with its tags,
   * its fields and `time`, as `record` of the schema takes it. The query has to `pivot` fields to columns.
   *
   * Integers are what the option `integers` says.
   * @throws RowError on the first row that does not fit
   */
  rows<const Definition extends SchemaDefinition, const Options extends QueryOptions = QueryOptions>(
    query: Query,
    schema: MeasurementSchema<Definition>,
    options?: Exactly<Options, QueryOptions>,
  ): AsyncIterableIterator<MeasurementRow<Definition, TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /**
   * Runs a query as {@link stream} does, and gives what a validator of zod, valibot, arktype or another library that
   * speaks Standard Schema makes of the values of each record, an object by column.
   *
   * @throws RowError on the first row that does not fit
   */
  rows<Row>(query: Query, validator: StandardSchema<Row>, options?: QueryOptions): AsyncIterableIterator<Row>
  /**
   * An observable of records that sends the query for each subscriber; unsubscribing ends the request at once. `from` of
   * rxjs makes one of its own of it.
   */
  observable<const Options extends QueryOptions = QueryOptions>(
    query: Query,
    options?: Exactly<Options, QueryOptions>,
  ): RecordObservable<FluxRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /** Runs a query when its loop begins, and gives the rows of its CSV as text, annotations among them. */
  csv(query: Query, options?: CsvQueryOptions): AsyncIterableIterator<string[]>
  /**
   * Runs a query and gives the answer as it is: an error on the way and the tables of profilers are in it.
   *
   * A stream takes from the socket what is read from it and no more; cancelling it ends the request.
   */
  raw<const Form extends RawForm = 'text'>(query: Query, options?: RawQueryOptions<Form>): Promise<RawAnswer<Form>>
}

/**
 * Opens the query API of a client. Options given here hold for every call that does not say otherwise.
 * @see InfluxDB v2 API, "Query data"
 */
export function createQueryApi<const Defaults extends QueryApiOptions = QueryApiOptions>(
  client: Client,
  defaults?: Exactly<Defaults, QueryApiOptions>,
): QueryApi<IntegersIn<Defaults>, TimesIn<Defaults>> {
  const merge = <Options extends object>(options: Options | undefined): Options =>
    mergeDefined(defaults, options) as Options

  function records(query: Query, given: QueryOptions | undefined): AsyncIterableIterator<AnyRecord, undefined> {
    const options = merge(given)
    const body = bodyOf(client, query, options, resolveDialect())
    const all: AsyncIterableIterator<AnyRecord> = parseRecords(body, { ...options, lineEnd: 'required' })
    const kept = options.profilers?.length ? recordsWithoutProfiles(all, options.onProfile) : all
    return answerValues(body, kept, query)
  }

  const api: QueryApi = {
    async collect(query, given) {
      const options = merge(given)
      const { body } = await send(client, query, options, resolveDialect())
      const tables = await parseTables(body, { ...options, lineEnd: 'required' }).catch((error: unknown) => {
        throw withPlaces(error, query)
      })
      const kept = options.profilers?.length ? withoutProfiles(tables, options.onProfile) : tables
      return FluxTables.from(kept) as never
    },
    stream: (query, options) => records(query, options) as never,
    rows(query: Query, schema: MeasurementSchema | StandardSchema, options?: QueryOptions) {
      const all = records(query, options)
      return answerValues(all, typedRows(all, schema), query) as never
    },
    observable: (query, options) =>
      recordObservable((signal) => records(query, { ...options, signal }), merge(options).signal) as never,
    csv(query, given) {
      const options = merge(given)
      const body = bodyOf(client, query, options, resolveDialect(options.dialect))
      return answerValues(body, csvRows(body, options), query)
    },
    async raw(query, given) {
      const options = merge(given)
      return rawAnswer(await send(client, query, options, resolveDialect(options.dialect)), options.as) as never
    },
  }
  return api
}

type AnyRecord = FluxRecord<unknown, unknown>

/** The options of a call over those of the API; one that is `undefined` says nothing. */
function mergeDefined(defaults: object = {}, options: object = {}): object {
  return { ...defaults, ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) }
}
