import type { ByteQueue } from './byte-queue.ts'
import { decimal } from './number-bytes.ts'
import { FLOAT, INT64, INTEGER, UINT64 } from './row-cells.ts'
import type { RowCells } from './row-cells.ts'

const MINUS = 0x2d
const DOT = 0x2e
/** Every number with this many digits is a safe integer. */
const SAFE_DIGITS = 15
const BILLION = 1_000_000_000
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/**
 * Reads a number into a cell, and returns its end; if bytes are missing, that is the end of the queue.
 *
 * Whole numbers keep all their digits.
 */
export function readNumber(queue: ByteQueue, start: number, cells: RowCells, cell: number): number {
  const { bytes, end } = queue
  const isNegative = bytes[start] === MINUS
  let position = isNegative ? start + 1 : start
  /** The first nine digits, nine more, and the rest: small integers, with which engines are fast. */
  let first = 0
  let second = 0
  let third = 0
  let digits = 0
  let point = 0
  for (; digits < 9 && position < end; position++) {
    const digit = bytes[position]! - 0x30
    if (digit >= 0 && digit <= 9) {
      first = (first * 10 + digit) | 0
      digits++
    } else if (digit === DOT - 0x30 && point === 0) point = position
    else break
  }
  if (digits === 9) {
    for (; position < end; position++) {
      const digit = bytes[position]! - 0x30
      if (digit >= 0 && digit <= 9) {
        if (digits < 18) second = (second * 10 + digit) | 0
        else third = third * 10 + digit
        digits++
      } else if (digit === DOT - 0x30 && point === 0) point = position
      else break
    }
  }
  if (position >= end) return end
  const hasExponent = (bytes[position]! | 0x20) === 0x65
  if (!hasExponent && digits > 0) {
    if (digits <= SAFE_DIGITS) {
      const whole = digits <= 9 ? first : first * powersOfTen[digits - 9]! + second
      // Both are exact, so the quotient is the nearest double.
      const value = point === 0 ? whole : whole / powersOfTen[position - point - 1]!
      cells.kinds[cell] = point === 0 ? INTEGER : FLOAT
      cells.numbers[cell] = isNegative ? -value : value
      return position
    }
    if (point === 0) {
      if (digits <= 20 && setLong(first, second, third, digits, isNegative, cells, cell)) return position
    } else {
      const value = digits <= 18 ? decimal(first, second, digits - 9, position - point - 1) : Number.NaN
      if (!Number.isNaN(value)) {
        cells.kinds[cell] = FLOAT
        cells.numbers[cell] = isNegative ? -value : value
        return position
      }
    }
  }
  while (position < end && isPart(bytes[position]!)) position++
  if (position >= end) return end
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(position, start + 400)))
  const value = Number(text)
  if (digits === 0 || Number.isNaN(value)) throw queue.unexpected(`${JSON.stringify(text)} is not a number`)
  cells.kinds[cell] = FLOAT
  cells.numbers[cell] = value
  return position
}

/** Whether a byte may be in a number: a digit, a sign, a point, or an exponent's letter. */
function isPart(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === MINUS || byte === DOT || byte === 0x2b || (byte | 0x20) === 0x65
}

/** Sets an integer of 16 to 20 digits; false if it does not fit in 64 bits, as a large float without an exponent. */
function setLong(
  first: number,
  second: number,
  third: number,
  digits: number,
  isNegative: boolean,
  { kinds, numbers, highs, lows }: RowCells,
  cell: number,
): boolean {
  let upper: number
  let lower: number
  // The last nine digits, and those before.
  if (digits >= 18) {
    const shift = powersOfTen[digits - 18]!
    const kept = BILLION / shift
    upper = first * shift + Math.floor(second / kept)
    lower = (second % kept) * shift + third
  } else {
    const shift = powersOfTen[18 - digits]!
    upper = Math.floor(first / shift)
    lower = (first % shift) * powersOfTen[digits - 9]! + second
  }
  // upper * 10^9 + lower, in halves of 32 bits: all products are safe integers.
  const a = Math.floor(upper / 65_536) * BILLION
  const b = (upper % 65_536) * BILLION + lower
  const lowSum = (a % 65_536) * 65_536 + (b >>> 0)
  const high = Math.floor(a / 65_536) + Math.floor(b / 4_294_967_296) + Math.floor(lowSum / 4_294_967_296)
  const low = lowSum >>> 0
  const isMinimum = isNegative && high === 0x8000_0000 && low === 0
  if (high >= (isNegative ? 0x8000_0000 : 0x1_0000_0000) && !isMinimum) return false
  const value = high * 4_294_967_296 + low
  if (value <= Number.MAX_SAFE_INTEGER) {
    kinds[cell] = INTEGER
    numbers[cell] = isNegative ? -value : value
    return true
  }
  kinds[cell] = high >= 0x8000_0000 && !isNegative ? UINT64 : INT64
  // The two's complement of a negative one.
  highs[cell] = isNegative ? (low === 0 ? -high : ~high) : high
  lows[cell] = isNegative ? -low : low
  return true
}
