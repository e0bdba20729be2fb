import type { Client, GzipOptions, Org, RequestSpec } from '../client/client.ts'
import { OptionError } from '../errors.ts'
import type { HttpError } from '../errors.ts'
import { toError } from '../http/to-http-error.ts'
import { splitLines } from './halve-body.ts'
import type { Timeout } from '../transport/timeout.ts'
import { toBody } from './write-body.ts'
import type { Precision, WriteInput } from './write-input.ts'

/** Where lines go, and how. */
export interface WriteOptions {
  /** Name or ID of the bucket. */
  bucket: string
  /** The organization: a name, an ID, `{ name }` or `{ id }`. @defaultValue the client's */
  org?: Org | undefined
  /** Unit of the times: of those in text, and of those that points are written with. @defaultValue 'ns' */
  precision?: Precision | undefined
  /** Tags for points that do not have them; with the client's, which they beat. Text is never changed. */
  defaultTags?: Readonly<Record<string, string>> | undefined
  /** @defaultValue the client's */
  gzip?: boolean | GzipOptions | undefined
  signal?: AbortSignal | undefined
  timeout?: Timeout | undefined
}

/**
 * Writes lines now, in one request, and returns when InfluxDB has stored them.
 *
 * Takes line protocol as text or bytes, points, and any iterable, async iterable or stream of these; where nothing is in
 * them, nothing is sent. A body that the server finds too large is sent in halves: an error
 * then ends the write, and what went before it stays stored. Points without a time get the server's.
 * @throws PartialWriteError where the server refused lines; HttpError, TimeoutError, ConnectionError, AbortError
 * @see InfluxDB v2 API, "Write data"
 */
export async function write(client: Client, input: WriteInput, options: WriteOptions): Promise<void> {
  const { bucket, org = client.org, precision = 'ns', gzip = client.gzip, signal, timeout } = options
  if (!bucket) throw new OptionError('bucket is missing; name the bucket to write to')
  const body = await toBody(input, { precision, defaultTags: { ...client.defaultTags, ...options.defaultTags } })
  await send(body)

  async function send(lines: Uint8Array): Promise<void> {
    if (lines.length === 0) return
    const spec: RequestSpec = {
      method: 'POST',
      path: '/api/v2/write',
      query: { org, bucket, precision },
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: lines,
      gzip,
      signal,
      timeout,
    }
    try {
      const response = await client.request(spec)
      const text = await response.text()
      // Only 204 says that all lines are stored: the log-in page of a proxy comes as 200.
      if (response.status !== 204) throw toError(spec, response, text)
    } catch (error) {
      const halves = (error as Partial<HttpError>).status === 413 ? splitLines(lines) : undefined
      if (!halves) throw error
      for (const half of halves) await send(half)
    }
  }
}
