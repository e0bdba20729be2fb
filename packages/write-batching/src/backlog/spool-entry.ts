import type { LineFollower, ReceiptShare, SettledAs } from '../accounting/receipt.ts'
import type { LineRange } from '../spool/store.ts'

/** Follows consecutive lines of a log to their outcome, and ends them in the spool then, unless they stay for the next writer. */
export class SpoolEntry implements LineFollower, LineRange {
  /** The file of refused lines names each. */
  readonly wantsLines = true
  readonly log: string
  readonly from: number
  readonly #end: (entry: SpoolEntry, stays: boolean) => void
  /** Lines that the store dropped: they are in memory alone. */
  dropped = 0
  #to: number
  #settled = 0
  #stays = false

  constructor(log: string, from: number, to: number, end: (entry: SpoolEntry, stays: boolean) => void) {
    this.log = log
    this.from = from
    this.#to = to
    this.#end = end
  }

  get to(): number {
    return this.#to
  }

  /** Follows the lines after these too. */
  extend(to: number): void {
    this.#to = to
  }

  settleLines(as: SettledAs, lines: number): void {
    this.#settled += lines
    // Some of its lines are sent again by the next writer, so all of them are.
    this.#stays ||= as === 'spooled' || as === 'unsent'
    if (this.#settled === this.#to - this.from) this.#end(this, this.#stays)
  }
}

/** An entry's lines within a batch. Those at the batch's end grow with it. */
export interface EntryShare extends ReceiptShare {
  readonly receipt: SpoolEntry
  end: number
}

/** Returns the entries of a batch. */
export function entriesOf(shares: readonly ReceiptShare[]): SpoolEntry[] {
  return shares.flatMap(({ receipt }) => (receipt instanceof SpoolEntry ? [receipt] : []))
}

/** Whether two ranges have lines in common. */
export function overlaps(one: LineRange, other: LineRange): boolean {
  return one.log === other.log && one.from < other.to && other.from < one.to
}
