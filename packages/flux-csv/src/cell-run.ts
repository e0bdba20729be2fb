import { hasZero, isSame } from './byte-words.ts'
import type { CellCode } from './cell-codes.ts'
import type { ColumnBuilder } from './column-builder.ts'

/** Columns side by side of one type, which are read one after the other, or of any types where they repeat. */
export interface CellRange {
  readonly code: CellCode
  readonly from: number
  /** The column after the last. */
  readonly to: number
  /** How the cells stood that were read last; `undefined` where they do not repeat, so that it is in vain to look. */
  readonly run: CellRun | undefined
}

/**
 * Cells side by side that repeat row after row, as group columns do: all their bytes are compared at once.
 *
 * While they are the same nothing is written; the rows that it was so are filled in when it ends.
 */
export class CellRun {
  readonly #builders: readonly ColumnBuilder[]
  #view: DataView = new DataView(new ArrayBuffer(0))
  #start = 0
  /** Bytes of the cells and of what ends them; 0 where no row is known. */
  #length = 0
  /** The row that they were read from. */
  #row = 0

  constructor(builders: readonly ColumnBuilder[]) {
    this.#builders = builders
  }

  /** How many bytes the cells have here if they are the same again, 0 if not. */
  match(view: DataView, at: number, end: number): number {
    const length = this.#length
    return length > 0 && at + length <= end && isSame(view, at, this.#view, this.#start, length) ? length : 0
  }

  /** Remembers cells whose values were set. */
  remember(row: number, view: DataView, start: number, length: number): void {
    this.#row = row
    this.#view = view
    this.#start = start
    this.#length = hasZero(view, start, length) ? 0 : length
  }

  /** Fills in the rows in which they were the same, up to before one, and forgets them. */
  settle(end: number): void {
    if (this.#length === 0) return
    if (this.#row + 1 < end) for (const builder of this.#builders) builder.repeat(this.#row, end)
    this.#length = 0
  }
}
