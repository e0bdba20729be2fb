// Numbers as decimal digits, straight into bytes. Every function takes the offset to write at and returns the offset
// after; 32 bytes must be free, and those after the digits may be overwritten. The digits are those of `String(value)`.

const ZERO = 48
const MINUS = 45
const DOT = 46

// 10^k as a double is exact up to k = 22; split in halves of 26 bits for exact products.
const POWERS: Float64Array = /* @__PURE__ */ Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const POWERS_HIGH: Float64Array = /* @__PURE__ */ Float64Array.from(POWERS, highHalf)
const POWERS_LOW: Float64Array = /* @__PURE__ */ Float64Array.from(POWERS, (power) => power - highHalf(power))
const FRACTIONS: Float64Array = /* @__PURE__ */ Float64Array.from({ length: 7 }, (_, exponent) =>
  Number(`1e-${exponent}`),
)

/** The digits of 0000 to 9999, as words of four bytes, little-endian. */
const FOUR_DIGITS: Uint32Array = /* @__PURE__ */ fourDigits()

const scratch: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8))

/** Writes a finite double as the shortest decimal that reads back as it, `-0` with its sign. */
export function writeFloat(view: DataView, at: number, value: number): number {
  if (value === (value | 0) && !Object.is(value, -0)) return writeInteger(view, at, value)
  let magnitude = value
  if (value <= 0) {
    view.setUint8(at++, MINUS)
    magnitude = -value
  }
  // With at most 15 digits there is one decimal for a double, so two decimals that give the value back are the shortest.
  const hundredths = Math.floor(magnitude * 100 + 0.5)
  if (hundredths < 2_000_000_000 && hundredths / 100 === magnitude && hundredths > 0) {
    return writeHundredths(view, at, hundredths)
  }
  if (magnitude >= 1e-6 && magnitude < 1e15) return writeShortest(view, at, magnitude)
  return writeAscii(view, at, magnitude === 0 ? '0' : String(magnitude))
}

/** Writes an integer of up to 53 bits. */
export function writeInteger(view: DataView, at: number, value: number): number {
  if (value < 0) {
    view.setUint8(at++, MINUS)
    value = -value
  }
  if (value < 2_147_483_648) return writeInt31(view, at, value)
  const high = Math.floor(value / 1e8)
  return writeEight(view, writeInt31(view, at, high), value - high * 1e8)
}

/** Writes an integer of up to 64 bits. */
export function writeBigint(view: DataView, at: number, value: bigint): number {
  scratch.setBigInt64(0, value, true)
  const high = scratch.getUint32(4, true)
  // Negative as int64: below zero, or above 2^63 - 1. Neither is a present-day time.
  if (high >= 0x8000_0000) return writeAscii(view, at, String(value))
  const low = scratch.getUint32(0, true)
  if (high < 0x20_0000) return writeInteger(view, at, high * 4_294_967_296 + low)
  // The quotient of doubles may be one off; the remainder modulo 2^32 shows it.
  let billions = Math.floor((high * 4_294_967_296 + low) / 1e9)
  let rest = (low - Math.imul(billions, 1_000_000_000)) | 0
  if (rest < 0) {
    billions--
    rest += 1_000_000_000
  } else if (rest >= 1_000_000_000) {
    billions++
    rest -= 1_000_000_000
  }
  at = writeInteger(view, at, billions)
  const first = (rest / 100_000_000) | 0
  view.setUint8(at, ZERO + first)
  return writeEight(view, at + 1, rest - first * 100_000_000)
}

/** Writes ASCII text. */
export function writeAscii(view: DataView, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) view.setUint8(at++, text.charCodeAt(index))
  return at
}

/** An import waits for it, and 10 000 texts would take four times as long (Node 24.21, November 2026). */
function fourDigits(): Uint32Array {
  const pairs = new Uint16Array(100)
  for (let pair = 0; pair < 100; pair++) pairs[pair] = (ZERO + ((pair / 10) | 0)) | ((ZERO + (pair % 10)) << 8)
  const words = new Uint32Array(10_000)
  for (let high = 0; high < 100; high++)
    for (let low = 0; low < 100; low++) words[high * 100 + low] = pairs[high]! | (pairs[low]! << 16)
  return words
}

/** Writes an integer from 0 to 2^31 - 1. */
function writeInt31(view: DataView, at: number, value: number): number {
  if (value < 10_000) return writeUpToFour(view, at, value)
  const high = (value / 10_000) | 0
  if (high < 10_000) {
    at = writeUpToFour(view, at, high)
  } else {
    const highest = (high / 10_000) | 0
    at = writeFour(view, writeUpToFour(view, at, highest), high - highest * 10_000)
  }
  return writeFour(view, at, value - high * 10_000)
}

function writeUpToFour(view: DataView, at: number, value: number): number {
  const digits = value < 100 ? (value < 10 ? 1 : 2) : value < 1_000 ? 3 : 4
  view.setUint32(at, FOUR_DIGITS[value]! >>> (8 * (4 - digits)), true)
  return at + digits
}

function writeFour(view: DataView, at: number, value: number): number {
  view.setUint32(at, FOUR_DIGITS[value]!, true)
  return at + 4
}

function writeEight(view: DataView, at: number, value: number): number {
  const high = (value / 10_000) | 0
  return writeFour(view, writeFour(view, at, high), value - high * 10_000)
}

function writeHundredths(view: DataView, at: number, hundredths: number): number {
  const whole = (hundredths / 100) | 0
  const fraction = hundredths - whole * 100
  at = writeInt31(view, at, whole)
  // A whole number of more than 32 bits reaches this point too.
  if (fraction === 0) return at
  view.setUint32(at, DOT + ((FOUR_DIGITS[fraction]! >>> 16) << 8), true)
  return at + (fraction % 10 === 0 ? 2 : 3)
}

/**
 * Writes the shortest decimal of a double between 1e-6 and 1e15, for which the arithmetic is exact.
 *
 * The value is scaled to 17 digits by an exact product (Dekker's, of two doubles). Half the gap to its neighbours then
 * decides which multiple of 100, 10 or 1 is the nearest that still reads back. The engine writes values that are within
 * rounding of a border, or whose neighbours are at different distances.
 */
function writeShortest(view: DataView, at: number, value: number): number {
  scratch.setFloat64(0, value, true)
  const word = scratch.getUint32(4, true)
  const exponent2 = (word >>> 20) - 1023
  // At a power of two the lower neighbour is nearer than the upper one.
  if ((word & 0xf_ffff) === 0 && scratch.getUint32(0, true) === 0) return writeAscii(view, at, String(value))

  let exponent10 = (exponent2 * 1233) >> 12
  if (value >= (exponent10 < -1 ? FRACTIONS[-1 - exponent10]! : POWERS[exponent10 + 1]!)) exponent10++
  const scale = 16 - exponent10

  const power = POWERS[scale]!
  const product = value * power
  const valueHigh = highHalf(value)
  const valueLow = value - valueHigh
  const powerHigh = POWERS_HIGH[scale]!
  const powerLow = POWERS_LOW[scale]!
  const error = valueHigh * powerHigh - product + valueHigh * powerLow + valueLow * powerHigh + valueLow * powerLow

  let high = Math.floor(product / 1e8)
  let low = product - high * 1e8 + error
  if (low < 0) {
    high--
    low += 1e8
  }
  // Half of the gap to the next double, 2^(exponent - 53).
  scratch.setUint32(4, (word & 0x7ff0_0000) - (53 << 20), true)
  scratch.setUint32(0, 0, true)
  const reach = scratch.getFloat64(0, true) * power

  let digits = Math.round(low / 100) * 100
  let distance = Math.abs(digits - low) - reach
  if (distance > 0) {
    if (distance < 1e-6) return writeAscii(view, at, String(value))
    digits = Math.round(low / 10) * 10
    distance = Math.abs(digits - low) - reach
    if (Math.abs(Math.abs(digits - low) - 5) < 1e-6) return writeAscii(view, at, String(value))
    if (distance > 0) {
      if (distance < 1e-6) return writeAscii(view, at, String(value))
      digits = Math.round(low)
      // 17 digits always suffice; only here can two of them be equally near.
      distance = Math.abs(Math.abs(digits - low) - 0.5) < 1e-6 ? 0 : -1
    }
  }
  // Too near to a border, two equally near candidates, or a carry beyond the low half: all are rare.
  if (distance > -1e-6 || digits >= 1e8 || high >= 1e9 || high < 1e8) return writeAscii(view, at, String(value))
  return placeDigits(view, at, high, digits, exponent10)
}

/** Writes 17 digits, 9 and 8, with the point after the first `exponent10 + 1` of them and no trailing zeros. */
function placeDigits(view: DataView, at: number, high: number, low: number, exponent10: number): number {
  // The digits are written one byte to the right of their start; then the whole part moves left, which frees a byte for the point.
  let start = at + 1
  if (exponent10 < 0) {
    view.setUint8(at, ZERO)
    view.setUint8(at + 1, DOT)
    start = at + 2
    for (let zero = -1; zero > exponent10; zero--) view.setUint8(start++, ZERO)
  }
  const first = (high / 100_000_000) | 0
  view.setUint8(start, ZERO + first)
  writeEight(view, start + 1, high - first * 100_000_000)
  writeEight(view, start + 9, low)
  let end = start + 17
  while (view.getUint8(end - 1) === ZERO) end--
  if (exponent10 < 0) return end
  const point = at + exponent10 + 1
  for (let offset = at; offset < point; offset++) view.setUint8(offset, view.getUint8(offset + 1))
  view.setUint8(point, DOT)
  return end <= point + 1 ? point : end
}

/** Returns the upper 26 bits of a double's 53. @see T. J. Dekker, "A floating-point technique for extending the available precision" */
function highHalf(value: number): number {
  const scaled = 134_217_729 * value
  return scaled - (scaled - value)
}
