import { AbortError } from '@fluxline/core'
import { explainRefusedLines } from '@fluxline/core/server'
import type { WriteOptions } from '@fluxline/core'
import { bucketText } from '@fluxline/internal/bucket-text'
import { callerOf } from '@fluxline/internal/caller'
import type { Caller } from '@fluxline/internal/caller'
import { copyOptions } from '@fluxline/internal/copy-options'
import { expandTags } from '@fluxline/internal/default-tags'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, integerOption } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { LineProtocolEncoder, precisionFor } from '@fluxline/point'
import type { EncoderOptions, ExactPoint, NonFinite, PointShape, Precision, RecordMapping } from '@fluxline/point'
import { batchOf } from './accounting/batch.ts'
import type { Batch } from './accounting/batch.ts'
import { createRoute } from './accounting/destination.ts'
import type { Destination } from './accounting/destination.ts'
import { bisect } from './delivery/isolate-bad-lines.ts'
import { sendBatch } from './delivery/send-batch.ts'
import type { WriteClient } from './delivery/send-batch.ts'
import { verdictOf } from './delivery/verdict.ts'
import { linesContext } from './intake/encoder-pool.ts'
import { InputReader, single } from './intake/input-reader.ts'
import type { AnyInput, BatchInput, ExactInput, InputShape, Piece } from './intake/input-types.ts'
import type { IntakeTarget } from './intake/write-target.ts'
import { checkWriteValues, defaultBatchOptions } from './options.ts'
import { renamedWriteOptions } from './renamed-options.ts'

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
  org: 'a string or an object',
  precision: true,
  finerTimes: true,
  checkTimes: true,
  record: true,
  defaultTags: true,
  gzip: true,
  nonFinite: true,
  maxBatchBytes: true,
  noSync: true,
  writePath: true,
  timeout: true,
  signal: 'an AbortSignal object',
} satisfies OptionNames<WriteNowOptions>

/**
 * Writes everything in an input now, in one request, and resolves when InfluxDB has stored it.
 *
 * Accepts what a batch writer accepts, and sends no empty request. The server timestamps points without a
 * time; if all have times, the client's `retry` applies. It sends several requests only if the input is larger than `maxBatchBytes`, or than the server accepts,
 * or if times are finer than the precision: these go in their own. An error then ends the write, and the lines sent before
 * it stay stored.
 * @throws PartialWriteError with the lines that InfluxDB rejected; HttpError, TimeoutError, ConnectionError, AbortError;
 * LineProtocolError on a point that line protocol cannot express; OptionError if an option is missing, unknown or wrong
 * @see InfluxDB v2 API, "Write data"
 */
export async function writeNow<Shape extends PointShape>(
  client: WriteClient,
  input: Shape & ExactPoint<Shape>,
  options: WriteNowOptions,
): Promise<void>
export async function writeNow(
  client: WriteClient,
  input: BatchInput<object>,
  options: WriteNowOptions & { readonly record: RecordMapping },
): Promise<void>
export async function writeNow<Input extends InputShape>(
  client: WriteClient,
  input: Input & ExactInput<Input>,
  options: WriteNowOptions,
): Promise<void>
export async function writeNow(client: WriteClient, input: AnyInput, options: WriteNowOptions): Promise<void> {
  const caller = callerOf(writeNow)
  checkOptions('writeNow', options, knownOptions, renamedWriteOptions, "{ bucket: 'metrics' }")
  checkWriteValues('writeNow', options)
  const own = copyOptions(options)
  const { org = client.org, precision = 'ns', record, finerTimes } = own
  const bucket = bucketText(options.bucket)
  if (!bucket) {
    throw new OptionError('writeNow: `bucket` is missing; pass the bucket to write to.', { option: 'bucket' })
  }
  integerOption('writeNow', 'maxBatchBytes', options.maxBatchBytes ?? defaultBatchOptions.maxBatchBytes, 1)
  const defaultTags = { ...client.defaultTags, ...expandTags('writeNow', options.defaultTags) }
  const requests = new Requests(client, { ...own, caller }, { bucket, org, precision }, defaultTags)
  const context = linesContext({ precision, finerTimes, defaultTags })
  const mapping = options.precision ? { precision, ...record } : record
  const reader = new InputReader(
    {
      accept: (piece, target) => requests.accept(piece, target),
      whenWritable: () => undefined,
      acceptAll: (_, accept) => accept(),
      reject(_, error) {
        throw error
      },
    },
    {
      linesContext: () => context,
      mapping: () => mapping,
    },
  )
  const target = { record }
  await reader.readInput(input, { target, receipt: undefined, ...single })
  await requests.sendAll()
}

interface RequestOptions extends WriteNowOptions {
  readonly caller: Caller
}

/** The requests of one write: lines of each precision have their own. */
class Requests {
  readonly #client: WriteClient
  readonly #options: RequestOptions
  readonly #destination: Destination
  readonly #encoderOptions: EncoderOptions
  readonly #encoders = new Map<Precision, LineProtocolEncoder>()
  #sent = Promise.resolve()

  constructor(
    client: WriteClient,
    options: RequestOptions,
    destination: Destination,
    defaultTags: EncoderOptions['defaultTags'],
  ) {
    this.#client = client
    this.#options = options
    this.#destination = destination
    const { nonFinite, finerTimes } = options
    this.#encoderOptions = { nonFinite, finerTimes: finerTimes === 'truncate' ? finerTimes : 'throw', defaultTags }
  }

  /** Accepts a piece, and returns a promise to await if it fills a request. */
  accept(piece: Piece, target: IntakeTarget | undefined): Promise<void> | undefined {
    const { precision = this.#destination.precision, areTimesRight } = target ?? {}
    const { signal, finerTimes, checkTimes = true, maxBatchBytes = defaultBatchOptions.maxBatchBytes } = this.#options
    if (signal?.aborted) throw new AbortError('The write was aborted by its signal.', { cause: signal.reason })
    const own = finerTimes === 'truncate' ? precision : precisionFor(piece, precision)
    const encoder = this.#encoders.get(own) ?? new LineProtocolEncoder({ ...this.#encoderOptions, precision: own })
    this.#encoders.set(own, encoder)
    encoder.encode(piece, checkTimes && areTimesRight !== true)
    return encoder.byteLength < maxBatchBytes ? undefined : this.#send(own, encoder)
  }

  /** Sends what is left. */
  async sendAll(): Promise<void> {
    for (const [precision, encoder] of this.#encoders) if (encoder.lineCount > 0) await this.#send(precision, encoder)
  }

  /** Sends in order, and nothing after a request that failed. */
  #send(precision: Precision, encoder: LineProtocolEncoder): Promise<void> {
    const lines = encoder.lineCount
    const batch = batchOf(createRoute({ ...this.#destination, precision }), encoder.takeBytes(), lines)
    this.#sent = this.#sent.then(() => sendWhole(this.#client, batch, this.#options))
    return this.#sent
  }
}

/** Sends a batch, in halves if the server finds it too large. */
async function sendWhole(client: WriteClient, batch: Batch, options: RequestOptions): Promise<void> {
  const isV3 = client.server === '3' && options.writePath !== 'v2'
  const failure = await sendBatch(client, batch.route.destination, batch.body, options, isV3)
  if (failure === undefined) return
  if (verdictOf(failure, batch.lines, isV3) !== 'split') throw explainRefusedLines(failure, batch.body)
  for (const half of bisect(batch)) await sendWhole(client, half, options)
}
