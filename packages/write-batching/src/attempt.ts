import { HttpError } from '@fluxline/core'
import type { Client, GzipOptions, Timeout } from '@fluxline/core'
import type { Destination } from './events.ts'
import type { FailureShape } from './failure.ts'

/** How an attempt is made. */
export interface AttemptOptions {
  readonly gzip?: boolean | GzipOptions | undefined
  readonly timeout?: Timeout | undefined
  readonly signal: AbortSignal
}

const METHOD = 'POST'
const PATH = '/api/v2/write'

/** Sends lines once. Gives why it failed, and nothing where the lines are stored. */
export async function attemptWrite(
  client: Client,
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
      gzip,
      timeout,
      signal,
    })
    const text = await response.text()
    return response.status === 204 ? undefined : notAnAnswer(response.status, text)
  } catch (error) {
    return error ?? new Error(`${METHOD} ${PATH} failed without a reason.`)
  }
}

/** Only 204 says that all lines are stored: a log-in page of a proxy comes as 200, what is stored in part as 201. */
function notAnAnswer(status: number, body: string): FailureShape {
  return new HttpError(
    `${METHOD} ${PATH} was answered ${status}, but InfluxDB answers 204 when it has stored the lines. Check that the url leads to InfluxDB, and what stands before it.`,
    { method: METHOD, path: PATH, status, serverMessage: body, body },
  )
}
