import { addCaller, describeUnknown, expandTags, explainRefusedLines, noteCaller, passCaller } from '#explain'
import { bucketText } from '@fluxline/internal/bucket-text'
import type { Caller } from '@fluxline/internal/caller'
import { checkNames } from '@fluxline/internal/option-names'
import type { OptionNames } from '@fluxline/internal/options'
import { writeRequest } from '@fluxline/internal/write-request'
import type { BucketChoice, Client, GzipOptions, Org, RequestSpec } from '../client/client.ts'
import { OptionError } from '../errors.ts'
import type { HttpError } from '../errors.ts'
import type { Timeout } from '../transport/timeout.ts'
import { halveBody } from './halve-body.ts'
import { toBodies } from './write-body.ts'
import type { Precision, WriteInput } from './write-input.ts'

/** Options of a one-shot write. */
export interface WriteOptions {
  /** The name or ID of a bucket, the bucket, `{ name }` or `{ id }`. */
  bucket: BucketChoice
  /** The organization: a name, an ID, `{ name }` or `{ id }`. @defaultValue the client's */
  org?: Org | undefined
  /** Unit of the times in text. @defaultValue 'ns' */
  precision?: Precision | undefined
  /** Times of points that are finer than the precision are kept, or cut to the floor. @defaultValue 'keep' */
  finerTimes?: 'keep' | 'truncate' | undefined
  /**
   * Whether text is refused if the time of a line is probably in a coarser unit: it would be in early 1970, but in this century
   * in the coarser unit.
   * @defaultValue true
   */
  checkTimes?: boolean | undefined
  /** Tags for points that do not have them, in addition to the client's. They do not change text. */
  defaultTags?: Readonly<Record<string, string>> | undefined
  /** @defaultValue the client's */
  gzip?: boolean | GzipOptions | undefined
  /**
   * Whether InfluxDB 3 responds before the lines are in its object store: it has checked them, but they are lost if it
   * crashes within the next second. Other servers do not know it.
   * @defaultValue false
   */
  noSync?: boolean | undefined
  /** Uses `/api/v2/write` also with `server: '3'`, for products of InfluxDB 3 that have no other path. */
  writePath?: 'v2' | undefined
  signal?: AbortSignal | undefined
  timeout?: Timeout | undefined
}

const knownWriteOptions = {
  bucket: true,
  org: 'a string or an object',
  precision: true,
  finerTimes: 'a string',
  checkTimes: 'a boolean',
  defaultTags: 'an object',
  gzip: 'a boolean or an object',
  noSync: 'a boolean',
  writePath: 'a string',
  signal: 'an AbortSignal object',
  timeout: 'a number or an object',
} satisfies OptionNames<WriteOptions>

/**
 * Writes lines in one request. InfluxDB has stored them when the promise resolves.
 *
 * Takes line protocol as text or bytes, points, and any iterable, async iterable or stream of these. Bytes, points, arrays
 * and sets are taken as they are at the call. If there is nothing to write, it sends nothing. The server sets the time of points
 * without one. If all have times, the client's `retry` applies.
 *
 * With the client's `server: '3'` it uses the path of InfluxDB 3, which stores the good lines of a write that has bad ones:
 * the PartialWriteError counts the bad ones as `dropped`.
 *
 * Points are written in nanoseconds, so that no time is cut. If `precision` is coarser, text goes in a separate request.
 * If the server finds a body too large, it is sent in halves. If a request fails, those before it stay stored.
 *
 * ```ts
 * await write(client, 'h2o,location=west level=1.5', { bucket: 'metrics' })
 * ```
 * @throws PartialWriteError if the server refused lines; HttpError, TimeoutError, ConnectionError, AbortError; OptionError if
 * an option is missing or unknown, the input cannot be written, or the time of a line is probably in another unit
 * @see InfluxDB v2 API, "Write data"
 */
export async function write(client: Client, input: WriteInput, options: WriteOptions): Promise<void> {
  checkNames('write', options, knownWriteOptions, describeUnknown)
  const { org = client.org, precision = 'ns', gzip = client.gzip, noSync, signal, timeout } = options
  const bucket = bucketText(options.bucket)
  if (!/^(ns|us|ms|s)$/.test(precision)) {
    throw new OptionError('`precision` must be "ns", "us", "ms" or "s"', { option: 'precision' })
  }
  if (!bucket) throw new OptionError('`bucket` is missing; pass the bucket to write to', { option: 'bucket' })
  const defaultTags = { ...client.defaultTags, ...expandTags('write', options.defaultTags) }
  const inPrecision = options.finerTimes === 'truncate' && { precision, finerTimes: options.finerTimes }
  const context = { precision: 'ns', ...inPrecision, defaultTags } as const
  const bodies = toBodies(input, precision, context, options.checkTimes !== false, signal)
  const isV3 = client.server === '3' && options.writePath !== 'v2'
  // The first request notes it, unless what there is to send comes later.
  const caller: Caller = {}
  if (bodies instanceof Promise) noteCaller(caller, write)
  for (const [unit, body] of bodies instanceof Promise ? await bodies : bodies) await send(unit, body)

  async function send(precision: Precision, lines: Uint8Array): Promise<void> {
    if (lines.length === 0) return
    const spec: RequestSpec = {
      method: 'POST',
      ...writeRequest<Org>({ bucket: bucket!, org, precision, noSync }, isV3),
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: lines,
      gzip,
      signal,
      timeout,
      // Only this means that all lines are stored: a proxy returns its log-in page with 200.
      successStatus: 204,
    }
    try {
      await (await client.request(passCaller(spec, caller))).text()
    } catch (error) {
      const halves = (error as Partial<HttpError>).status === 413 ? halveBody(lines) : undefined
      if (!halves) throw addCaller(explainRefusedLines(error, lines), caller)
      for (const half of halves) await send(precision, half)
    }
  }
}
