// Numbers out of ASCII digits. `NaN` from a reader means that it is not for this one, never that the value is NaN.

const ZERO = 48
const NINE = 57
const MINUS = 45
const DOT = 46

const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const POWERS_HIGH = POWERS.map((power) => highHalf(power))

/** Digits after the point that the last call of {@link readDigits} saw; -1 where there was no point. */
let fractionDigits = 0
/** The digits after the first 9, as a number, and how many. */
let lowPart = 0
let lowDigits = 0

/**
 * Reads a decimal such as `-12.5` exactly as `Number` would; NaN for exponents, words, and more than 18 digits, which are
 * left to the engine.
 */
export function readDouble(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS
  const highPart = readDigits(bytes, isNegative ? start + 1 : start, end, true)
  if (highPart < 0) return Number.NaN
  const scale = fractionDigits < 0 ? 0 : fractionDigits
  const high = highPart * POWERS[lowDigits]!
  const sum = high + lowPart
  let value = sum
  if (sum > 9_007_199_254_740_991) value = divideExactly(sum, lowPart - (sum - high), scale)
  else if (scale > 0) value = sum / POWERS[scale]!
  return isNegative ? -value : value
}

/** Reads an integer of up to 15 digits; NaN for anything else. */
export function readInteger(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS
  const first = isNegative ? start + 1 : start
  if (end - first > 15) return Number.NaN
  const highPart = readDigits(bytes, first, end, false)
  if (highPart < 0) return Number.NaN
  const value = highPart * POWERS[lowDigits]! + lowPart
  return isNegative ? -value : value
}

/** Reads digits in two halves and returns the first 9 of them; -1 where something else is there, or too much. */
function readDigits(bytes: Uint8Array, start: number, end: number, withPoint: boolean): number {
  let high = 0
  let low = 0
  let count = 0
  let point = -1
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte >= ZERO && byte <= NINE) {
      if (count < 9) high = high * 10 + (byte - ZERO)
      else low = low * 10 + (byte - ZERO)
      // Zeros in front are not digits of the number.
      if (high > 0) count++
    } else if (byte === DOT && point === -1 && withPoint) {
      point = at
    } else {
      return -1
    }
  }
  if (count > 18 || end - start === (point === -1 ? 0 : 1)) return -1
  fractionDigits = point === -1 ? -1 : end - point - 1
  if (fractionDigits > 22) return -1
  lowPart = low
  lowDigits = count > 9 ? count - 9 : 0
  return high
}

/**
 * (sum + rest) / 10^scale, correctly rounded, where sum + rest is an integer of up to 18 digits.
 *
 * The quotient's own error is found exactly and added; where the last step could round either way, NaN.
 * @see T. J. Dekker, "A floating-point technique for extending the available precision"
 */
function divideExactly(sum: number, rest: number, scale: number): number {
  const power = POWERS[scale]!
  const quotient = sum / power
  const quotientHigh = highHalf(quotient)
  const quotientLow = quotient - quotientHigh
  const powerHigh = POWERS_HIGH[scale]!
  const powerLow = power - powerHigh
  const product = quotient * power
  const productError =
    quotientHigh * powerHigh - product + quotientHigh * powerLow + quotientLow * powerHigh + quotientLow * powerLow
  const correction = (sum - product - productError + rest) / power
  const slack = Math.abs(correction) * 2 ** -40
  const value = quotient + (correction - slack)
  return value === quotient + (correction + slack) ? value : Number.NaN
}

function highHalf(value: number): number {
  const scaled = 134_217_729 * value
  return scaled - (scaled - value)
}
