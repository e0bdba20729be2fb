import { config } from '#config'
import type { CliConfigOptions, Config, ConfigFileOptions, Environment, Overrides } from '@fluxline/config'
import { build, createClient, health, isOnboarded, ping, ready, session, setup, version } from '@fluxline/core'
import type {
  CheckOptions,
  Client,
  ClientOptions,
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
import type { QueryApiOptions } from '@fluxline/query'
import { createBatchWriter, writeNow } from '@fluxline/write-batching'
import type { BatchInput, BatchOptions, BatchWriter, WriteNowOptions, WriteTarget } from '@fluxline/write-batching'
import { createClientQueryApi } from './client-query.ts'
import type { ClientQueryApi } from './client-query.ts'
import { lazyDataFrameApi } from './lazy-data-frame.ts'

/** How to reach one InfluxDB, and what its queries have in common. */
export interface InfluxDBClientOptions extends ClientOptions, ProfileOptions {}

type ProfileOptions = Pick<QueryApiOptions, 'profilers' | 'onProfile'>

/** What is made on first use. */
interface Made {
  query?: ClientQueryApi
  dataFrame?: DataFrameApi
  buckets?: BucketsApi
  organizations?: OrganizationsApi
  users?: UsersApi
  authorizations?: AuthorizationsApi
  labels?: LabelsApi
  tasks?: TasksApi
  scripts?: ScriptsApi
}

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
  readonly #made: Made = {}

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
    return new InfluxDBClient(optionsOf(await config.fromConfigFile(path, options)))
  }

  /** Opens a client by a profile of the influx CLI, the active one unless it is named. @throws ConfigError */
  static async fromCliConfig(options?: CliConfigOptions): Promise<InfluxDBClient> {
    return new InfluxDBClient(optionsOf(await config.fromCliConfig(options)))
  }

  /** Opens a client by variables: `INFLUXDB_V2_URL` and so on, or `INFLUX_HOST`. @throws ConfigError */
  static fromEnv(env?: Environment, overrides?: Overrides): InfluxDBClient {
    return new InfluxDBClient(optionsOf(config.fromEnv(env, overrides)))
  }

  /** Opens a client by one text: `http://localhost:8086?org=acme&token=…`. @throws ConfigError */
  static fromConnectionString(text: string, overrides?: Overrides): InfluxDBClient {
    return new InfluxDBClient(optionsOf(config.fromConnectionString(text, overrides)))
  }

  get url(): string {
    return this.#client.url
  }

  get org(): Client['org'] {
    return this.#client.org
  }

  get defaultTags(): Client['defaultTags'] {
    return this.#client.defaultTags
  }

  get gzip(): Client['gzip'] {
    return this.#client.gzip
  }

  /** Aborted when the client is closed; packages that wait know the client by it. */
  get closing(): Client['closing'] {
    return this.#client.closing
  }

  /** Flux queries: tables, streams of records, observables, CSV and raw answers. */
  get query(): ClientQueryApi {
    return (this.#made.query ??= createClientQueryApi(this, this.#queryOptions))
  }

  /** Flux queries whose answers are Arrow tables; Apache Arrow is loaded on first use. */
  get dataFrame(): DataFrameApi {
    return (this.#made.dataFrame ??= lazyDataFrameApi(() => this.query, this.#queryOptions))
  }

  get buckets(): BucketsApi {
    return (this.#made.buckets ??= createBucketsApi(this))
  }

  get organizations(): OrganizationsApi {
    return (this.#made.organizations ??= createOrganizationsApi(this))
  }

  get users(): UsersApi {
    return (this.#made.users ??= createUsersApi(this))
  }

  get authorizations(): AuthorizationsApi {
    return (this.#made.authorizations ??= createAuthorizationsApi(this))
  }

  get labels(): LabelsApi {
    return (this.#made.labels ??= createLabelsApi(this))
  }

  get tasks(): TasksApi {
    return (this.#made.tasks ??= createTasksApi(this))
  }

  /** Invokable scripts, which InfluxDB Cloud alone has. */
  get scripts(): ScriptsApi {
    return (this.#made.scripts ??= createScriptsApi(this))
  }

  /** Opens a background writer; {@link close} flushes and closes it if it is still open by then. */
  batchWriter(options: BatchOptions = {}): BatchWriter {
    const writer = createBatchWriter(this, options)
    this.#writers.add(writer)
    writer.events.subscribe({ complete: () => this.#writers.delete(writer) })
    return writer
  }

  /**
   * Writes all of an input in one request now, and throws where it cannot be written.
   *
   * Takes whatever a batch writer takes: text, bytes, points, records, plain objects, Arrow tables by `tableLines`, and
   * iterables, streams and observables of these.
   * @throws PartialWriteError where the server refused lines; HttpError, TimeoutError, ConnectionError, AbortError
   */
  write(target: WriteTarget, input: BatchInput, options?: WriteNowOptions): Promise<void> {
    return writeNow(this, target, input, options)
  }

  /**
   * Deletes the points of a time range that a predicate names, or `everything` in it.
   *
   * @throws OptionError where the request is not plain; HttpError
   */
  delete(options: DeleteOptions): Promise<void> {
    return deleteData(this, options)
  }

  /** Whether InfluxDB answers; never throws. */
  ping(options?: CheckOptions): Promise<boolean> {
    return ping(this, options)
  }

  /** What InfluxDB says of its own health, also when it fails. */
  health(options?: CheckOptions): Promise<Health> {
    return health(this, options)
  }

  /** Since when InfluxDB is up. */
  ready(options?: CheckOptions): Promise<Ready> {
    return ready(this, options)
  }

  /** The server's version, such as `v2.7.12`. */
  version(options?: CheckOptions): Promise<string | undefined> {
    return version(this, options)
  }

  /** The server's build, such as `OSS`. */
  build(options?: CheckOptions): Promise<string | undefined> {
    return build(this, options)
  }

  /** Whether InfluxDB has its first user, organization and bucket. */
  isOnboarded(options?: CheckOptions): Promise<boolean> {
    return isOnboarded(this, options)
  }

  /** Sets a new InfluxDB up. @throws HttpError where it has been set up before */
  setup(options: SetupOptions): Promise<SetupResult> {
    return setup(this, options)
  }

  /** Sends one request with the client's address and credentials, for endpoints that have no method here. */
  request(spec: RequestSpec): Promise<ClientResponse> {
    return this.#client.request(spec)
  }

  /** Flushes and closes the writers that this client made, then closes its connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#writers].map((writer) => writer.close()))
    await this.#client.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** A user of a configuration signs in. */
function optionsOf({ user, ...options }: Config): InfluxDBClientOptions {
  return { ...options, ...(user && { auth: session(user) }) }
}
