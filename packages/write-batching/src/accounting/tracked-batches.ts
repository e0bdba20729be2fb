import type { RejectedLine } from '@fluxline/core'
import type { Batch, BatchState, FinalState } from './batch.ts'
import type { Ledger } from './ledger.ts'

/**
 * Every batch whose outcome is not known, oldest first.
 *
 * The only place that assigns a batch's state. Each method moves the ledger's counts and settles the receipts in the same
 * call, so that they never differ. `nextStates` lists the transitions that are legal.
 */
export class TrackedBatches {
  readonly #ledger: Ledger
  readonly #batches = new Set<Batch>()
  /** The number of batches. Changed here only; a field, because each write reads it. */
  size = 0

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** Tracks a batch that is filled: it is queued. */
  admit(batch: Batch): void {
    this.size = this.#batches.add(batch).size
    this.transition(batch, 'queued')
  }

  /** Moves a batch to another state; {@link settle} moves it to its last. */
  transition(batch: Batch, to: Exclude<BatchState, 'filling'>): void {
    this.#ledger.countMove(batch.state, to, batch.lines, batch.bytes)
    batch.state = to
  }

  /** Tracks the parts of a batch instead of it, in the same state. Every line must be in exactly one part. */
  split(batch: Batch, parts: readonly Batch[]): void {
    this.#batches.delete(batch)
    for (const part of parts) {
      part.state = batch.state
      this.#batches.add(part)
    }
    this.size = this.#batches.size
  }

  /** Ends a batch; one of lines that are dropped or rejected on acceptance need not be admitted. */
  settle(batch: Batch, end: FinalState, error?: unknown, rejected?: RejectedLine): void {
    if (batch.mayBeStored && end !== 'written') this.#ledger.countMaybeStored(batch.lines)
    if (rejected) this.#ledger.keepRejected(rejected)
    this.transition(batch, end)
    this.#batches.delete(batch)
    this.size = this.#batches.size
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

  /** Returns the oldest batch in a state. */
  oldestIn(state: BatchState): Batch | undefined {
    for (const batch of this.#batches) if (batch.state === state) return batch
    return undefined
  }
}
