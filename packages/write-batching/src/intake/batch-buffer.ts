import { bucketText } from '@fluxline/internal/bucket-text'
import { concat, toOwnBytes } from '@fluxline/internal/bytes'
import { ClosedError, OptionError } from '@fluxline/internal/errors'
import { findUnterminatedLine, LineScanner } from '@fluxline/internal/line-boundaries'
import { startTimer } from '@fluxline/internal/timers'
import { LineProtocolError } from '@fluxline/point'
import { batchOf, createBatch, cutBatch } from '../accounting/batch.ts'
import type { Batch } from '../accounting/batch.ts'
import { createRoute, destinationKey } from '../accounting/destination.ts'
import type { Route } from '../accounting/destination.ts'
import type { Ledger } from '../accounting/ledger.ts'
import type { PendingReceipt } from '../accounting/receipt.ts'
import type { TrackedBatches } from '../accounting/tracked-batches.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { WriteClient } from '../delivery/send-batch.ts'
import type { Emit } from '../events.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import type { WriteTarget } from './write-target.ts'
import { Backpressure } from './backpressure.ts'
import { MAX_ENCODERS, untimed } from './encoder-pool.ts'
import type { EncoderPool, FillingBatch } from './encoder-pool.ts'
import { textOf } from './input-types.ts'
import type { AnyInput, Piece } from './input-types.ts'
import { OverflowPolicy } from './overflow.ts'

/** Each batch takes memory besides its bytes: this many, of any size, fill the buffer too. */
const MAX_BATCHES = 16_384

const UNTERMINATED = 'the line ends inside a quoted string or in a backslash'

/** Whether an input becomes lines as it is. Here, because the way of a point enters as few files as possible. */
export function isPiece(input: AnyInput): input is Piece {
  return (
    typeof input === 'string' ||
    input instanceof Uint8Array ||
    (typeof input === 'object' && input !== null && 'toLineProtocol' in input)
  )
}

/** What a buffer works with. */
interface BufferParts {
  readonly client: WriteClient
  readonly options: ResolvedBatchOptions
  readonly ledger: Ledger
  readonly tracked: TrackedBatches
  readonly delivery: Delivery
  readonly pool: EncoderPool
  readonly emit: Emit
  readonly random: () => number
}

/** Accepts lines within its bound, and sends them on batch by batch. */
export class BatchBuffer {
  readonly #client: WriteClient
  readonly #options: ResolvedBatchOptions
  readonly #ledger: Ledger
  readonly #tracked: TrackedBatches
  readonly #delivery: Delivery
  readonly #emit: Emit
  readonly #random: () => number
  readonly #pool: EncoderPool
  readonly #overflow: OverflowPolicy
  readonly #pending = new Set<Promise<void>>()
  readonly #filling = new Map<string, FillingBatch>()
  #default: FillingBatch | undefined
  #latest: FillingBatch | undefined
  #backpressure: Backpressure | undefined
  #isStopped = false

  constructor({ client, options, ledger, tracked, delivery, pool, emit, random }: BufferParts) {
    this.#client = client
    this.#options = options
    this.#ledger = ledger
    this.#tracked = tracked
    this.#delivery = delivery
    this.#emit = emit
    this.#random = random
    this.#pool = pool
    this.#overflow = new OverflowPolicy({
      options,
      ledger,
      tracked,
      pool,
      emit,
      isFull: () => this.#isFull,
      dropOldest: () => this.#dropOldest(),
    })
  }

  /** Accepts the lines of a piece, or applies `overflow` to them. @throws BufferFullError, LineProtocolError */
  accept(
    piece: Piece,
    target: WriteTarget | undefined,
    receipt: PendingReceipt | undefined,
    canWait: boolean,
  ): void | Promise<void> {
    const filling = target === undefined ? (this.#default ??= this.batchFor({})) : this.batchFor(target)
    if (this.#isFull && !this.#overflow.makeSpace(canWait)) this.#overflow.drop(filling.route, piece, receipt)
    else if (typeof piece === 'string' || piece instanceof Uint8Array) this.#appendText(filling, piece, receipt)
    else this.#append(filling, piece, receipt)
    if (canWait && this.#isFull) return this.whenWritable()
  }

  /**
   * Calls a function that accepts all pieces of a collection at once. A collection that begins within the bound of callers
   * that do not await is accepted whole: it is in memory already, and its caller may await.
   */
  acceptAll<Result>(accept: () => Result): Result {
    return this.#overflow.withinBound(accept)
  }

  /** Accepts something only to report that it cannot be written. */
  reject(piece: AnyInput, error: Error, target: WriteTarget | undefined, receipt: PendingReceipt | undefined): void {
    this.#reject(this.batchFor(target ?? {}).route, textOf(piece), error, receipt)
  }

  /** Returns a promise to await if the buffer is full and `overflow` is `'wait'`. */
  whenWritable(): Promise<void> | undefined {
    if (this.#options.overflow !== 'wait' || !this.#isFull) return undefined
    // Something must be on its way, or there would never be space again.
    if (this.#pending.size === 0) this.flushAll()
    this.#backpressure ??= new Backpressure()
    return this.#backpressure.wait()
  }

  /** Sends all batches that are filling. */
  flushAll(): void {
    for (const filling of this.#filling.values()) this.#flushBatch(filling)
  }

  /** Waits for the outcome of every batch that was sent on until now. */
  async delivered(): Promise<void> {
    await Promise.all(this.#pending)
  }

  /** Accepts nothing from here on. */
  stopAccepting(): void {
    this.flushAll()
    this.#isStopped = true
  }

  /** Ends the wait of all writes. */
  release(): void {
    this.#backpressure?.release()
  }

  /** Returns the filling batch of a target. @throws OptionError if the bucket is missing */
  batchFor(target: WriteTarget): FillingBatch {
    const { precision = this.#options.precision } = target
    const bucket = target.bucket === undefined ? this.#options.bucket : bucketText(target.bucket)
    const org = target.org ?? this.#options.org ?? this.#client.org
    // Saves the key for each point of a run to one destination.
    const latest = this.#latest?.route.destination
    if (latest && latest.bucket === bucket && latest.org === org && latest.precision === precision) return this.#latest!
    if (!bucket)
      throw new OptionError('write: `bucket` is missing; set it on the writer or in this write.', { option: 'bucket' })
    const destination = { bucket, org, precision }
    const key = destinationKey(destination)
    let filling = this.#filling.get(key)
    if (filling === undefined) {
      filling = {
        route: createRoute(destination),
        batch: undefined,
        cancelTimer: undefined,
        encoder: undefined,
        parts: [],
      }
      this.#filling.set(key, filling)
    }
    this.#latest = filling
    return filling
  }

  get #isFull(): boolean {
    return this.#ledger.pendingBytes >= this.#options.maxBufferBytes || this.#tracked.size >= MAX_BATCHES
  }

  #reject(route: Route, line: string, error: Error, receipt: PendingReceipt | undefined): void {
    const rejected = { line, reason: error.message }
    const receipts = receipt ? [{ receipt, start: 0, end: 1 }] : []
    const batch = batchOf(route, new TextEncoder().encode(`${line}\n`), 1, receipts)
    this.#ledger.countAccepted(1, batch.bytes)
    receipt?.expectLines(1)
    this.#tracked.settle(batch, 'failed', error, rejected)
    this.#emit('rejected', batch, { ...rejected, error })
  }

  /** Appends lines of text, except those that would swallow the lines after them. */
  #appendText(filling: FillingBatch, piece: string | Uint8Array, receipt: PendingReceipt | undefined): void {
    if (typeof piece === 'string' && !/["\\]/.test(piece)) return this.#append(filling, piece, receipt)
    let rest = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
    for (let bad = findUnterminatedLine(rest); bad !== undefined; bad = findUnterminatedLine(rest)) {
      this.#append(filling, rest.subarray(0, bad.start), receipt)
      const line = new TextDecoder().decode(rest.subarray(bad.start, bad.end)).trim()
      this.#reject(filling.route, line, new LineProtocolError(UNTERMINATED, { value: line.slice(0, 100) }), receipt)
      rest = rest.subarray(bad.end)
    }
    this.#append(filling, rest, receipt)
  }

  #append(filling: FillingBatch, piece: Piece, receipt: PendingReceipt | undefined): void {
    // A callback may have ended the writer after this write began.
    if (this.#isStopped) throw new ClosedError('The writer is closed; these lines were not accepted.', 'writer')
    const encoder = filling.encoder ?? this.#pool.encoderFor(filling)
    const before = encoder.byteLength
    let lines: number
    try {
      lines = encoder.encode(piece)
    } catch (error) {
      if (error !== untimed) throw error
      this.#appendUntimed(filling, piece, receipt)
      return
    }
    if (lines === 0) return
    const bytes = encoder.byteLength - before
    this.#ledger.countAccepted(lines, bytes)
    const batch = (filling.batch ??= createBatch(filling.route))
    if (receipt) {
      receipt.expectLines(lines)
      batch.receipts.push({ receipt, start: batch.lines, end: batch.lines + lines })
    }
    batch.lines += lines
    batch.bytes += bytes
    const { batchSize, maxBatchBytes, flushInterval } = this.#options
    if (batch.lines >= batchSize || batch.bytes >= maxBatchBytes) this.#flushBatch(filling)
    else if (filling.cancelTimer === undefined && flushInterval > 0) this.#startTimer(filling)
  }

  /** Only nanoseconds make timestamps distinct: lines without one go out in that unit, whatever the others are in. */
  #appendUntimed(filling: FillingBatch, piece: Piece, receipt: PendingReceipt | undefined): void {
    const { bucket, org } = filling.route.destination
    const inNanoseconds = this.batchFor({ bucket, org, precision: 'ns' })
    if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) return this.#append(inNanoseconds, piece, receipt)
    const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
    for (const scanner = new LineScanner(bytes); scanner.nextLine();) {
      const lines = bytes.subarray(scanner.start, scanner.end)
      this.#append(scanner.hasTime ? filling : inNanoseconds, lines, receipt)
    }
  }

  #startTimer(filling: FillingBatch): void {
    const { flushInterval, jitterInterval } = this.#options
    filling.cancelTimer = startTimer(flushInterval + this.#random() * jitterInterval, () => this.#flushBatch(filling))
  }

  /** Ends a filling batch and sends it on. */
  #flushBatch(filling: FillingBatch): void {
    filling.cancelTimer?.()
    filling.cancelTimer = undefined
    const { batch } = filling
    if (batch === undefined) return
    filling.batch = undefined
    batch.body = this.#detachBody(filling)
    const { batchSize, maxBatchBytes } = this.#options
    if (batch.lines <= batchSize && batch.bytes <= maxBatchBytes) this.#deliver(batch)
    else for (const piece of cutBatch(batch, batchSize, maxBatchBytes)) this.#deliver(piece)
    // A writer may see many destinations in its life. Later, because the caller may be about to append more.
    if (this.#filling.size > MAX_ENCODERS) queueMicrotask(() => this.#forgetIfIdle(filling))
  }

  /** Takes the lines of a filling batch out of its encoder. */
  #detachBody(filling: FillingBatch): Uint8Array {
    const { encoder, parts } = filling
    const last = encoder && encoder.lineCount > 0 ? toOwnBytes(encoder.takeBytes()) : undefined
    if (last && parts.length === 0) return last
    filling.parts = []
    return concat(last ? [...parts, last] : parts)
  }

  #deliver(batch: Batch): void {
    const delivered = this.#delivery.deliver(batch).then(() => {
      this.#pending.delete(delivered)
      if (!this.#isFull) this.#backpressure?.release()
      else if (this.#pending.size === 0) this.flushAll()
    })
    this.#pending.add(delivered)
  }

  #forgetIfIdle(filling: FillingBatch): void {
    if (this.#filling.size <= MAX_ENCODERS || filling === this.#default || filling.batch !== undefined) return
    this.#filling.delete(filling.route.key)
    this.#pool.takeBack(filling)
    if (filling === this.#latest) this.#latest = undefined
  }

  #dropOldest(): boolean {
    if (this.#delivery.dropOldest()) return true
    for (const filling of this.#filling.values()) {
      if (filling.batch === undefined) continue
      this.#flushBatch(filling)
      return true
    }
    return false
  }
}
