import { config } from '#config'
import type { CliConfigOptions, Config, ConfigFileOptions, Environment, Overrides } from '@fluxline/config'
import { build, createClient, health, isOnboarded, ping, ready, session, setup, version, write } from '@fluxline/core'
import type {
  Client,
  ClientOptions,
  ClientResponse,
  Health,
  Ready,
  RequestSpec,
  SetupOptions,
  SetupResult,
  WriteInput,
  WriteOptions,
} from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import type { QueryApi } from '@fluxline/query'
import { createBatchWriter } from '@fluxline/write-batching'
import type { BatchOptions, BatchWriter } from '@fluxline/write-batching'

/**
 * One connection to InfluxDB 2.x and all that can be done with it.
 *
 * It is itself a {@link Client}, so every function of the other packages takes it. It makes their objects on first
 * use, and {@link close} flushes and closes the writers that it made.
 */
export class InfluxDBClient implements Client {
  readonly #client: Client
  readonly #writers = new Set<BatchWriter>()
  #query: QueryApi | undefined

  /** @throws OptionError where an option is missing or cannot be right */
  constructor(options: ClientOptions) {
    this.#client = createClient(options)
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

  /** Flux queries: tables, streams of records, CSV and raw answers. */
  get query(): QueryApi {
    this.#query ??= createQueryApi(this)
    return this.#query
  }

  /** Opens a background writer; {@link close} flushes and closes it if it is still open by then. */
  batchWriter(options: BatchOptions = {}): BatchWriter {
    const writer = createBatchWriter(this, options)
    this.#writers.add(writer)
    writer.events.subscribe({ complete: () => this.#writers.delete(writer) })
    return writer
  }

  /** Writes these lines in one request now, and throws where they cannot be written. */
  write(options: WriteOptions, lines: WriteInput): Promise<void> {
    return write(this, options, lines)
  }

  /** Whether InfluxDB answers; never throws. */
  ping(): Promise<boolean> {
    return ping(this)
  }

  /** What InfluxDB says of its own health, also when it fails. */
  health(): Promise<Health> {
    return health(this)
  }

  /** Since when InfluxDB is up. */
  ready(): Promise<Ready> {
    return ready(this)
  }

  /** The server's version, such as `v2.7.12`. */
  version(): Promise<string | undefined> {
    return version(this)
  }

  /** The server's build, such as `OSS`. */
  build(): Promise<string | undefined> {
    return build(this)
  }

  /** Whether InfluxDB has its first user, organization and bucket. */
  isOnboarded(): Promise<boolean> {
    return isOnboarded(this)
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
function optionsOf({ user, ...options }: Config): ClientOptions {
  return user ? { ...options, auth: session(user) } : options
}
