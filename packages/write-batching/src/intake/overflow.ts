import { toOwnBytes } from '@fluxline/internal/bytes'
import { LineProtocolEncoder, processClock } from '@fluxline/point'
import type { Precision } from '@fluxline/point'
import { batchOf } from '../accounting/batch.ts'
import type { Route } from '../accounting/destination.ts'
import type { Ledger } from '../accounting/ledger.ts'
import type { PendingReceipt } from '../accounting/receipt.ts'
import type { TrackedBatches } from '../accounting/tracked-batches.ts'
import { bufferFull } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import type { EncoderPool } from './encoder-pool.ts'
import type { Piece } from './input-types.ts'

/** What callers that do not await may write into a full buffer. */
const MAX_EXCESS_BYTES = 32 * 1024 * 1024

/** What the policies work with. */
interface OverflowParts {
  readonly options: ResolvedBatchOptions
  readonly ledger: Ledger
  readonly tracked: TrackedBatches
  readonly pool: EncoderPool
  readonly emit: Emit
  readonly isFull: () => boolean
  /** Drops the oldest lines that are not in flight; returns false if all are. */
  readonly dropOldest: () => boolean
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

  /** Makes space in a full buffer; returns false if the new lines must be dropped. @throws BufferFullError */
  makeSpace(canWait: boolean): boolean {
    const { options, isFull, dropOldest } = this.#parts
    const { overflow, maxBufferBytes } = options
    switch (overflow) {
      case 'throw':
        throw bufferFull(maxBufferBytes)
      case 'wait':
        return canWait && (this.#isWithinBound || this.#hasExcessLeft)
      case 'drop-newest':
        return false
      case 'drop-oldest':
        while (isFull() && dropOldest());
        return true
    }
  }

  /** Calls a function whose lines are all within the bound if the first is. */
  withinBound<Result>(accept: () => Result): Result {
    const wasWithinBound = this.#isWithinBound
    this.#isWithinBound ||= this.#hasExcessLeft
    try {
      return accept()
    } finally {
      this.#isWithinBound = wasWithinBound
    }
  }

  get #hasExcessLeft(): boolean {
    const { options, ledger } = this.#parts
    return ledger.pendingBytes < options.maxBufferBytes + MAX_EXCESS_BYTES
  }

  /** Accepts lines only to report them as dropped. */
  drop(route: Route, piece: Piece, receipt: PendingReceipt | undefined): void {
    const { options, ledger, tracked, emit } = this.#parts
    const encoder = this.#encoderFor(route.destination.precision)
    const lines = encoder.encode(piece)
    if (lines === 0) return
    const receipts = receipt ? [{ receipt, start: 0, end: lines }] : []
    const batch = batchOf(route, toOwnBytes(encoder.takeBytes()), lines, receipts)
    const error = bufferFull(options.maxBufferBytes)
    ledger.countAccepted(lines, batch.bytes)
    receipt?.expectLines(lines)
    tracked.settle(batch, 'dropped', error)
    emit('drop', batch, { error })
  }

  #encoderFor(precision: Precision): LineProtocolEncoder {
    const options = { ...this.#parts.pool.encoderOptions(precision), clock: processClock }
    const encoder = this.#encoders.get(precision) ?? new LineProtocolEncoder(options)
    this.#encoders.set(precision, encoder)
    return encoder
  }
}
