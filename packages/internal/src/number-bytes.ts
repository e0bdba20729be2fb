// Numbers out of ASCII digits. NaN means "not handled here", never that the value is NaN.

const ZERO = 48
const NINE = 57
const MINUS = 45
const DOT = 46
/** With this many bytes, including a point, the digits of a number are a small integer. */
const SHORT = 9

/** 10^0 to 10^22: the powers of ten that a double holds exactly. */
const POWERS: Float64Array = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const POWERS_HIGH = POWERS.map((power) => highHalf(power))

/** Reads numbers whose end is not known. */
class NumberScanner {
  /** Where the last number ends. */
  end = 0
  /** Its first 9 digits, and up to 9 more: together they are exact, even if one double is not. */
  high = 0
  low = 0
  /** How many digits `low` has. */
  lowDigits = 0
  isNegative = false
  #scale = 0

  /**
   * Reads a decimal such as `-12.5` exactly as `Number` does; NaN for exponents, words, and more than 18 digits, which
   * are left to the engine.
   */
  double(bytes: Uint8Array, start: number): number {
    const first = bytes[start] === MINUS ? start + 1 : start
    let digits = 0
    let point = -1
    // Most have few digits, and need only a division.
    for (let at = first; at < first + SHORT; at++) {
      const byte = bytes[at]!
      if (byte >= ZERO && byte <= NINE) digits = digits * 10 + byte - ZERO
      else if (byte === DOT && point === -1) point = at
      else {
        this.end = at
        if (at - first <= (point === -1 ? 0 : 1)) return Number.NaN
        const value = point === -1 ? digits : digits / POWERS[at - point - 1]!
        return first === start ? value : -value
      }
    }
    return this.#longDouble(bytes, start)
  }

  #longDouble(bytes: Uint8Array, start: number): number {
    if (!this.#digits(bytes, start, true)) return Number.NaN
    const value = decimal(this.high, this.low, this.lowDigits, this.#scale)
    return this.isNegative ? -value : value
  }

  /** Reads the digits of an integer of up to 18 of them into `high` and `low`; false for anything else. */
  integer(bytes: Uint8Array, start: number): boolean {
    return this.#digits(bytes, start, false)
  }

  #digits(bytes: Uint8Array, start: number, withPoint: boolean): boolean {
    let at = start
    this.isNegative = bytes[at] === MINUS
    if (this.isNegative) at++
    const first = at
    let high = 0
    let low = 0
    let count = 0
    let point = -1
    for (; ; at++) {
      const byte = bytes[at]!
      if (byte >= ZERO && byte <= NINE) {
        if (count < 9) high = (high * 10 + byte - ZERO) | 0
        else low = (low * 10 + byte - ZERO) | 0
        // Leading zeros do not count.
        if (high !== 0) count++
        if (count > 18) return false
      } else if (byte === DOT && point === -1 && withPoint) {
        point = at
      } else {
        break
      }
    }
    this.end = at
    this.high = high
    this.low = low
    this.lowDigits = count > 9 ? count - 9 : 0
    this.#scale = point === -1 ? 0 : at - point - 1
    return at - first > (point === -1 ? 0 : 1) && this.#scale <= 22
  }
}

const scanner = new NumberScanner()

/** Reads a decimal that fills its cell; NaN as in {@link NumberScanner.double}. */
export function readDouble(bytes: Uint8Array, start: number, end: number): number {
  const value = scanner.double(bytes, start)
  return scanner.end === end ? value : Number.NaN
}

/** Reads an integer of up to 15 digits that fills its cell; NaN for anything else. */
export function readInteger(bytes: Uint8Array, start: number, end: number): number {
  if (!scanner.integer(bytes, start) || scanner.end !== end || scanner.lowDigits > 6) return Number.NaN
  const value = scanner.high * POWERS[scanner.lowDigits]! + scanner.low
  return scanner.isNegative ? -value : value
}

/**
 * Returns (high * 10^lowDigits + low) / 10^scale, correctly rounded; NaN if that takes more than doubles.
 *
 * @param low up to nine digits, as `high`
 */
export function decimal(high: number, low: number, lowDigits: number, scale: number): number {
  const whole = high * POWERS[lowDigits]!
  const sum = whole + low
  if (sum > 9_007_199_254_740_991) return divideExactly(sum, low - (sum - whole), scale)
  return scale > 0 ? sum / POWERS[scale]! : sum
}

/**
 * Returns (sum + rest) / 10^scale, correctly rounded; sum + rest is an integer of up to 18 digits.
 *
 * The error of the quotient is computed exactly and added. If the last step could round either way, the result is NaN.
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
