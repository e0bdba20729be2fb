import { toOwnBytes } from '@fluxline/internal/bytes'
import { LineProtocolEncoder } from '@fluxline/point'
import type { Precision } from '@fluxline/point'
import { batchOf } from '../accounting/batch.ts'
import type { BufferShare, BufferShares } from '../accounting/buffer-shares.ts'
import type { Route } from '../accounting/destination.ts'
import type { Ledger } from '../accounting/ledger.ts'
import type { PendingReceipt } from '../accounting/receipt.ts'
import type { TrackedBatches } from '../accounting/tracked-batches.ts'
import { bufferFull } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import type { EncoderPool } from './encoder-pool.ts'
import type { Piece } from './input-types.ts'

/** What the policies work with. */
interface OverflowParts {
  readonly options: ResolvedBatchOptions
  readonly ledger: Ledger
  readonly shares: BufferShares
  readonly tracked: TrackedBatches
  readonly pool: EncoderPool
  readonly emit: Emit
  /** Drops the oldest lines of a bucket that are not in flight; returns false if all are. */
  readonly dropOldest: (share: BufferShare) => boolean
}

/** The four policies for lines that are written while the buffer is full. */
export class OverflowPolicy {
  readonly #parts: OverflowParts
  readonly #encoders = new Map<Precision, LineProtocolEncoder>()
  /** Whether the pieces of a collection are accepted that began within the bound. */
  #isWithinBound = false

  constructor(parts: OverflowParts) {
    this.#parts = parts
  }

  /** Makes space in a bucket's share; returns false if the new lines must be dropped. @throws BufferFullError */
  makeSpace({ share, destination }: Route, canWait: boolean): boolean {
    const { options, shares, dropOldest } = this.#parts
    const { overflow, maxBufferBytes } = options
    switch (overflow) {
      case 'throw':
        throw bufferFull(destination.bucket, maxBufferBytes)
      case 'wait':
        return canWait && (this.#isWithinBound || shares.hasExcessLeft(share))
      case 'drop-newest':
        return false
      case 'drop-oldest':
        while (shares.isFull(share) && dropOldest(share));
        return true
    }
  }

  /** Calls a function whose lines are all within the bound if the first is. */
  withinBound<Result>({ share }: Route, accept: () => Result): Result {
    const wasWithinBound = this.#isWithinBound
    this.#isWithinBound ||= this.#parts.shares.hasExcessLeft(share)
    try {
      return accept()
    } finally {
      this.#isWithinBound = wasWithinBound
    }
  }

  /** Accepts lines only to report them as dropped, by default because the buffer is full. */
  drop(route: Route, piece: Piece, receipt: PendingReceipt | undefined, checkTimes: boolean, reason?: Error): void {
    const { options, ledger, tracked, emit } = this.#parts
    const encoder = this.#encoderFor(route.destination.precision)
    const lines = encoder.encode(piece, checkTimes)
    if (lines === 0) return
    const receipts = receipt ? [{ receipt, start: 0, end: lines }] : []
    const batch = batchOf(route, toOwnBytes(encoder.takeBytes()), lines, receipts)
    const error = reason ?? bufferFull(route.destination.bucket, options.maxBufferBytes)
    ledger.countAccepted(route, lines, batch.bytes)
    receipt?.expectLines(lines)
    tracked.settle(batch, 'dropped', error)
    emit('drop', batch, { error })
  }

  #encoderFor(precision: Precision): LineProtocolEncoder {
    const encoder = this.#encoders.get(precision) ?? new LineProtocolEncoder(this.#parts.pool.encoderOptions(precision))
    this.#encoders.set(precision, encoder)
    return encoder
  }
}
