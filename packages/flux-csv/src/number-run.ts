import { divideExactly, POWERS } from './number-cells.ts'

const ZERO = 48
const MINUS = 45
const DOT = 46
const NEWLINE = 10
const CARRIAGE_RETURN = 13
/** Digits that make an integer of 31 bits. */
const DIGITS = 9

/**
 * Reads the cells of neighbouring number columns into a row, one after the other, as long as each is a plain one.
 *
 * Digits are taken into one integer of 31 bits, and those beyond into a second: nearly all numbers are read in one pass.
 */
export class NumberRun {
  /** The column whose cell was not read; the one after the last where all were. */
  column = 0
  #end = 0

  /** Reads the cells of the columns `from` to before `to`, and returns where the first begins that was not read. */
  read(
    bytes: Uint8Array,
    delimiter: number,
    row: unknown[],
    start: number,
    from: number,
    to: number,
    isDouble: boolean,
  ): number {
    let at = start
    let column = from
    for (; column < to; column++) {
      const first = bytes[at] === MINUS ? at + 1 : at
      let place = first
      let digits = 0
      let digit = bytes[place]! - ZERO
      while (digit >= 0 && digit <= 9 && place < first + DIGITS) {
        digits = (digits * 10 + digit) | 0
        digit = bytes[++place]! - ZERO
      }
      if (place === first) break
      let value = digits
      if (isDouble && digit === DOT - ZERO) {
        const point = ++place
        digit = bytes[place]! - ZERO
        while (digit >= 0 && digit <= 9 && place <= first + DIGITS) {
          digits = (digits * 10 + digit) | 0
          digit = bytes[++place]! - ZERO
        }
        if (digit >= 0 && digit <= 9) {
          value = this.#longDouble(bytes, place, digits, place - point)
          if (Number.isNaN(value)) break
          place = this.#end
        } else value = digits / POWERS[place - point]!
      } else if (digit >= 0 && digit <= 9) {
        // A decimal without a point has seldom so many.
        value = isDouble ? Number.NaN : this.#longInteger(bytes, place, digits)
        if (Number.isNaN(value)) break
        place = this.#end
      }
      const next = afterCell(bytes, place, delimiter, column === row.length - 1)
      if (next === -1) break
      // An integer has no negative zero.
      row[column] = first === at ? value : isDouble || value !== 0 ? -value : 0
      at = next
    }
    this.column = column
    return at
  }

  /** Goes on behind the first digits of a decimal; NaN where it has too many, or could be rounded either way. */
  #longDouble(bytes: Uint8Array, start: number, high: number, scale: number): number {
    const low = this.#lowDigits(bytes, start)
    if (low === -1) return Number.NaN
    const count = this.#end - start
    const whole = high * POWERS[count]!
    const sum = whole + low
    if (sum <= Number.MAX_SAFE_INTEGER) return sum / POWERS[scale + count]!
    return divideExactly(sum, low - (sum - whole), scale + count)
  }

  /** Goes on behind the first digits of an integer; NaN where a double may not hold it. */
  #longInteger(bytes: Uint8Array, start: number, high: number): number {
    const low = this.#lowDigits(bytes, start)
    const value = high * POWERS[this.#end - start]! + low
    return low !== -1 && value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN
  }

  /** Reads the digits beyond the first; -1 where there are too many of them too. */
  #lowDigits(bytes: Uint8Array, start: number): number {
    let low = 0
    let at = start
    let digit = bytes[at]! - ZERO
    while (digit >= 0 && digit <= 9) {
      if (at === start + DIGITS) return -1
      low = (low * 10 + digit) | 0
      digit = bytes[++at]! - ZERO
    }
    this.#end = at
    return low
  }
}

/** Where the next cell begins, or the next row after the last one; -1 where the cell does not end there. */
export function afterCell(bytes: Uint8Array, end: number, delimiter: number, isLast: boolean): number {
  if (!isLast) return bytes[end] === delimiter ? end + 1 : -1
  const lineEnd = bytes[end] === CARRIAGE_RETURN ? end + 1 : end
  return bytes[lineEnd] === NEWLINE ? lineEnd + 1 : -1
}
