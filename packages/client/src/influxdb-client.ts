import { config } from '#config'
import type {
  CliConfigOptions,
  ConfigFileOptions,
  ConnectionStringOptions,
  Environment,
  Overrides,
} from '@fluxline/config'
import {
  build,
  createClient,
  health,
  isOnboarded,
  ping,
  ready,
  serverInfo,
  setup,
  version,
  waitUntilReady,
} from '@fluxline/core'
import type {
  CheckOptions,
  Client,
  ClientResponse,
  Health,
  Ready,
  RequestSpec,
  ServerInfo,
  SetupOptions,
  SetupResult,
  WaitUntilReadyOptions,
} from '@fluxline/core'
import type { DataFrameApi } from '@fluxline/dataframe'
import { deleteData } from '@fluxline/management'
import type { DeleteOptions } from '@fluxline/management'
import type { ExactPoint, PointShape, RecordMapping } from '@fluxline/point'
import { createBatchWriter, writeNow } from '@fluxline/write-batching'
import type {
  BatchInput,
  BatchOptions,
  BatchWriter,
  ExactInput,
  InputShape,
  WriteNowOptions,
} from '@fluxline/write-batching'
import { checkClientOptions, toClientOptions } from './client-options.ts'
import type { InfluxDBClientOptions, ProfileOptions } from './client-options.ts'
import { createClientInfluxQLApi } from './client-influxql.ts'
import type { ClientInfluxQLApi } from './client-influxql.ts'
import { createClientSqlApi } from './client-sql.ts'
import type { ClientSqlApi } from './client-sql.ts'
import { createClientQueryApi } from './client-query.ts'
import type { ClientQueryApi } from './client-query.ts'
import { defineInspection } from './inspect-client.ts'
import type { ClientSummary } from './inspect-client.ts'
import { lazyDataFrameApi } from './lazy-data-frame.ts'
import { ManagementCalls } from './management-calls.ts'

/**
 * A connection to InfluxDB 2.x, with writers, queries, data frames and management calls.
 *
 * It is a {@link Client}, so every function of the other packages takes it. Its parts are created on first use, and
 * {@link close} flushes and closes its writers.
 */
export class InfluxDBClient extends ManagementCalls implements Client {
  readonly #client: Client
  readonly #queryOptions: ProfileOptions
  readonly #writers = new Set<BatchWriter>()
  #query: ClientQueryApi | undefined
  #dataFrame: DataFrameApi | undefined
  #influxql: ClientInfluxQLApi | undefined
  #sql: ClientSqlApi | undefined

  static {
    defineInspection(this)
  }

  /** The address alone stands for `{ url }`. @throws OptionError if an option is missing, unknown or invalid */
  constructor(options: InfluxDBClientOptions | string | URL) {
    super()
    const { profilers, onProfile, ...connection } = checkClientOptions(options)
    this.#client = createClient(connection)
    this.#queryOptions = { profilers: profilers && [...profilers], onProfile }
  }

  /**
   * Creates a client from a file: `.ini`, `.toml` or `.json`. On Node, Deno and Bun.
   *
   * @throws ConfigError if the file or a setting in it is invalid
   */
  static async fromConfigFile(path?: string, options?: ConfigFileOptions): Promise<InfluxDBClient> {
    return new InfluxDBClient(toClientOptions(await config.fromConfigFile(path, options)))
  }

  /** Creates a client from a profile of the influx CLI, by default the active one. @throws ConfigError if it is invalid */
  static async fromCliConfig(options?: CliConfigOptions): Promise<InfluxDBClient> {
    return new InfluxDBClient(toClientOptions(await config.fromCliConfig(options)))
  }

  /** Creates a client from variables: `INFLUXDB_V2_URL` and others, or `INFLUX_HOST`. @throws ConfigError if one is invalid */
  static fromEnv(env?: Environment, overrides?: Overrides): InfluxDBClient {
    return new InfluxDBClient(toClientOptions(config.fromEnv(env, overrides)))
  }

  /** Creates a client from a connection string: `http://localhost:8086?org=acme&token=…`. @throws ConfigError if it is invalid */
  static fromConnectionString(text: string, options?: ConnectionStringOptions): InfluxDBClient {
    return new InfluxDBClient(toClientOptions(config.fromConnectionString(text, options)))
  }

  /** URL of the server. */
  override get url(): string {
    return this.#client.url
  }

  /** Organization of all calls that do not set their own. */
  get org(): Client['org'] {
    return this.#client.org
  }

  /** Tags that writers add to points without them. */
  get defaultTags(): Client['defaultTags'] {
    return this.#client.defaultTags
  }

  /** Whether writes are compressed. */
  get gzip(): Client['gzip'] {
    return this.#client.gzip
  }

  /** Maximum connections, if it was set. */
  get connections(): Client['connections'] {
    return this.#client.connections
  }

  /** Whether requests stay on this machine: on Node, to a loopback address without a proxy. */
  get isLocal(): Client['isLocal'] {
    return this.#client.isLocal
  }

  /** Which InfluxDB the server is, if the options say it. */
  get server(): Client['server'] {
    return this.#client.server
  }

  /** Aborted when the client is closed. */
  get closing(): Client['closing'] {
    return this.#client.closing
  }

  /** Flux queries: tables, streams of records, typed rows, observables, CSV and raw responses. */
  get query(): ClientQueryApi {
    return (this.#query ??= createClientQueryApi(this, this.#queryOptions))
  }

  /** InfluxQL queries, on InfluxDB 1.x too: series, streams of records, typed rows, observables and raw responses. */
  get influxql(): ClientInfluxQLApi {
    return (this.#influxql ??= createClientInfluxQLApi(this))
  }

  /** SQL queries, on InfluxDB 3. */
  get sql(): ClientSqlApi {
    return (this.#sql ??= createClientSqlApi(this))
  }

  /** Flux queries with Arrow tables as results. Apache Arrow is loaded on first use. */
  get dataFrame(): DataFrameApi {
    return (this.#dataFrame ??= lazyDataFrameApi(() => this.query, this.#queryOptions))
  }

  /**
   * Creates a background writer. {@link close} flushes and closes it if it is still open.
   *
   * @throws OptionError if an option is unknown or invalid
   */
  batchWriter(options: BatchOptions = {}): BatchWriter {
    for (const writer of this.#writers) if (writer.closed) this.#writers.delete(writer)
    const writer = createBatchWriter(this, options)
    this.#writers.add(writer)
    return writer
  }

  /**
   * Writes all lines of an input now, in one request unless they are too large for it. They are stored when the promise
   * resolves.
   *
   * Takes the same inputs as a batch writer: text, bytes, points, schema records, objects, Arrow tables by `tableLines`,
   * and iterables, streams and observables of these.
   * @throws PartialWriteError if the server rejected lines; OptionError, LineProtocolError; HttpError, TimeoutError,
   * ConnectionError, AbortError
   */
  write<Shape extends PointShape>(input: Shape & ExactPoint<Shape>, options: WriteNowOptions): Promise<void>
  write(input: BatchInput<object>, options: WriteNowOptions & { readonly record: RecordMapping }): Promise<void>
  write<Input extends InputShape>(input: Input & ExactInput<Input>, options: WriteNowOptions): Promise<void>
  write(input: BatchInput, options: WriteNowOptions): Promise<void> {
    return writeNow(this, input, options)
  }

  /**
   * Deletes the points of a time range that match a predicate, or `everything` in it.
   *
   * @throws OptionError if an option is unknown or invalid; HttpError, which points to a syntax error in the predicate;
   * TimeoutError, ConnectionError, AbortError
   */
  delete(options: DeleteOptions): Promise<void> {
    return deleteData(this, options)
  }

  /** Whether InfluxDB is reachable; never throws. */
  ping(options?: CheckOptions): Promise<boolean> {
    return ping(this, options)
  }

  /**
   * Returns the health of InfluxDB, also if it is failing.
   *
   * @throws HttpError if the response has no health report; TimeoutError, ConnectionError, AbortError
   */
  health(options?: CheckOptions): Promise<Health> {
    return health(this, options)
  }

  /** Returns when InfluxDB was started. @throws HttpError if it is still starting; TimeoutError, ConnectionError, AbortError */
  ready(options?: CheckOptions): Promise<Ready> {
    return ready(this, options)
  }

  /** Waits until InfluxDB accepts requests. @throws TimeoutError after `timeout`; at once what waiting does not change */
  waitUntilReady(options?: WaitUntilReadyOptions): Promise<void> {
    return waitUntilReady(this, options)
  }

  /** Returns the server's version, such as `v2.7.12`; `undefined` if it does not report one. @throws as {@link request} */
  version(options?: CheckOptions): Promise<string | undefined> {
    return version(this, options)
  }

  /** Returns which InfluxDB the server is: its generation, version and build. @throws as {@link request} */
  serverInfo(options?: CheckOptions): Promise<ServerInfo> {
    return serverInfo(this, options)
  }

  /** Returns the server's build, such as `OSS`; `undefined` if it does not report one. @throws as {@link request} */
  build(options?: CheckOptions): Promise<string | undefined> {
    return build(this, options)
  }

  /** Whether the initial setup has been done. @throws as {@link request} */
  isOnboarded(options?: CheckOptions): Promise<boolean> {
    return isOnboarded(this, options)
  }

  /**
   * Runs the initial setup.
   *
   * @throws HttpError 422 `conflict` if it has been done before; TimeoutError, ConnectionError, AbortError
   */
  setup(options: SetupOptions): Promise<SetupResult> {
    return setup(this, options)
  }

  /**
   * Sends one request with the client's URL and credentials, for endpoints without a method here. The function
   * `request(client, …)` also writes and reads JSON.
   *
   * @throws HttpError on any status except 2xx; TimeoutError, ConnectionError, AbortError
   */
  request(spec: RequestSpec): Promise<ClientResponse> {
    return this.#client.request(spec)
  }

  /**
   * Flushes and closes the client's writers, each within its `maxCloseWait`, then closes its connections. Safe to call
   * twice.
   */
  async close(): Promise<void> {
    await Promise.all([...this.#writers].map((writer) => writer.close()))
    await this.#client.close()
  }

  /** Calls {@link close} at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Returns `url` and `org`, never credentials. `console.log` shows the same. */
  toJSON(): ClientSummary {
    return { url: this.url, org: this.org }
  }
}
