import type { Client, ClientResponse, GzipOptions, Org, RequestSpec, Timeout } from '@fluxline/core'
import { knownServer, serverOf } from '@fluxline/core/server'
import { addCaller, passCaller } from '@fluxline/internal/caller'
import type { Caller } from '@fluxline/internal/caller'
import { OptionError } from '@fluxline/internal/errors'
import { showOption } from '@fluxline/internal/show'
import { writeRequest } from '@fluxline/internal/write-request'
import type { Destination } from '../accounting/destination.ts'
import type { FailureShape } from './verdict.ts'

/** The part of a client that a batch writer uses. */
export interface WriteClient extends Pick<
  Client,
  'org' | 'gzip' | 'defaultTags' | 'closing' | 'connections' | 'server'
> {
  readonly url?: Client['url'] | undefined
  request(spec: RequestSpec): Promise<Pick<ClientResponse, 'status' | 'text'>>
}

/** @throws OptionError if a value is not a client */
export function checkClient(what: string, client: WriteClient | undefined): void {
  if (typeof client?.request === 'function') return
  throw new OptionError(`${what}: \`client\` must be a client, as createClient returns it, not ${showOption(client)}.`)
}

/** Options of one request. */
export interface SendOptions {
  readonly gzip?: boolean | GzipOptions | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly timeout?: Timeout | undefined
  readonly signal?: AbortSignal | undefined
  readonly noSync?: boolean | undefined
  /** False if the client's own policy must not retry. */
  readonly idempotent?: false | undefined
  /** Where the writer was created, or the function was called, for the stacks of errors. */
  readonly caller?: Caller | undefined
}

const METHOD = 'POST'

/**
 * Compressing is most of what a write costs. Line protocol becomes 5.5 times smaller by this level, and 7 times by
 * zlib's default, 6, which takes more than twice the time.
 */
const GZIP_LEVEL = 2

/** Sends lines once. Returns why it failed, or `undefined` if the lines are stored. Never rejects. */
export async function sendBatch(
  client: WriteClient,
  { bucket, org, precision }: Destination,
  body: Uint8Array,
  { gzip = client.gzip, headers, timeout, signal, noSync, idempotent, caller }: SendOptions,
  isV3: boolean,
): Promise<FailureShape | undefined> {
  const { path, query } = writeRequest<Org>({ bucket, org, precision, noSync }, isV3)
  try {
    const spec: RequestSpec = {
      method: METHOD,
      path,
      query,
      headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
      body,
      gzip: gzip && (gzip === true ? { level: GZIP_LEVEL } : { ...gzip, level: gzip.level ?? GZIP_LEVEL }),
      idempotent,
      timeout,
      signal,
      // Only this means that all lines are stored: the log-in page of a proxy comes as 200, a partial write as 201.
      successStatus: 204,
    }
    const response = await client.request(caller ? passCaller(spec, caller) : spec)
    await response.text()
    return undefined
  } catch (error) {
    // The client of a worker writer sends elsewhere.
    return addCaller(error, caller) ?? new Error(`${METHOD} ${path} failed without a reason.`)
  }
}

/**
 * Which path the lines of one writer go by: that of InfluxDB 3 as soon as the server is known to be one, and until then
 * the one that all servers have. So no line waits for what the server says.
 */
export class WritePath {
  readonly #client: WriteClient
  readonly #isFixed: boolean
  #asking: Promise<unknown> | undefined

  /** @param path the option `writePath` */
  constructor(client: WriteClient, path: 'v2' | undefined) {
    this.#client = client
    this.#isFixed = path === 'v2'
  }

  /** Whether it is the path of InfluxDB 3. Asks the server what it is, beside the first write. */
  get isV3(): boolean {
    if (this.#isFixed) return false
    const server = knownServer(this.#client)
    // What has no address has no server to ask.
    if (server === undefined && this.#client.url !== undefined) this.#asking ??= serverOf(this.#client)
    return server === 3
  }

  /** Resolves when the server said what it is, if it was asked; true if that makes another path the right one. */
  async hasChanged(wasV3: boolean): Promise<boolean> {
    await this.#asking
    return this.isV3 !== wasV3
  }
}
