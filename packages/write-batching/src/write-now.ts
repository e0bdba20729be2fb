import { AbortError } from '@fluxline/core'
import type { Client, GzipOptions, Timeout } from '@fluxline/core'
import { LineProtocolEncoder } from '@fluxline/point'
import type { NonFinite } from '@fluxline/point'
import { attemptWrite } from './delivery/send-batch.ts'
import type { AttemptOptions } from './delivery/send-batch.ts'
import { createBatch } from './accounting/batch.ts'
import type { Batch } from './accounting/batch.ts'
import { BatchOptionError } from './errors.ts'
import type { BatchInput } from './intake/input-types.ts'
import { defaultBatchOptions } from './options.ts'
import { Reader } from './intake/input-reader.ts'
import type { WriteTarget } from './intake/input-reader.ts'
import { halve } from './delivery/isolate-bad-lines.ts'

/** How lines are written at once. */
export interface WriteNowOptions {
  /** Tags for points that do not have them; with the client's, which they beat. Text is never changed. */
  readonly defaultTags?: Readonly<Record<string, string>> | undefined
  /** Compresses the request. @defaultValue the client's */
  readonly gzip?: boolean | GzipOptions | undefined
  /** NaN and the infinities: an error, or a field left out. @defaultValue 'throw' */
  readonly nonFinite?: NonFinite | undefined
  /** Bytes in a request, before compression; what is more goes in several, one after the other. @defaultValue 8388608 */
  readonly maxBatchBytes?: number | undefined
  /** @defaultValue the client's */
  readonly timeout?: Timeout | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes all of an input in one request now, and returns when InfluxDB has stored it.
 *
 * Takes whatever a batch writer takes; where no lines are in it, nothing is sent. Nothing is tried again, and what has no
 * time gets the server's. Only what is larger than `maxBatchBytes`, or than the server takes, goes in several requests:
 * an error then ends the write, and what went before it stays stored.
 * @throws PartialWriteError with the lines that InfluxDB refused; HttpError, TimeoutError, ConnectionError, AbortError;
 * LineProtocolError on a point that line protocol cannot say; BatchOptionError where there is no bucket
 * @see InfluxDB v2 API, "Write data"
 */
export async function writeNow(
  client: Client,
  target: WriteTarget,
  input: BatchInput,
  options: WriteNowOptions = {},
): Promise<void> {
  const { bucket, org = client.org, precision = 'ns' } = target
  if (!bucket) throw new BatchOptionError('bucket is missing; name the bucket to write to')
  const { maxBatchBytes = defaultBatchOptions.maxBatchBytes, nonFinite, signal } = options
  const lineOptions = { precision, defaultTags: { ...client.defaultTags, ...options.defaultTags } }
  const encoder = new LineProtocolEncoder({ ...lineOptions, nonFinite })
  let sent = Promise.resolve()

  /** In order, and none after one that failed. */
  function send(): Promise<void> {
    const lines = encoder.lineCount
    const batch = createBatch({ bucket: bucket!, org, precision }, encoder.takeBytes(), lines, [])
    sent = sent.then(() => sendWhole(client, batch, options))
    return sent
  }

  const reader = new Reader({
    take(piece) {
      if (signal?.aborted) throw new AbortError('The write was given up.', { cause: signal.reason })
      encoder.encode(piece)
      return encoder.byteLength < maxBatchBytes ? undefined : send()
    },
    room: () => undefined,
    refuse(_, error) {
      throw error
    },
    lineOptions: () => lineOptions,
    mapping: () => (target.precision ? { precision, ...target.record } : target.record),
  })
  await reader.read(input, { target, receipt: undefined, canWait: true, isOneOfMany: false })
  if (encoder.lineCount > 0) await send()
}

/** Sends a batch, in halves where the server finds it too large. */
async function sendWhole(client: Client, batch: Batch, options: AttemptOptions): Promise<void> {
  const failure = await attemptWrite(client, batch.destination, batch.body, options)
  if (failure === undefined) return
  if (failure.status !== 413 || batch.lines === 1) throw failure
  for (const half of halve(batch)) await sendWhole(client, half, options)
}
