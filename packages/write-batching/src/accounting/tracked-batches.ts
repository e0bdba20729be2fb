import type { RejectedLine } from '@fluxline/core'
import type { Batch } from './batch.ts'
import type { Ledger, Place } from './ledger.ts'

/** Where a batch can end. */
export type End = 'written' | 'failed' | 'dropped' | 'unsent'

/** Every batch whose end is not known, oldest first, and where it is; in step with the ledger and the receipts. */
export class Holdings {
  readonly #ledger: Ledger
  readonly #places = new Map<Batch, Place>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  get size(): number {
    return this.#places.size
  }

  /** Holds a batch whose lines are `waiting` in the ledger. */
  add(batch: Batch): void {
    this.#places.set(batch, 'waiting')
  }

  has(batch: Batch): boolean {
    return this.#places.has(batch)
  }

  all(): [Batch, Place][] {
    return [...this.#places]
  }

  /** The oldest in a place. */
  first(place: Place): Batch | undefined {
    for (const [batch, its] of this.#places) if (its === place) return batch
    return undefined
  }

  move(batch: Batch, to: Place): void {
    this.#ledger.move(this.#places.get(batch)!, to, batch.lines, batch.body.length)
    this.#places.set(batch, to)
  }

  /** Holds parts of a batch that was under way in its place; what is in none of them is the caller's to count. */
  replace(whole: Batch, parts: readonly Batch[]): void {
    this.#places.delete(whole)
    for (const part of parts) {
      this.add(part)
      this.#ledger.move('inFlight', 'waiting', part.lines, part.body.length)
    }
  }

  /** The end of a batch is known. */
  end(batch: Batch, place: End, error?: unknown, rejected?: RejectedLine): void {
    if (batch.isUncertain && place !== 'written') this.#ledger.doubt(batch.lines)
    this.move(batch, place)
    this.#places.delete(batch)
    const kind = place === 'dropped' ? 'failed' : place
    for (const { receipt, start, end } of batch.receipts) receipt.add(kind, end - start, error, rejected)
  }
}
