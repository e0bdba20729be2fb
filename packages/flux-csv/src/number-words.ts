import { divideExactly, NumberScanner, POWERS } from './number-cells.ts'

const ZERO = 48
const MINUS = 45
const DOT = 46
/** Whole digits that leave room in 31 bits for three more. */
const SHORT = 6
/** Digits of the high part: with the 18 - 10 of the low part it is still exact as a double. */
const HIGH_DIGITS = 10
const MOST_DIGITS = 18
const BILLION = 1_000_000_000
const LARGEST_BILLIONS = 9_223_372_035

/** Reads numbers out of ASCII bytes without knowing where they end: their digits four at a time where there are many. */
export class NumberWords {
  /** Where the number that was read last ends. */
  end = 0
  isNegative = false
  /** The integer that was read last, without its sign: `billions` · 10^9 + `rest`. */
  billions = 0
  rest = 0
  #high = 0
  #low = 0
  #highDigits = 0
  #lowDigits = 0
  readonly #scanner = new NumberScanner()

  /** Reads a decimal such as `-12.5` exactly as `Number` would; NaN where that is left to the engine. */
  double(bytes: Uint8Array, view: DataView, start: number): number {
    const first = bytes[start] === MINUS ? start + 1 : start
    let at = first
    let digits = 0
    let digit = bytes[at]! - ZERO
    while (digit >= 0 && digit <= 9) {
      digits = (digits * 10 + digit) | 0
      digit = bytes[++at]! - ZERO
    }
    if (at - first > SHORT) return this.#longDouble(bytes, view, start, first)
    let scale = 0
    if (digit === DOT - ZERO) {
      const point = ++at
      if (fourDigits(view.getInt32(at, true)) !== -1)
        return this.#longFraction(bytes, view, start, digits, point - 1 - first, point)
      digit = bytes[at]! - ZERO
      while (digit >= 0 && digit <= 9) {
        digits = (digits * 10 + digit) | 0
        digit = bytes[++at]! - ZERO
      }
      scale = at - point
      if (at - first === 1) return Number.NaN
    } else if (at === first) return Number.NaN
    this.end = at
    const value = scale === 0 ? digits : digits / POWERS[scale]!
    return first === start ? value : -value
  }

  /** Reads on after the point, behind a whole number of a few digits. */
  #longFraction(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    whole: number,
    wholeDigits: number,
    point: number,
  ): number {
    let high = whole
    let highDigits = wholeDigits
    let at = point
    let four = fourDigits(view.getInt32(at, true))
    while (four !== -1 && highDigits <= HIGH_DIGITS - 4) {
      high = high * 10_000 + four
      highDigits += 4
      at += 4
      four = fourDigits(view.getInt32(at, true))
    }
    let low = 0
    const middle = at
    while (four !== -1) {
      low = low * 10_000 + four
      at += 4
      four = fourDigits(view.getInt32(at, true))
    }
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO) low = low * 10 + digit
    const lowDigits = at - middle
    if (highDigits + lowDigits > MOST_DIGITS) return this.#scanned(bytes, start)
    this.end = at
    const value = decimalOf(high, low, lowDigits, at - point)
    return bytes[start] === MINUS ? -value : value
  }

  #longDouble(bytes: Uint8Array, view: DataView, start: number, first: number): number {
    this.#begin()
    let at = this.#digits(bytes, view, first)
    let scale = 0
    if (bytes[at] === DOT) {
      const point = at + 1
      at = this.#digits(bytes, view, point)
      scale = at - point
    }
    if (this.#highDigits + this.#lowDigits > MOST_DIGITS) return this.#scanned(bytes, start)
    this.end = at
    const value = decimalOf(this.#high, this.#low, this.#lowDigits, scale)
    return first === start ? value : -value
  }

  /** Zeros in front are not digits of a number: what has many may still be a short one. */
  #scanned(bytes: Uint8Array, start: number): number {
    const value = this.#scanner.double(bytes, start)
    this.end = this.#scanner.end
    return value
  }

  /** Reads an integer of up to 9 digits; NaN where there are more, or none. */
  shortInteger(bytes: Uint8Array, start: number): number {
    const first = bytes[start] === MINUS ? start + 1 : start
    let at = first
    let digits = 0
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO)
      digits = (digits * 10 + digit) | 0
    this.end = at
    if (at === first || at - first > 9) return Number.NaN
    return first === start ? digits : -digits
  }

  /** Reads an integer of up to 63 bits; false for anything else, and for some at the end of that range. */
  integer(bytes: Uint8Array, view: DataView, start: number): boolean {
    this.isNegative = bytes[start] === MINUS
    const first = this.isNegative ? start + 1 : start
    this.#begin()
    this.end = this.#digits(bytes, view, first)
    const count = this.#highDigits + this.#lowDigits
    if (count <= 15) {
      // One double holds it.
      this.billions = 0
      this.rest = this.#high * POWERS[this.#lowDigits]! + this.#low
      return count > 0
    }
    if (count > MOST_DIGITS + 1) return false
    const more = this.#lowDigits - 9
    const billionsOfLow = Math.floor(this.#low / BILLION)
    if (more >= 0) {
      this.billions = this.#high * POWERS[more]! + billionsOfLow
      this.rest = this.#low - billionsOfLow * BILLION
    } else {
      const cut = POWERS[-more]!
      this.billions = Math.floor(this.#high / cut)
      this.rest = (this.#high - this.billions * cut) * POWERS[this.#lowDigits]! + this.#low
    }
    return this.billions <= LARGEST_BILLIONS
  }

  #begin(): void {
    this.#high = 0
    this.#low = 0
    this.#highDigits = 0
    this.#lowDigits = 0
  }

  /** Takes digits, on top of those that were taken, and returns where they end. */
  #digits(bytes: Uint8Array, view: DataView, start: number): number {
    let high = this.#high
    let low = this.#low
    let highDigits = this.#highDigits
    let lowDigits = this.#lowDigits
    let at = start
    for (let four = fourDigits(view.getInt32(at, true)); four !== -1; four = fourDigits(view.getInt32(at, true))) {
      if (lowDigits === 0 && highDigits <= HIGH_DIGITS - 4) {
        high = high * 10_000 + four
        highDigits += 4
      } else {
        low = low * 10_000 + four
        lowDigits += 4
      }
      at += 4
    }
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO) {
      if (lowDigits === 0 && highDigits < HIGH_DIGITS) {
        high = high * 10 + digit
        highDigits++
      } else {
        low = low * 10 + digit
        lowDigits++
      }
    }
    this.#high = high
    this.#low = low
    this.#highDigits = highDigits
    this.#lowDigits = lowDigits
    return at
  }
}

/** (high · 10^lowDigits + low) / 10^scale, correctly rounded; NaN where that is left to the engine. */
function decimalOf(high: number, low: number, lowDigits: number, scale: number): number {
  const product = high * POWERS[lowDigits]!
  const sum = product + low
  if (sum > Number.MAX_SAFE_INTEGER) return divideExactly(sum, low - (sum - product), scale)
  return scale === 0 ? sum : sum / POWERS[scale]!
}

/** The number that four ASCII digits make, the first in the lowest byte; -1 where one of them is none. */
function fourDigits(word: number): number {
  const digits = word ^ 0x3030_3030
  // Adding 0x76 takes what is beyond 9 over 127.
  if ((((digits + 0x7676_7676) | digits) & 0x8080_8080) !== 0) return -1
  const pairs = (Math.imul(digits, 10) + (digits >>> 8)) & 0x00ff_00ff
  return Math.imul(pairs & 0xff, 100) + (pairs >>> 16)
}
