import type { Client, ClientResponse, GzipOptions, RequestSpec, Timeout } from '@fluxline/core'
import { OptionError } from '@fluxline/internal/errors'
import { showOption } from '@fluxline/internal/show'
import { writePath } from '../accounting/destination.ts'
import type { Destination } from '../accounting/destination.ts'
import type { FailureShape } from './verdict.ts'

/** The part of a client that a batch writer uses. */
export interface WriteClient extends Pick<Client, 'org' | 'gzip' | 'defaultTags' | 'closing' | 'connections'> {
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
  /** False if the client's own policy must not retry. */
  readonly idempotent?: false | undefined
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
  { gzip = client.gzip, headers, timeout, signal, idempotent }: SendOptions,
): Promise<FailureShape | undefined> {
  try {
    const response = await client.request({
      method: METHOD,
      path: writePath,
      query: { org, bucket, precision },
      headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
      body,
      gzip: gzip && (gzip === true ? { level: GZIP_LEVEL } : { ...gzip, level: gzip.level ?? GZIP_LEVEL }),
      idempotent,
      timeout,
      signal,
      // Only this means that all lines are stored: the log-in page of a proxy comes as 200, a partial write as 201.
      successStatus: 204,
    })
    await response.text()
    return undefined
  } catch (error) {
    return error ?? new Error(`${METHOD} ${writePath} failed without a reason.`)
  }
}
