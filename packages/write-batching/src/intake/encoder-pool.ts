import { LineProtocolEncoder, processClock } from '@fluxline/point'
import type { EncoderOptions, Precision, RecordMapping } from '@fluxline/point'
import type { WriteClient } from '../delivery/send-batch.ts'
import { concat, ownBytes } from '../accounting/batch.ts'
import { destinationKey } from '../accounting/destination.ts'
import type { Destination } from '../accounting/destination.ts'
import { BatchOptionError } from '../errors.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import type { WriteTarget } from './input-reader.ts'
import type { ReceiptShare } from '../accounting/receipt.ts'
import { refuseUntimed } from './timed.ts'

/** So many destinations have an encoder, which keeps a block of memory, and stay known without lines. */
const MAX_AWAKE = 64

/** Lines of one destination that wait for their batch to fill. */
export interface OpenBatch {
  readonly destination: Destination
  lines: number
  bytes: number
  receipts: ReceiptShare[]
  timer: ReturnType<typeof setTimeout> | undefined
  encoder: LineProtocolEncoder | undefined
  /** Lines from before the encoder was taken away for another destination. */
  parts: Uint8Array[]
}

/** The batches that are being filled, one for each destination and precision. */
export class OpenBatches {
  readonly #client: WriteClient
  readonly #options: ResolvedBatchOptions
  readonly #byKey = new Map<string, OpenBatch>()
  readonly #awake = new Set<OpenBatch>()
  readonly #spare = new Map<Precision, LineProtocolEncoder[]>()
  #default: OpenBatch | undefined
  #latest: OpenBatch | undefined

  constructor(client: WriteClient, options: ResolvedBatchOptions) {
    this.#client = client
    this.#options = options
  }

  [Symbol.iterator](): Iterator<OpenBatch> {
    return this.#byKey.values()
  }

  /** The one for a target, which is opened where there is none. @throws BatchOptionError where there is no bucket */
  of(target: WriteTarget | undefined): OpenBatch {
    if (target === undefined) return (this.#default ??= this.#find({}))
    return this.#find(target)
  }

  /** What appends lines to a batch. */
  encoderOf(open: OpenBatch): LineProtocolEncoder {
    return open.encoder ?? this.#wake(open)
  }

  /** Hands the lines of a batch over, which starts again. */
  take(open: OpenBatch): Uint8Array {
    const { encoder, parts } = open
    const last = encoder && encoder.lineCount > 0 ? [ownBytes(encoder.takeBytes())] : []
    const body = parts.length === 0 ? last[0]! : concat([...parts, ...last])
    Object.assign(open, { lines: 0, bytes: 0, receipts: [], parts: [] })
    return body
  }

  /** A writer may see many destinations in its life; those in use keep what their encoders have learnt. */
  forgetIdle(open: OpenBatch): void {
    if (this.#byKey.size <= MAX_AWAKE || open === this.#default || open.lines > 0) return
    this.#byKey.delete(destinationKey(open.destination))
    this.#putToSleep(open)
    if (open === this.#latest) this.#latest = undefined
  }

  /** How an encoder of lines in a precision writes. */
  encoderOptions(precision: Precision): EncoderOptions {
    return {
      ...this.lineOptions({ precision }),
      clock: precision === 'ns' ? processClock : refuseUntimed,
      stampText: this.#options.stampText,
      nonFinite: this.#options.nonFinite,
    }
  }

  lineOptions(target: WriteTarget | undefined): {
    precision: Precision
    defaultTags: Readonly<Record<string, string>>
  } {
    return {
      precision: target?.precision ?? this.#options.precision,
      defaultTags: { ...this.#client.defaultTags, ...this.#options.defaultTags },
    }
  }

  /** Integer times of plain objects are in the unit that was named; nanoseconds, the default, are checked for slips. */
  mapping(target: WriteTarget | undefined): RecordMapping | undefined {
    const precision = target?.precision ?? (this.#options.precision === 'ns' ? undefined : this.#options.precision)
    return precision === undefined ? target?.record : { precision, ...target?.record }
  }

  #find(target: WriteTarget): OpenBatch {
    const bucket = target.bucket ?? this.#options.bucket
    if (!bucket) throw new BatchOptionError('bucket is missing; name it in the options of the writer or of this write')
    const org = target.org ?? this.#options.org ?? this.#client.org
    const precision = target.precision ?? this.#options.precision
    const destination = { bucket, org, precision }
    if (this.#latest && isSame(this.#latest.destination, destination)) return this.#latest
    const key = destinationKey(destination)
    const open = this.#byKey.get(key) ?? {
      destination,
      lines: 0,
      bytes: 0,
      receipts: [],
      timer: undefined,
      encoder: undefined,
      parts: [],
    }
    this.#byKey.set(key, open)
    this.#latest = open
    return open
  }

  #wake(open: OpenBatch): LineProtocolEncoder {
    const { precision } = open.destination
    const encoder = this.#spare.get(precision)?.pop() ?? new LineProtocolEncoder(this.encoderOptions(precision))
    open.encoder = encoder
    this.#awake.add(open)
    const [first] = this.#awake
    if (this.#awake.size > MAX_AWAKE && first) this.#putToSleep(first)
    return encoder
  }

  #putToSleep(open: OpenBatch): void {
    const { encoder, destination, parts } = open
    if (!this.#awake.delete(open) || !encoder) return
    if (encoder.lineCount > 0) parts.push(ownBytes(encoder.takeBytes()))
    open.encoder = undefined
    const spare = this.#spare.get(destination.precision) ?? []
    this.#spare.set(destination.precision, spare)
    spare.push(encoder)
  }
}

/** Spares a key for each point of a run that goes to one place. */
function isSame(one: Destination, other: Destination): boolean {
  return one.bucket === other.bucket && one.org === other.org && one.precision === other.precision
}
