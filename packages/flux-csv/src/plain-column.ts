import type { CellCode } from './cell-codes.ts'
import type { Value } from './cell-decoder.ts'

/** After so many cells that were not the one before, a column is not expected to repeat any until the next chunk. */
const MOST_MISSES = 16

/** A column and the cell of it that was read last: neighbours often say the same. */
export class PlainColumn {
  readonly index: number
  readonly code: CellCode
  /** What an empty cell reads as. */
  readonly empty: Value
  /** Where the last cell is in the present bytes. */
  start = 0
  /** 0 where no cell is known. */
  length = 0
  value: Value = null
  #misses = 0

  constructor(index: number, code: CellCode, empty: Value) {
    this.index = index
    this.code = code
    this.empty = empty
  }

  /** Keeps a cell that is not the one before, and its value, which records are to share. */
  remember(start: number, end: number, value: Value): void {
    this.start = start
    this.length = ++this.#misses > MOST_MISSES ? 0 : end - start
    if (this.length > 0) this.value = value
  }

  /** The cell that is known came again. */
  repeat(): Value {
    this.#misses = 0
    return this.value
  }

  /** Goes on to other bytes. */
  forget(): void {
    this.length = 0
    this.value = null
    this.#misses = 0
  }
}
