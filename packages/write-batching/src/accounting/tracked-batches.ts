import type { RejectedLine } from '@fluxline/core'
import type { Batch, BatchState, FinalState } from './batch.ts'
import type { BufferShare, BufferShares } from './buffer-shares.ts'
import type { Ledger } from './ledger.ts'

/** Hears of a batch that failed. */
export type Refused = (batch: Batch, error: unknown, rejected: RejectedLine | undefined) => void

/**
 * Every batch whose outcome is not known, oldest first.
 *
 * The only place that assigns a batch's state. Each method moves the ledger's counts and settles the receipts in the same
 * call, so that they never differ. `nextStates` lists the transitions that are legal.
 */
export class TrackedBatches {
  readonly #ledger: Ledger
  readonly #shares: BufferShares
  readonly #refused: Refused | undefined
  readonly #batches = new Set<Batch>()
  readonly #byShare = new Map<BufferShare, Set<Batch>>()

  /** @param refused called with each batch that failed, before its end is settled */
  constructor(ledger: Ledger, shares: BufferShares, refused?: Refused) {
    this.#ledger = ledger
    this.#shares = shares
    this.#refused = refused
  }

  /** Tracks a batch that is filled: it is queued. */
  admit(batch: Batch): void {
    this.#add(batch)
    this.transition(batch, 'queued')
  }

  /** Moves a batch to another state; {@link settle} moves it to its last. */
  transition(batch: Batch, to: Exclude<BatchState, 'filling'>): void {
    this.#ledger.countMove(batch, to)
    batch.state = to
  }

  /** Tracks the parts of a batch instead of it, in the same state. Every line must be in exactly one part. */
  split(batch: Batch, parts: readonly Batch[]): void {
    this.#remove(batch)
    for (const part of parts) {
      part.state = batch.state
      this.#add(part)
    }
  }

  /** Ends a batch; one of lines that are dropped or rejected on acceptance need not be admitted. */
  settle(batch: Batch, end: FinalState, error?: unknown, rejected?: RejectedLine): void {
    if (batch.mayBeStored && end !== 'written') this.#ledger.countMaybeStored(batch.lines)
    if (rejected) this.#ledger.keepRejected(rejected)
    if (end === 'failed') this.#refused?.(batch, error, rejected)
    this.transition(batch, end)
    this.#remove(batch)
    const kind = end === 'dropped' ? 'failed' : end
    for (const { receipt, start, end: last } of batch.receipts) {
      receipt.settleLines(kind, last - start, error, rejected)
    }
  }

  /** Whether the outcome of a batch is not known, and it was not split. */
  isTracked(batch: Batch): boolean {
    return this.#batches.has(batch)
  }

  /** Returns all batches, oldest first. */
  snapshot(): Batch[] {
    return [...this.#batches]
  }

  /** Returns the oldest batch of a bucket in a state. */
  oldestIn(share: BufferShare, state: BatchState): Batch | undefined {
    for (const batch of this.#byShare.get(share) ?? []) if (batch.state === state) return batch
    return undefined
  }

  #add(batch: Batch): void {
    const { share } = batch.route
    this.#batches.add(batch)
    this.#byShare.set(share, (this.#byShare.get(share) ?? new Set()).add(batch))
    this.#shares.addBatches(share, 1)
  }

  #remove(batch: Batch): void {
    if (!this.#batches.delete(batch)) return
    const { share } = batch.route
    const own = this.#byShare.get(share)!
    own.delete(batch)
    if (own.size === 0) this.#byShare.delete(share)
    this.#shares.addBatches(share, -1)
  }
}
