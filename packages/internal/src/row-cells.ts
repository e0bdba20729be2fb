/** What a cell of a row is. */
export const NULL = 0
export const FALSE = 1
export const TRUE = 2
/** A number with a fraction or an exponent, or any of MessagePack's floats. */
export const FLOAT = 3
/** A safe integer. */
export const INTEGER = 4
/** Any other 64-bit integer. */
export const INT64 = 5
/** An integer of 2^63 or more. */
export const UINT64 = 6
/** UTF-8. */
export const TEXT = 7
/** A string of JSON with escapes. */
export const ESCAPED = 8

/** Rows are read at once as long as their cells are at most this many: they stay in the processor's nearest cache. */
const BLOCK_CELLS = 1024

/**
 * The cells of a few rows, before they become values: reading a row allocates nothing. Those of a row lie side by side, and
 * the rows one after the other.
 */
export class RowCells {
  /** The cells of a row. */
  readonly width: number
  /** The most rows. */
  readonly capacity: number
  readonly kinds: Uint8Array
  readonly numbers: Float64Array
  /** The upper halves of integers, or where texts begin. */
  readonly highs: Int32Array
  /** The lower halves of integers, or where texts end. */
  readonly lows: Uint32Array

  constructor(width: number, capacity = 1) {
    const cells = width * capacity
    this.width = width
    this.capacity = capacity
    this.kinds = new Uint8Array(cells)
    this.numbers = new Float64Array(cells)
    this.highs = new Int32Array(cells)
    this.lows = new Uint32Array(cells)
  }

  /** Returns cells for rows that are read many at once. */
  static block(width: number): RowCells {
    return new RowCells(width, Math.max(1, Math.floor(BLOCK_CELLS / Math.max(1, width))))
  }
}
