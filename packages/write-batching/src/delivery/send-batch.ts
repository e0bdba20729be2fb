import { HttpError } from '@fluxline/core'
import type { Client, ClientResponse, GzipOptions, RequestSpec, Timeout } from '@fluxline/core'
import { PATH } from '../accounting/destination.ts'
import type { Destination } from '../accounting/destination.ts'
import type { FailureShape } from './verdict.ts'

/** As much of a client as a batch writer needs. */
export interface WriteClient extends Pick<Client, 'org' | 'gzip' | 'defaultTags' | 'closing'> {
  request(spec: RequestSpec): Promise<Pick<ClientResponse, 'status' | 'text'>>
}

/** How an attempt is made. */
export interface AttemptOptions {
  readonly gzip?: boolean | GzipOptions | undefined
  readonly timeout?: Timeout | undefined
  readonly signal?: AbortSignal | undefined
}

const METHOD = 'POST'

/** Sends lines once. Gives why it failed, and nothing where the lines are stored. */
export async function attemptWrite(
  client: WriteClient,
  { bucket, org, precision }: Destination,
  body: Uint8Array,
  { gzip = client.gzip, timeout, signal }: AttemptOptions,
): Promise<FailureShape | undefined> {
  try {
    const response = await client.request({
      method: METHOD,
      path: PATH,
      query: { org, bucket, precision },
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body,
      gzip: atLevel(gzip),
      timeout,
      signal,
    })
    const text = await response.text()
    return response.status === 204 ? undefined : notAnAnswer(response.status, text)
  } catch (error) {
    return error ?? new Error(`${METHOD} ${PATH} failed without a reason.`)
  }
}

/**
 * Compressing is most of what a write costs. Line protocol becomes 5.5 times smaller by this level, and 7 times by
 * zlib's default, 6, which takes more than twice the time.
 */
const GZIP_LEVEL = 2

function atLevel(gzip: boolean | GzipOptions | undefined): boolean | GzipOptions | undefined {
  if (!gzip) return gzip
  return gzip === true ? { level: GZIP_LEVEL } : { ...gzip, level: gzip.level ?? GZIP_LEVEL }
}

/** Only 204 says that all lines are stored: a log-in page of a proxy comes as 200, what is stored in part as 201. */
function notAnAnswer(status: number, body: string): FailureShape {
  return new HttpError(
    `${METHOD} ${PATH} was answered ${status}, but InfluxDB answers 204 when it has stored the lines. Check that the url leads to InfluxDB, and what stands before it.`,
    { method: METHOD, path: PATH, status, serverMessage: body, body },
  )
}
