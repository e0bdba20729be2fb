import { config } from '#config'
import type {
  CliConfigOptions,
  ConfigFileOptions,
  ConnectionStringOptions,
  Environment,
  Overrides,
} from '@fluxline/config'
import { build, createClient, health, isOnboarded, ping, ready, setup, version } from '@fluxline/core'
import type {
  CheckOptions,
  Client,
  ClientResponse,
  Health,
  Ready,
  RequestSpec,
  SetupOptions,
  SetupResult,
} from '@fluxline/core'
import type { DataFrameApi } from '@fluxline/dataframe'
import {
  createAuthorizationsApi,
  createBucketsApi,
  createLabelsApi,
  createOrganizationsApi,
  createTasksApi,
  createUsersApi,
  deleteData,
} from '@fluxline/management'
import type {
  AuthorizationsApi,
  BucketsApi,
  DeleteOptions,
  LabelsApi,
  OrganizationsApi,
  TasksApi,
  UsersApi,
} from '@fluxline/management'
import { createScriptsApi } from '@fluxline/management/scripts'
import type { ScriptsApi } from '@fluxline/management/scripts'
import type { RecordMapping } from '@fluxline/point'
import { createBatchWriter, writeNow } from '@fluxline/write-batching'
import type { BatchInput, BatchOptions, BatchWriter, WriteNowOptions } from '@fluxline/write-batching'
import { toClientOptions } from './client-options.ts'
import type { InfluxDBClientOptions, ProfileOptions } from './client-options.ts'
import { createClientQueryApi } from './client-query.ts'
import type { ClientQueryApi } from './client-query.ts'
import { lazyDataFrameApi } from './lazy-data-frame.ts'

/**
 * One connection to InfluxDB 2.x and all that can be done with it.
 *
 * It is itself a {@link Client}, so every function of the other packages takes it. It makes their objects on first
 * use, and {@link close} flushes and closes the writers that it made.
 */
export class InfluxDBClient implements Client {
  readonly #client: Client
  readonly #queryOptions: ProfileOptions
  readonly #writers = new Set<BatchWriter>()
  /** Calls for each kind of resource, by the function that creates them. */
  readonly #apis = new Map<unknown, unknown>()
  #query: ClientQueryApi | undefined
  #dataFrame: DataFrameApi | undefined

  /** @throws OptionError where an option is missing or cannot be right */
  constructor({ profilers, onProfile, ...options }: InfluxDBClientOptions) {
    this.#client = createClient(options)
    this.#queryOptions = { profilers, onProfile }
  }

  /**
   * Opens a client by a file: `.ini`, `.toml` or `.json`. On Node, Deno and Bun.
   *
   * @throws ConfigError where the file or a setting in it cannot be used
   */
  static async fromConfigFile(path?: string, options?: ConfigFileOptions): Promise<InfluxDBClient> {
    return new InfluxDBClient(toClientOptions(await config.fromConfigFile(path, options)))
  }

  /** Opens a client by a profile of the influx CLI, the active one unless it is named. @throws ConfigError */
  static async fromCliConfig(options?: CliConfigOptions): Promise<InfluxDBClient> {
    return new InfluxDBClient(toClientOptions(await config.fromCliConfig(options)))
  }

  /** Opens a client by variables: `INFLUXDB_V2_URL` and so on, or `INFLUX_HOST`. @throws ConfigError */
  static fromEnv(env?: Environment, overrides?: Overrides): InfluxDBClient {
    return new InfluxDBClient(toClientOptions(config.fromEnv(env, overrides)))
  }

  /** Opens a client by one text: `http://localhost:8086?org=acme&token=…`. @throws ConfigError */
  static fromConnectionString(text: string, options?: ConnectionStringOptions): InfluxDBClient {
    return new InfluxDBClient(toClientOptions(config.fromConnectionString(text, options)))
  }

  /** The server's address. */
  get url(): string {
    return this.#client.url
  }

  /** The organization that is meant where a call names none. */
  get org(): Client['org'] {
    return this.#client.org
  }

  /** Tags that writers add to points which do not have them. */
  get defaultTags(): Client['defaultTags'] {
    return this.#client.defaultTags
  }

  /** Whether writes are compressed. */
  get gzip(): Client['gzip'] {
    return this.#client.gzip
  }

  /** Aborted when the client is closed; packages that wait know the client by it. */
  get closing(): Client['closing'] {
    return this.#client.closing
  }

  /** Flux queries: tables, streams of records, observables, CSV and raw answers. */
  get query(): ClientQueryApi {
    return (this.#query ??= createClientQueryApi(this, this.#queryOptions))
  }

  /** Flux queries whose answers are Arrow tables; Apache Arrow is loaded on first use. */
  get dataFrame(): DataFrameApi {
    return (this.#dataFrame ??= lazyDataFrameApi(() => this.query, this.#queryOptions))
  }

  /** Where points are kept. */
  get buckets(): BucketsApi {
    return this.#api(createBucketsApi)
  }

  /** What buckets, tasks and labels belong to; with their members and secrets. */
  get organizations(): OrganizationsApi {
    return this.#api(createOrganizationsApi)
  }

  /** Who can sign in, and whom tokens belong to. */
  get users(): UsersApi {
    return this.#api(createUsersApi)
  }

  /** Tokens, and what they may do. */
  get authorizations(): AuthorizationsApi {
    return this.#api(createAuthorizationsApi)
  }

  /** Words to put on buckets and tasks. */
  get labels(): LabelsApi {
    return this.#api(createLabelsApi)
  }

  /** Flux scripts that InfluxDB runs by itself, and their runs and logs. */
  get tasks(): TasksApi {
    return this.#api(createTasksApi)
  }

  /** Invokable scripts, which InfluxDB Cloud alone has. */
  get scripts(): ScriptsApi {
    return this.#api(createScriptsApi)
  }

  /**
   * Opens a background writer; {@link close} flushes and closes it if it is still open by then.
   *
   * @throws OptionError where an option cannot be right
   */
  batchWriter(options: BatchOptions = {}): BatchWriter {
    for (const writer of this.#writers) if (writer.closed) this.#writers.delete(writer)
    const writer = createBatchWriter(this, options)
    this.#writers.add(writer)
    return writer
  }

  /**
   * Writes all of an input in one request now, and throws where it cannot be written.
   *
   * Takes whatever a batch writer takes: text, bytes, points, records, plain objects, Arrow tables by `tableLines`, and
   * iterables, streams and observables of these.
   * @throws PartialWriteError where the server refused lines; HttpError, TimeoutError, ConnectionError, AbortError
   */
  write(input: BatchInput, options: WriteNowOptions): Promise<void>
  write(input: BatchInput<object>, options: WriteNowOptions & { readonly record: RecordMapping }): Promise<void>
  write(input: BatchInput, options: WriteNowOptions): Promise<void> {
    return writeNow(this, input, options)
  }

  /**
   * Deletes the points of a time range that a predicate names, or `everything` in it.
   *
   * @throws OptionError where an option cannot be right; HttpError, which shows the place in a predicate that is not
   * understood; TimeoutError, ConnectionError, AbortError
   */
  delete(options: DeleteOptions): Promise<void> {
    return deleteData(this, options)
  }

  /** Whether InfluxDB answers; never throws. */
  ping(options?: CheckOptions): Promise<boolean> {
    return ping(this, options)
  }

  /**
   * What InfluxDB says of its own health, also when it fails.
   *
   * @throws HttpError where it says nothing of it; TimeoutError, ConnectionError, AbortError
   */
  health(options?: CheckOptions): Promise<Health> {
    return health(this, options)
  }

  /**
   * Since when InfluxDB is up.
   *
   * @throws HttpError where it is still starting; TimeoutError, ConnectionError, AbortError
   */
  ready(options?: CheckOptions): Promise<Ready> {
    return ready(this, options)
  }

  /**
   * The server's version, such as `v2.7.12`; `undefined` where it does not say.
   *
   * @throws HttpError; TimeoutError, ConnectionError, AbortError
   */
  version(options?: CheckOptions): Promise<string | undefined> {
    return version(this, options)
  }

  /**
   * The server's build, such as `OSS`; `undefined` where it does not say.
   *
   * @throws HttpError; TimeoutError, ConnectionError, AbortError
   */
  build(options?: CheckOptions): Promise<string | undefined> {
    return build(this, options)
  }

  /**
   * Whether InfluxDB has its first user, organization and bucket.
   *
   * @throws HttpError; TimeoutError, ConnectionError, AbortError
   */
  isOnboarded(options?: CheckOptions): Promise<boolean> {
    return isOnboarded(this, options)
  }

  /**
   * Sets a new InfluxDB up.
   *
   * @throws HttpError 422 `conflict` where it has been set up before; TimeoutError, ConnectionError, AbortError
   */
  setup(options: SetupOptions): Promise<SetupResult> {
    return setup(this, options)
  }

  /**
   * Sends one request with the client's address and credentials, for endpoints that have no method here; the function
   * `request(client, …)` does so with JSON both ways.
   *
   * @throws HttpError on any status but 2xx; TimeoutError, ConnectionError, AbortError
   */
  request(spec: RequestSpec): Promise<ClientResponse> {
    return this.#client.request(spec)
  }

  /**
   * Flushes and closes the writers that this client made, each within its `maxCloseWait`, then closes its connections;
   * safe to call twice.
   */
  async close(): Promise<void> {
    await Promise.all([...this.#writers].map((writer) => writer.close()))
    await this.#client.close()
  }

  /** Creates an API on first use. */
  #api<Api>(create: (client: Client) => Api): Api {
    const api = (this.#apis.get(create) as Api | undefined) ?? create(this)
    this.#apis.set(create, api)
    return api
  }

  /** {@link close}, at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
