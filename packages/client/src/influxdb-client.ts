import { build, createClient, health, ping, ready, version, write } from '@fluxline/core'
import type {
  Client,
  ClientOptions,
  ClientResponse,
  Health,
  Ready,
  RequestSpec,
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

  get url(): string {
    return this.#client.url
  }

  get org(): string | undefined {
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
