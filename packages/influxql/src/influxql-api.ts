import type { Client } from '@fluxline/core'
import type { IntegerAs, IntegersIn, IntegersOption, TimeAs, TimesIn, TimesOption } from '@fluxline/flux-csv'
import { callOptions } from '@fluxline/internal/call-options'
import type { Exactly } from '@fluxline/internal/exactly'
import type { MeasurementRow, MeasurementSchema, SchemaDefinition } from '@fluxline/internal/measurement-schema'
import { mergeDefined } from '@fluxline/internal/merge-defined'
import type { RecordObservable } from '@fluxline/internal/observable'
import { readRawResponse } from '@fluxline/internal/raw-response'
import type { RawFormat, RawResponse } from '@fluxline/internal/raw-response'
import { recordStreams } from '@fluxline/internal/record-streams'
import type { StandardSchema } from '@fluxline/internal/standard-schema'
import { checkInfluxQLOptions, influxQLOptionNames, rawOptionNames } from './influxql-options.ts'
import type { InfluxQLApiOptions, InfluxQLOptions, InfluxQLQuery, RawInfluxQLOptions } from './influxql-options.ts'
import { collectSeries } from './results/collect-series.ts'
import type { InfluxQLRecord } from './model/influxql-record.ts'
import type { InfluxQLSeriesList } from './model/influxql-series.ts'
import { openRecords } from './results/open-records.ts'
import { collectStatements } from './results/collect-statements.ts'
import type { StatementResult } from './results/collect-statements.ts'
import { readTypedRows } from './results/typed-rows.ts'
import { knowingServer, sendQuery } from './request/send-query.ts'

/**
 * InfluxQL queries against one InfluxDB; made by {@link createInfluxQLApi}.
 *
 * A wrong option is an OptionError of the call. Every method throws QueryError if a value cannot be written in InfluxQL,
 * and HttpError if InfluxDB refuses the query. All but `raw` throw InfluxQLError if a statement fails, and
 * TruncatedResponseError if rows are missing, both after the good rows. Reading the response can throw
 * InfluxQLResponseError, LimitError, TimeoutError, ConnectionError and AbortError.
 *
 * All streams send the query on the first `next()`. Leaving the loop, or `return()`, ends the request at once.
 */
export interface InfluxQLApi<Integers extends IntegersOption = 'number', Times extends TimesOption = 'timestamp'> {
  /** Runs a query and returns its series, all of them in memory. */
  collect<const Options extends InfluxQLOptions = InfluxQLOptions>(
    query: InfluxQLQuery,
    options?: Exactly<Options, InfluxQLOptions>,
  ): Promise<InfluxQLSeriesList<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /** Runs a query and yields its records as they arrive. {@link streamBatches} is faster for many records. */
  stream<const Options extends InfluxQLOptions = InfluxQLOptions>(
    query: InfluxQLQuery,
    options?: Exactly<Options, InfluxQLOptions>,
  ): AsyncIterableIterator<InfluxQLRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /**
   * The fastest way to read many records: runs a query and yields the records of each chunk that arrives as one array,
   * which is never empty. It awaits each chunk instead of each record. Records before an error come first.
   */
  streamBatches<const Options extends InfluxQLOptions = InfluxQLOptions>(
    query: InfluxQLQuery,
    options?: Exactly<Options, InfluxQLOptions>,
  ): AsyncIterableIterator<InfluxQLRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>[]>
  /**
   * Runs a query and returns the result of each statement apart: its series, its error and what InfluxDB says beside them.
   *
   * It throws no InfluxQLError and no TruncatedResponseError: they are members of the statements that they are about.
   */
  statements<const Options extends InfluxQLOptions = InfluxQLOptions>(
    query: InfluxQLQuery,
    options?: Exactly<Options, InfluxQLOptions>,
  ): Promise<StatementResult<TimeAs<Options, Times>, IntegerAs<Options, Integers>>[]>
  /**
   * Runs a query as {@link stream} does, and yields rows typed by the schema of a measurement: objects with its tags, its
   * fields and `time`, as `record` of the schema takes them. Tags may be columns or in `GROUP BY`.
   *
   * The option `integers` says what integers are.
   * @throws RowError on the first row that does not fit
   */
  rows<const Definition extends SchemaDefinition, const Options extends InfluxQLOptions = InfluxQLOptions>(
    query: InfluxQLQuery,
    schema: MeasurementSchema<Definition>,
    options?: Exactly<Options, InfluxQLOptions>,
  ): AsyncIterableIterator<MeasurementRow<Definition, TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /**
   * Runs a query as {@link stream} does, passes the tags and values of each record, as one object, to a validator of zod,
   * valibot, arktype or another library that implements Standard Schema, and yields the result.
   *
   * @throws RowError on the first row that does not fit
   */
  rows<Row>(query: InfluxQLQuery, validator: StandardSchema<Row>, options?: InfluxQLOptions): AsyncIterableIterator<Row>
  /**
   * Returns an observable of records that sends the query for each subscriber; unsubscribing ends the request at once.
   * `from` of rxjs turns it into an observable of rxjs.
   */
  observable<const Options extends InfluxQLOptions = InfluxQLOptions>(
    query: InfluxQLQuery,
    options?: Exactly<Options, InfluxQLOptions>,
  ): RecordObservable<InfluxQLRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /**
   * Runs a query and returns the response unread: errors of statements are in it.
   *
   * A stream takes from the socket only what is read from it; cancelling it ends the request.
   */
  raw<const Format extends RawFormat = 'text'>(
    query: InfluxQLQuery,
    options?: RawInfluxQLOptions<Format>,
  ): Promise<RawResponse<Format>>
}

/**
 * Creates the InfluxQL API of a client. These options are the defaults of every call.
 *
 * @throws OptionError if an option is unknown or wrong
 * @see InfluxDB documentation, "Query data with InfluxQL"
 */
export function createInfluxQLApi<const Defaults extends InfluxQLApiOptions = InfluxQLApiOptions>(
  client: Client,
  defaults: Exactly<Defaults, InfluxQLApiOptions> = {} as never,
): InfluxQLApi<IntegersIn<Defaults>, TimesIn<Defaults>> {
  const merge = callOptions<InfluxQLOptions>('createInfluxQLApi', 'influxql', defaults, (what, options) => {
    checkInfluxQLOptions(what, options, influxQLOptionNames)
  })
  // The caller may change the object, or use it for another API.
  const base: InfluxQLApiOptions = mergeDefined({}, defaults)

  return {
    ...recordStreams({
      merge,
      open: (query: InfluxQLQuery, options) => openRecords(client, query, options),
      readRows: readTypedRows,
    }),
    async collect(query, given) {
      return collectSeries(await openRecords(client, query, merge('collect', given))) as never
    },
    async statements(query, given) {
      return collectStatements(client, query, merge('statements', given)) as never
    },
    async raw(query, given = {}) {
      checkInfluxQLOptions('influxql.raw', given, rawOptionNames)
      const { format: _, ...rest } = base
      const options: RawInfluxQLOptions = mergeDefined(rest, given)
      const { format = 'json', epoch, chunkSize, as } = options
      // InfluxDB 1.x and 2.x take `us` for nanoseconds.
      const form = { format, epoch: epoch === 'us' ? 'u' : epoch, isChunked: chunkSize !== undefined }
      return readRawResponse(await knowingServer(client, () => sendQuery(client, query, options, form)), as) as never
    },
  }
}
