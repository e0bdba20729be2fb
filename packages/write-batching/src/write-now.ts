import { AbortError } from '@fluxline/core'
import type { WriteOptions } from '@fluxline/core'
import { bucketText } from '@fluxline/internal/bucket-text'
import { expandTags } from '@fluxline/internal/default-tags'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, integerOption } from '@fluxline/internal/options'
import { LineProtocolEncoder } from '@fluxline/point'
import type { NonFinite, RecordMapping } from '@fluxline/point'
import { batchOf } from './accounting/batch.ts'
import type { Batch } from './accounting/batch.ts'
import { createRoute } from './accounting/destination.ts'
import { bisect } from './delivery/isolate-bad-lines.ts'
import { sendBatch } from './delivery/send-batch.ts'
import type { SendOptions, WriteClient } from './delivery/send-batch.ts'
import { InputReader, single } from './intake/input-reader.ts'
import type { AnyInput, BatchInput } from './intake/input-types.ts'
import { checkWriteValues, defaultBatchOptions, renamedWriteOptions } from './options.ts'

/** Destination of the lines, and how they are written. */
export interface WriteNowOptions extends WriteOptions {
  /** Where an object has the parts of its point. @defaultValue `{ measurement, tags, fields, time }` */
  record?: RecordMapping | undefined
  /** NaN and ±Infinity: an error, or the field is omitted. @defaultValue 'throw' */
  nonFinite?: NonFinite | undefined
  /** Bytes per request, before compression; more lines go in several requests, in order. @defaultValue 8388608 */
  maxBatchBytes?: number | undefined
}

const knownOptions = {
  bucket: true,
  org: true,
  precision: true,
  record: true,
  defaultTags: true,
  gzip: true,
  nonFinite: true,
  maxBatchBytes: true,
  timeout: true,
  signal: true,
} satisfies Record<keyof WriteNowOptions, true>

/**
 * Writes everything in an input now, in one request, and resolves when InfluxDB has stored it.
 *
 * Accepts what a batch writer accepts, and sends no empty request. It does not retry, and the server timestamps points
 * without a time. It sends several requests only if the input is larger than `maxBatchBytes`, or than the server accepts:
 * an error then ends the write, and the lines sent before it stay stored.
 * @throws PartialWriteError with the lines that InfluxDB rejected; HttpError, TimeoutError, ConnectionError, AbortError;
 * LineProtocolError on a point that line protocol cannot express; OptionError if an option is missing, unknown or wrong
 * @see InfluxDB v2 API, "Write data"
 */
export async function writeNow(client: WriteClient, input: BatchInput, options: WriteNowOptions): Promise<void>
export async function writeNow(
  client: WriteClient,
  input: BatchInput<object>,
  options: WriteNowOptions & { readonly record: RecordMapping },
): Promise<void>
export async function writeNow(client: WriteClient, input: AnyInput, options: WriteNowOptions): Promise<void> {
  checkOptions('writeNow', options, knownOptions, renamedWriteOptions, "{ bucket: 'metrics' }")
  checkWriteValues('writeNow', options)
  const { org = client.org, precision = 'ns', record, nonFinite, signal } = options
  const bucket = bucketText(options.bucket)
  if (!bucket) {
    throw new OptionError('writeNow: `bucket` is missing; pass the bucket to write to.', { option: 'bucket' })
  }
  const { maxBatchBytes = defaultBatchOptions.maxBatchBytes } = options
  integerOption('writeNow', 'maxBatchBytes', maxBatchBytes, 1)
  const route = createRoute({ bucket, org, precision })
  const defaultTags = { ...client.defaultTags, ...expandTags('writeNow', options.defaultTags) }
  const lineOptions = { precision, defaultTags }
  const encoder = new LineProtocolEncoder({ ...lineOptions, nonFinite })
  const mapping = options.precision ? { precision, ...record } : record
  let sent = Promise.resolve()

  /** Sends in order, and nothing after a request that failed. */
  function send(): Promise<void> {
    const lines = encoder.lineCount
    const batch = batchOf(route, encoder.takeBytes(), lines)
    sent = sent.then(() => sendWhole(client, batch, options))
    return sent
  }

  const reader = new InputReader(
    {
      accept(piece) {
        if (signal?.aborted) throw new AbortError('The write was aborted by its signal.', { cause: signal.reason })
        encoder.encode(piece)
        return encoder.byteLength < maxBatchBytes ? undefined : send()
      },
      whenWritable: () => undefined,
      acceptAll: (_, accept) => accept(),
      reject(_, error) {
        throw error
      },
    },
    {
      lineOptions: () => lineOptions,
      mapping: () => mapping,
    },
  )
  const target = { record }
  await reader.readInput(input, { target, receipt: undefined, ...single })
  if (encoder.lineCount > 0) await send()
}

/** Sends a batch, in halves if the server finds it too large. */
async function sendWhole(client: WriteClient, batch: Batch, options: SendOptions): Promise<void> {
  const failure = await sendBatch(client, batch.route.destination, batch.body, options)
  if (failure === undefined) return
  if (failure.status !== 413 || batch.lines === 1) throw failure
  for (const half of bisect(batch)) await sendWhole(client, half, options)
}
