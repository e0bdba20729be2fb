import type { ByteQueue } from './byte-queue.ts'
import { FLOAT, INT64, INTEGER, UINT64 } from './row-cells.ts'
import type { RowCells } from './row-cells.ts'

const MINUS = 0x2d
const DOT = 0x2e
/** So many digits are a safe integer. */
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
  const first = isNegative ? start + 1 : start
  let position = first
  /** The digits as an integer, also those after the point. */
  let mantissa = 0
  let digits = 0
  let point = 0
  for (; position < end; position++) {
    const byte = bytes[position]!
    if (byte === DOT && point === 0) point = position
    else if (byte >= 0x30 && byte <= 0x39) {
      mantissa = mantissa * 10 + (byte - 0x30)
      digits++
    } else break
  }
  if (position >= end) return end
  const hasExponent = (bytes[position]! | 0x20) === 0x65
  if (!hasExponent && digits > 0 && digits <= SAFE_DIGITS) {
    // Both are exact, so the quotient is the nearest double.
    const value = point === 0 ? mantissa : mantissa / powersOfTen[position - point - 1]!
    cells.kinds[cell] = point === 0 ? INTEGER : FLOAT
    cells.numbers[cell] = isNegative ? -value : value
    return position
  }
  if (!hasExponent && point === 0 && readLong(bytes, first, position, isNegative, cells, cell)) return position
  while (position < end && /[-+.\deE]/.test(String.fromCharCode(bytes[position]!))) position++
  if (position >= end) return end
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(position, start + 400)))
  const value = Number(text)
  if (digits === 0 || Number.isNaN(value)) throw queue.unexpected(`${JSON.stringify(text)} is not a number`)
  cells.kinds[cell] = FLOAT
  cells.numbers[cell] = value
  return position
}

/** Reads an integer of 16 to 20 digits; false if it does not fit in 64 bits, as a large float without an exponent. */
function readLong(
  bytes: Uint8Array,
  first: number,
  end: number,
  isNegative: boolean,
  { kinds, numbers, highs, lows }: RowCells,
  cell: number,
): boolean {
  if (end - first > 20) return false
  const upper = digitsOf(bytes, first, end - 9)
  const lower = digitsOf(bytes, end - 9, end)
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

function digitsOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let position = start; position < end; position++) value = value * 10 + (bytes[position]! - 0x30)
  return value
}
