import { DOT, MINUS, ZERO } from './memory'

const ZEROS: u64 = 0x3030_3030_3030_3030
const HIGH_BITS: u64 = 0x8080_8080_8080_8080
/** Lifts what is greater than 9 above 127. */
const BEYOND_NINE: u64 = 0x7676_7676_7676_7676
/** With this many digits, an integer fits in 64 bits. */
const MAX_DIGITS: usize = 19
export const LARGEST_SAFE: u64 = 9_007_199_254_740_991
const LARGEST_LONG: u64 = 9_223_372_036_854_775_807
/** A larger integer, rounded up to a double, may not fit in 64 bits. */
const LARGEST_DIVIDED: u64 = 9_223_372_036_854_774_784
/** The largest power of ten that a double holds exactly. */
const MAX_SCALE: usize = 22

const powers = memory.data<u64>([1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000])
const doublePowers = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
])

const inversePowers = memory.data<f64>([
  1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15, 1e-16, 1e-17,
  1e-18, 1e-19, 1e-20, 1e-21, 1e-22,
])

/** The magnitude of the digits that were read last. */
export let digits: u64 = 0

/** 10^0 to 10^9. */
export function powerOf(exponent: usize): u64 {
  return load<u64>(powers + (exponent << 3))
}

function doublePowerOf(exponent: usize): f64 {
  return load<f64>(doublePowers + (exponent << 3))
}

/** Returns eight characters minus the code of zero: each that is a digit is less than 10. */
export function eightFrom(start: usize): u64 {
  return load<u64>(start) ^ ZEROS
}

/** Returns how many digits come before the first other character, at most eight. */
export function digitCount(eight: u64): usize {
  // A carry only changes what comes after the first mark.
  return <usize>(ctz(((eight + BEYOND_NINE) | eight) & HIGH_BITS) >> 3)
}

/** Returns the number that the first `count` of eight digits make, 1 to 8. */
export function numberOf(eight: u64, count: usize): u64 {
  const filled = eight << ((8 - count) << 3)
  const pairs = (filled * 10 + (filled >> 8)) & 0x00ff_00ff_00ff_00ff
  const fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff
  return (fours * 10_000 + (fours >> 32)) & 0xffff_ffff
}

/** Appends digits to {@link digits}, and returns their end. */
function takeDigits(start: usize): usize {
  let sum = digits
  let at = start
  let eight = eightFrom(at)
  let count = digitCount(eight)
  for (; count == 8; count = digitCount(eight)) {
    sum = sum * 100_000_000 + numberOf(eight, 8)
    at += 8
    eight = eightFrom(at)
  }
  digits = count == 0 ? sum : sum * powerOf(count) + numberOf(eight, count)
  return at + count
}

/** Reads a decimal such as `-12.5` exactly, and returns its end; 0 if another reader must read it. */
export function readDouble(start: usize, value: usize): usize {
  const isNegative = load<u8>(start) == MINUS
  const first = start + <usize>isNegative
  const eight = eightFrom(first)
  const marks = ((eight + BEYOND_NINE) | eight) & HIGH_BITS
  const whole = <usize>(ctz(marks) >> 3)
  let count = whole
  let sum = eight
  let scale: usize = 0
  if (whole - 1 > 6) return whole == 8 ? readLongDouble(first, value, isNegative) : 0
  if (load<u8>(first + whole) == DOT) {
    // Most end within eight characters. A point causes no carry, so the second mark is right too.
    const end = <usize>(ctz(marks & (marks - 1)) >> 3)
    if (end == 8) return readFraction(first, whole, numberOf(eight, whole), value, isNegative)
    // Without the point the digits are adjacent.
    const before = ((<u64>1) << (whole << 3)) - 1
    sum = (eight & before) | ((eight >> 8) & ~before)
    count = end - 1
    scale = count - whole
    if (scale == 0) return 0
  }
  const quotient = <f64>(<i64>numberOf(sum, count)) / doublePowerOf(scale)
  store<f64>(value, isNegative ? -quotient : quotient)
  return first + count + <usize>(scale > 0)
}

/** Reads a decimal with many digits before its point. */
function readLongDouble(first: usize, value: usize, isNegative: bool): usize {
  digits = 0
  const end = takeDigits(first)
  if (load<u8>(end) == DOT) return readFraction(first, end - first, digits, value, isNegative)
  return storeQuotient(first, end - first, end, 0, value, isNegative)
}

/** Continues after the digits before the point. */
function readFraction(first: usize, whole: usize, sum: u64, value: usize, isNegative: bool): usize {
  digits = sum
  const point = first + whole + 1
  const end = takeDigits(point)
  const scale = end - point
  if (scale == 0 || scale > MAX_SCALE) return 0
  return storeQuotient(first, whole + scale, end, scale, value, isNegative)
}

/** Stores a decimal of up to 19 digits without leading zeros, and returns its end. */
function storeQuotient(first: usize, count: usize, end: usize, scale: usize, value: usize, isNegative: bool): usize {
  if (count > MAX_DIGITS && count - zerosFrom(first) > MAX_DIGITS) return 0
  const magnitude = quotientOf(digits, scale)
  // NaN: it could be rounded either way.
  if (magnitude != magnitude) return 0
  store<f64>(value, isNegative ? -magnitude : magnitude)
  return end
}

/** Returns the number of leading zeros, skipping the point. */
function zerosFrom(start: usize): usize {
  let count: usize = 0
  let at = start
  for (; load<u8>(at) == ZERO || load<u8>(at) == DOT; at++) if (load<u8>(at) == ZERO) count++
  return count
}

/**
 * Returns an integer divided by a power of ten, correctly rounded; NaN if another reader must read it.
 *
 * A quotient of two exact doubles is correct already. Otherwise its error is computed exactly and added. If the last step
 * could round either way, the result is NaN.
 * @see T. J. Dekker, "A floating-point technique for extending the available precision"
 */
function quotientOf(integer: u64, scale: usize): f64 {
  const power = doublePowerOf(scale)
  if (integer <= LARGEST_SAFE) return <f64>(<i64>integer) / power
  if (integer > LARGEST_DIVIDED) return NaN
  const sum = <f64>(<i64>integer)
  const rest = <f64>(<i64>integer - <i64>sum)
  const quotient = sum / power
  const quotientHigh = highHalf(quotient)
  const quotientLow = quotient - quotientHigh
  const powerHigh = highHalf(power)
  const powerLow = power - powerHigh
  const product = quotient * power
  const productError =
    quotientHigh * powerHigh - product + quotientHigh * powerLow + quotientLow * powerHigh + quotientLow * powerLow
  const correction = (sum - product - productError + rest) * load<f64>(inversePowers + (scale << 3))
  const slack = abs(correction) * 9.094947017729282e-13
  const value = quotient + (correction - slack)
  return value == quotient + (correction + slack) ? value : NaN
}

function highHalf(value: f64): f64 {
  const scaled = 134_217_729 * value
  return scaled - (scaled - value)
}

/** Reads an integer of up to seven digits, and returns its end; 0 for longer ones and forms such as `007`. */
export function readShort(start: usize, value: usize, isDouble: bool): usize {
  const isNegative = load<u8>(start) == MINUS
  const first = start + <usize>isNegative
  const eight = eightFrom(first)
  const count = digitCount(eight)
  if (count - 1 > 6 || (load<u8>(first) == ZERO && (count > 1 || isNegative))) return 0
  const sum = <i64>numberOf(eight, count)
  const integer = isNegative ? -sum : sum
  if (isDouble) store<f64>(value, <f64>integer)
  else store<i64>(value, integer)
  return first + count
}

/** Reads the digits of an integer of up to 63 bits, and returns their end; 0 for forms such as `007`. */
export function readInteger(start: usize): usize {
  const first = start + <usize>(load<u8>(start) == MINUS)
  const eight = eightFrom(first)
  const count = digitCount(eight)
  if (count == 0 || (load<u8>(first) == ZERO && (count > 1 || first != start))) return 0
  let end = first + count
  digits = numberOf(eight, count)
  if (count == 8) end = takeDigits(end)
  return end - first <= MAX_DIGITS && digits <= LARGEST_LONG ? end : 0
}
