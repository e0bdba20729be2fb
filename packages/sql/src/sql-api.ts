import type { Client } from '@fluxline/core'
import type { IntegerAs, IntegersIn, IntegersOption, TimeAs, TimesIn, TimesOption } from '@fluxline/flux-csv'
import { callOptions } from '@fluxline/internal/call-options'
import { ChunkIterator } from '@fluxline/internal/chunk-iterator'
import type { Exactly } from '@fluxline/internal/exactly'
import type { MeasurementRow, MeasurementSchema, SchemaDefinition } from '@fluxline/internal/measurement-schema'
import { mergeDefined } from '@fluxline/internal/merge-defined'
import type { RecordObservable } from '@fluxline/internal/observable'
import { readRawResponse } from '@fluxline/internal/raw-response'
import type { RawFormat, RawResponse } from '@fluxline/internal/raw-response'
import { recordStreams } from '@fluxline/internal/record-streams'
import type { StandardSchema } from '@fluxline/internal/standard-schema'
import { SqlRecords } from './model/sql-record.ts'
import type { SqlRecord } from './model/sql-record.ts'
import { openRecords } from './results/open-rows.ts'
import { readTypedRows } from './results/typed-rows.ts'
import { sendQuery } from './send-query.ts'
import { checkSqlOptions, rawOptionNames, sqlOptionNames } from './sql-options.ts'
import type { RawSqlOptions, SqlApiOptions, SqlOptions, SqlQuery } from './sql-options.ts'

/**
 * SQL queries against one InfluxDB 3; made by {@link createSqlApi}.
 *
 * A wrong option is an OptionError of the call. Every method throws QueryError if a value cannot be written in SQL,
 * HttpError if InfluxDB refuses the query, and NotOnThisServerError if the server is InfluxDB 1.x or 2.x. All but `raw`
 * throw TruncatedResponseError if rows are missing, after the good rows. Reading the response can throw SqlResponseError,
 * LimitError, TimeoutError, ConnectionError and AbortError: InfluxDB 3 breaks the connection if a query fails while it
 * runs.
 *
 * All streams send the query on the first `next()`. Leaving the loop, or `return()`, ends the request at once.
 */
export interface SqlApi<Integers extends IntegersOption = 'number', Times extends TimesOption = 'timestamp'> {
  /** Runs a query and returns its records, all of them in memory. */
  collect<const Options extends SqlOptions = SqlOptions>(
    query: SqlQuery,
    options?: Exactly<Options, SqlOptions>,
  ): Promise<SqlRecords<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /** Runs a query and yields its records as they arrive. {@link streamBatches} is faster for many records. */
  stream<const Options extends SqlOptions = SqlOptions>(
    query: SqlQuery,
    options?: Exactly<Options, SqlOptions>,
  ): AsyncIterableIterator<SqlRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /**
   * The fastest way to read many records: runs a query and yields the records of each chunk that arrives as one array,
   * which is never empty. It awaits each chunk instead of each record. Records before an error come first.
   */
  streamBatches<const Options extends SqlOptions = SqlOptions>(
    query: SqlQuery,
    options?: Exactly<Options, SqlOptions>,
  ): AsyncIterableIterator<SqlRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>[]>
  /**
   * Runs a query as {@link stream} does, and yields rows typed by the schema of a measurement: objects with its tags, its
   * fields and `time`, as `record` of the schema takes them.
   *
   * The option `integers` says what integers are.
   * @throws RowError on the first row that does not fit
   */
  rows<const Definition extends SchemaDefinition, const Options extends SqlOptions = SqlOptions>(
    query: SqlQuery,
    schema: MeasurementSchema<Definition>,
    options?: Exactly<Options, SqlOptions>,
  ): AsyncIterableIterator<MeasurementRow<Definition, TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /**
   * Runs a query as {@link stream} does, passes the values of each record, as one object, to a validator of zod, valibot,
   * arktype or another library that implements Standard Schema, and yields the result. A column that had no value so far is
   * missing: InfluxDB leaves out what is null.
   *
   * @throws RowError on the first row that does not fit
   */
  rows<Row>(query: SqlQuery, validator: StandardSchema<Row>, options?: SqlOptions): AsyncIterableIterator<Row>
  /**
   * Returns an observable of records that sends the query for each subscriber; unsubscribing ends the request at once.
   * `from` of rxjs turns it into an observable of rxjs.
   */
  observable<const Options extends SqlOptions = SqlOptions>(
    query: SqlQuery,
    options?: Exactly<Options, SqlOptions>,
  ): RecordObservable<SqlRecord<TimeAs<Options, Times>, IntegerAs<Options, Integers>>>
  /**
   * Runs a query and returns the response unread, in one of InfluxDB's formats.
   *
   * A stream takes from the socket only what is read from it; cancelling it ends the request.
   */
  raw<const Format extends RawFormat = 'text'>(
    query: SqlQuery,
    options?: RawSqlOptions<Format>,
  ): Promise<RawResponse<Format>>
}

/**
 * Creates the SQL API of a client. These options are the defaults of every call.
 *
 * ```ts
 * const queries = createSqlApi(client, { database: 'metrics' })
 * for await (const { time, values } of queries.stream(sql`SELECT * FROM cpu WHERE host = ${host}`)) …
 * ```
 * @throws OptionError if an option is unknown or wrong
 * @see InfluxDB 3 Core documentation, "Query data with SQL"
 */
export function createSqlApi<const Defaults extends SqlApiOptions = SqlApiOptions>(
  client: Client,
  defaults: Exactly<Defaults, SqlApiOptions> = {} as never,
): SqlApi<IntegersIn<Defaults>, TimesIn<Defaults>> {
  const merge = callOptions<SqlOptions>('createSqlApi', 'sql', defaults, (what, options) => {
    checkSqlOptions(what, options, sqlOptionNames)
  })
  // The caller may change the object, or use it for another API.
  const base: SqlApiOptions = mergeDefined({}, defaults)

  return {
    ...recordStreams({
      merge,
      open: (query: SqlQuery, options) => openRecords(client, query, options),
      readRows: readTypedRows,
    }),
    async collect(query, given) {
      const { body, reader } = await openRecords(client, query, merge('collect', given))
      const records = new SqlRecords<unknown, unknown>()
      for await (const batch of new ChunkIterator(body, reader, () => reader.nextBatch()))
        for (const record of batch) records.push(record)
      return records as never
    },
    async raw(query, given = {}) {
      checkSqlOptions('sql.raw', given, rawOptionNames)
      const { database, params, headers, signal, timeout } = base
      const options: RawSqlOptions = mergeDefined({ database, params, headers, signal, timeout }, given)
      const { format = 'json', as } = options
      return readRawResponse(await sendQuery(client, query, options, format), as) as never
    },
  }
}
