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

/** The cells of one row, before they become values: reading a row allocates nothing. */
export class RowCells {
  readonly kinds: Uint8Array
  readonly numbers: Float64Array
  /** The upper halves of integers, or where texts begin. */
  readonly highs: Int32Array
  /** The lower halves of integers, or where texts end. */
  readonly lows: Uint32Array

  constructor(width: number) {
    this.kinds = new Uint8Array(width)
    this.numbers = new Float64Array(width)
    this.highs = new Int32Array(width)
    this.lows = new Uint32Array(width)
  }
}
