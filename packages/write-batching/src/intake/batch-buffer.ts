import { batchOf, createBatch } from '../accounting/batch.ts'
import type { Batch } from '../accounting/batch.ts'
import type { BufferShare, BufferShares } from '../accounting/buffer-shares.ts'
import type { Destination, Route } from '../accounting/destination.ts'
import type { Ledger } from '../accounting/ledger.ts'
import type { PendingReceipt } from '../accounting/receipt.ts'
import type { TrackedBatches } from '../accounting/tracked-batches.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { WriteClient } from '../delivery/send-batch.ts'
import { closedError } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { TellAfter } from '../listeners.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import type { Spooling } from '../spool/spooling.ts'
import type { IntakeTarget, WriteTarget } from './write-target.ts'
import { Backpressure } from './backpressure.ts'
import { BatchFlusher } from './batch-flusher.ts'
import type { EncoderPool } from './encoder-pool.ts'
import { FillingBatches } from './filling-batches.ts'
import { isText, LineRouter } from './line-router.ts'
import type { Accept } from './line-router.ts'
import { textOf } from './input-types.ts'
import type { AnyInput, Piece } from './input-types.ts'
import { OverflowPolicy } from './overflow.ts'

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
  readonly shares: BufferShares
  readonly tracked: TrackedBatches
  readonly delivery: Delivery
  readonly pool: EncoderPool
  readonly emit: Emit
  readonly tellAfter: TellAfter
  readonly random: () => number
  readonly spooling: Spooling | undefined
}

/** Accepts lines within its bound, and sends them on batch by batch. */
export class BatchBuffer {
  readonly #options: ResolvedBatchOptions
  readonly #ledger: Ledger
  readonly #shares: BufferShares
  readonly #tracked: TrackedBatches
  readonly #delivery: Delivery
  readonly #emit: Emit
  readonly #flusher: BatchFlusher
  readonly #pool: EncoderPool
  readonly #overflow: OverflowPolicy
  readonly #filling: FillingBatches
  readonly #router: LineRouter
  readonly #spooling: Spooling | undefined
  readonly #backpressure = new Backpressure()
  readonly #pending = new Set<Promise<void>>()
  #isStopped = false
  /** Why lines are dropped from now on. */
  #ending: Error | undefined

  constructor({
    client,
    options,
    ledger,
    shares,
    tracked,
    delivery,
    pool,
    emit,
    tellAfter,
    random,
    spooling,
  }: BufferParts) {
    this.#options = options
    this.#ledger = ledger
    this.#shares = shares
    this.#tracked = tracked
    this.#delivery = delivery
    this.#emit = emit
    this.#flusher = new BatchFlusher({ options, random, spooling, tellAfter, deliver: (batch) => this.deliver(batch) })
    this.#pool = pool
    this.#spooling = spooling
    this.#filling = new FillingBatches(client, options, pool)
    this.#router = new LineRouter(this.#filling, options, (...line) => this.#reject(...line))
    const dropOldest = (share: BufferShare): boolean => this.#dropOldest(share)
    this.#overflow = new OverflowPolicy({ options, ledger, shares, tracked, pool, emit, dropOldest })
  }

  /** Accepts the lines of a piece, or applies `overflow` to them. @throws BufferFullError, LineProtocolError */
  accept(
    piece: Piece,
    target: IntakeTarget | undefined,
    receipt: PendingReceipt | undefined,
    canWait: boolean,
  ): void | Promise<void> {
    const filling = this.#filling.of(target)
    const { route } = filling
    if (!this.#ending) this.#spooling?.admit()
    if (this.#spooling && this.#shares.isFull(route.share)) this.flushAll()
    const isFull = this.#shares.isFull(route.share)
    const isDropped = this.#ending !== undefined || (isFull && !this.#overflow.makeSpace(route, canWait))
    const checkTimes = this.#options.checkTimes && target?.areTimesRight !== true
    this.#router.route(filling, piece, receipt, isDropped ? this.#drop : this.#append, checkTimes)
    if (canWait && this.#shares.isFull(route.share)) return this.#whenWritable(route.share)
  }

  /**
   * Calls a function that accepts all pieces of a collection at once. A collection that begins within the bound of callers
   * that do not await is accepted whole: it is in memory already, and its caller may await.
   */
  acceptAll<Result>(target: WriteTarget | undefined, accept: () => Result): Result {
    return this.#overflow.withinBound(this.#filling.of(target).route, accept)
  }

  /** Accepts something only to report that it cannot be written. */
  reject(piece: AnyInput, error: Error, target: WriteTarget | undefined, receipt: PendingReceipt | undefined): void {
    const filling = this.#filling.of(target)
    // The text of a point is in nanoseconds.
    const { route } = isPiece(piece) && isText(piece) ? filling : this.#filling.inPrecision(filling, 'ns')
    this.#reject(route, textOf(piece), error, receipt)
  }

  /** Returns a promise to await if the target's bucket has no space left and `overflow` is `'wait'`. */
  whenWritable(target: WriteTarget | undefined): Promise<void> | undefined {
    return this.#whenWritable(this.#filling.of(target).route.share)
  }

  /** Sends all batches that are filling. */
  flushAll(): void {
    for (const filling of this.#filling.all()) this.#flusher.flush(filling)
  }

  /** Waits for the outcome of every batch that was sent on until now. */
  async delivered(): Promise<void> {
    await Promise.all(this.#pending)
  }

  /** Accepts nothing from here on: lines are refused, or dropped if there is a reason. */
  stopAccepting(reason: Error | undefined): void {
    this.flushAll()
    this.#isStopped = true
    this.#ending = reason
  }

  /** Ends the wait of all writes. */
  release(): void {
    this.#backpressure.releaseUnless(() => false)
  }

  /** Ends the wait of writes whose bucket has space. */
  releaseWaiting(): void {
    this.#backpressure.releaseUnless((share) => this.#shares.isFull(share))
  }

  /** Returns what the bucket of a destination holds of the buffer. */
  shareOf(destination: Destination): BufferShare {
    return this.#filling.shareOf(destination)
  }

  /** Sends a batch; resolves when its outcome is known. */
  deliver(batch: Batch): Promise<void> {
    this.#spooling?.delivering(batch)
    const delivered = this.#delivery.deliver(batch).then(() => {
      this.#pending.delete(delivered)
      this.#filling.forgetIfIdle(batch.route.share)
      this.#spooling?.delivered(batch)
      if (this.#backpressure.isEmpty) return
      this.releaseWaiting()
      this.#keepMoving(batch.route.share)
    })
    this.#pending.add(delivered)
    return delivered
  }

  #reject(route: Route, line: string, error: Error, receipt: PendingReceipt | undefined): void {
    const rejected = { line, reason: error.message }
    const receipts = receipt ? [{ receipt, start: 0, end: 1 }] : []
    const batch = batchOf(route, new TextEncoder().encode(`${line}\n`), 1, receipts)
    this.#ledger.countAccepted(route, 1, batch.bytes)
    receipt?.expectLines(1)
    this.#tracked.settle(batch, 'failed', error, rejected)
    this.#emit('rejected', batch, { ...rejected, error })
  }

  readonly #drop: Accept = ({ route }, piece, receipt, checkTimes) =>
    this.#overflow.drop(route, piece, receipt, checkTimes, this.#ending)

  readonly #append: Accept = (filling, piece, receipt, checkTimes) => {
    // A callback may have ended the writer after this write began.
    if (this.#isStopped) throw closedError()
    const encoder = filling.encoder ?? this.#pool.encoderFor(filling)
    const before = encoder.byteLength
    const lines = encoder.encode(piece, checkTimes)
    if (lines === 0) return
    const bytes = encoder.byteLength - before
    this.#ledger.countAccepted(filling.route, lines, bytes)
    const batch = (filling.batch ??= createBatch(filling.route))
    if (receipt) {
      receipt.expectLines(lines)
      batch.receipts.push({ receipt, start: batch.lines, end: batch.lines + lines })
    }
    batch.lines += lines
    batch.bytes += bytes
    this.#spooling?.accepted(filling, bytes)
    this.#flusher.flushFull(filling, batch)
  }

  #whenWritable(share: BufferShare): Promise<void> | undefined {
    if (this.#options.overflow !== 'wait' || !this.#shares.isFull(share)) return undefined
    // What goes to a spool makes space at once.
    if (this.#spooling) this.flushAll()
    if (!this.#shares.isFull(share)) return undefined
    const wait = this.#backpressure.wait(share)
    this.#keepMoving(share)
    return wait
  }

  /** While writers wait for space, something must be on its way, or there would never be any. */
  #keepMoving(share: BufferShare): void {
    if (this.#backpressure.isWaiting(share) && share.batches.held === 0) {
      for (const filling of this.#filling.inShare(share)) this.#flusher.flush(filling)
    }
    if (this.#pending.size === 0 && !this.#backpressure.isEmpty) this.flushAll()
  }

  #dropOldest(share: BufferShare): boolean {
    if (this.#delivery.dropOldest(share)) return true
    const filling = this.#filling.inShare(share).find(({ batch }) => batch !== undefined)
    if (filling) this.#flusher.flush(filling)
    return filling !== undefined
  }
}
