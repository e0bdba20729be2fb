// Numbers as decimal digits, straight into bytes. Every function takes the place to write at and returns the place
// after; 32 bytes must be free. What they write is what `String(value)` says, by other means.

const ZERO = 48
const MINUS = 45
const DOT = 46

// 10^k as a double is exact up to k = 22; split in halves of 26 bits for exact products.
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const POWERS_HIGH = POWERS.map((power) => highHalf(power))
const POWERS_LOW = POWERS.map((power, at) => power - POWERS_HIGH[at]!)

const FRACTIONS = Float64Array.from({ length: 7 }, (_, exponent) => Number(`1e-${exponent}`))

const float = new Float64Array(1)
const floatWords = new Uint32Array(float.buffer)
// Every platform that runs JavaScript engines of today is little-endian, but nothing promises it.
const HIGH_WORD = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0

/** Writes a finite double as the shortest decimal that reads back as it, `-0` with its sign. */
export function writeFloat(bytes: Uint8Array, at: number, value: number): number {
  if (value === (value | 0) && !Object.is(value, -0)) return writeInt32(bytes, at, value)
  let magnitude = value
  if (value <= 0) {
    bytes[at++] = MINUS
    magnitude = -value
  }
  // With at most 15 digits there is one decimal for a double, so two places that give the value back are the shortest.
  const hundredths = Math.floor(magnitude * 100 + 0.5)
  if (hundredths < 2_000_000_000 && hundredths / 100 === magnitude && hundredths > 0) {
    return writeHundredths(bytes, at, hundredths)
  }
  if (magnitude >= 1e-6 && magnitude < 1e15) return writeShortest(bytes, at, magnitude)
  return writeAscii(bytes, at, magnitude === 0 ? '0' : String(magnitude))
}

/** Writes an integer of up to 53 bits. */
export function writeInteger(bytes: Uint8Array, at: number, value: number): number {
  if (value === (value | 0)) return writeInt32(bytes, at, value)
  if (value < 0) {
    bytes[at++] = MINUS
    value = -value
  }
  const high = Math.floor(value / 1e8)
  const low = value - high * 1e8
  return high > 0 ? writeEight(bytes, writeInt32(bytes, at, high), low) : writeInt32(bytes, at, low)
}

const wide = new BigInt64Array(1)
const wideWords = new Uint32Array(wide.buffer)

/** Writes an integer of up to 64 bits. */
export function writeBigint(bytes: Uint8Array, at: number, value: bigint): number {
  wide[0] = value
  const high = wideWords[HIGH_WORD]!
  // Negative as int64: below zero, or above 2^63 - 1; neither is a time of today.
  if (high >= 0x8000_0000) return writeAscii(bytes, at, String(value))
  const low = wideWords[1 - HIGH_WORD]!
  if (high < 0x20_0000) return writeInteger(bytes, at, high * 4_294_967_296 + low)
  // The quotient of doubles may be one off; the remainder, taken modulo 2^32, tells.
  let billions = Math.floor((high * 4_294_967_296 + low) / 1e9)
  let rest = (low - Math.imul(billions, 1_000_000_000)) | 0
  if (rest < 0) {
    billions--
    rest += 1_000_000_000
  } else if (rest >= 1_000_000_000) {
    billions++
    rest -= 1_000_000_000
  }
  at = writeInteger(bytes, at, billions)
  const first = (rest / 100_000_000) | 0
  bytes[at] = ZERO + first
  return writeEight(bytes, at + 1, rest - first * 100_000_000)
}

/** Writes ASCII text. */
export function writeAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index)
  return at
}

function writeInt32(bytes: Uint8Array, at: number, value: number): number {
  if (value < 0) {
    if (value === -2_147_483_648) return writeAscii(bytes, at, '-2147483648')
    bytes[at++] = MINUS
    value = -value
  }
  if (value < 10) {
    bytes[at] = ZERO + value
    return at + 1
  }
  const end = at + digitCount(value)
  for (let place = end - 1; place >= at; place--) {
    const tens = (value / 10) | 0
    bytes[place] = ZERO + value - tens * 10
    value = tens
  }
  return end
}

function digitCount(value: number): number {
  if (value < 100_000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1_000 ? 3 : value < 10_000 ? 4 : 5
  return value < 10_000_000 ? (value < 1_000_000 ? 6 : 7) : value < 100_000_000 ? 8 : value < 1_000_000_000 ? 9 : 10
}

function writeEight(bytes: Uint8Array, at: number, value: number): number {
  const high = (value / 10_000) | 0
  writeFour(bytes, at, high)
  writeFour(bytes, at + 4, value - high * 10_000)
  return at + 8
}

function writeFour(bytes: Uint8Array, at: number, value: number): void {
  const high = (value / 100) | 0
  const low = value - high * 100
  const thousands = (high / 10) | 0
  const tens = (low / 10) | 0
  bytes[at] = ZERO + thousands
  bytes[at + 1] = ZERO + high - thousands * 10
  bytes[at + 2] = ZERO + tens
  bytes[at + 3] = ZERO + low - tens * 10
}

function writeHundredths(bytes: Uint8Array, at: number, hundredths: number): number {
  const whole = (hundredths / 100) | 0
  const fraction = hundredths - whole * 100
  at = writeInt32(bytes, at, whole)
  // A whole number of more than 32 bits comes here too.
  if (fraction === 0) return at
  const tenths = (fraction / 10) | 0
  bytes[at] = DOT
  bytes[at + 1] = ZERO + tenths
  const last = fraction - tenths * 10
  if (last === 0) return at + 2
  bytes[at + 2] = ZERO + last
  return at + 3
}

/**
 * The shortest decimal of a double between 1e-6 and 1e15, where the arithmetic is exact.
 *
 * Scaled to 17 digits by an exact product (Dekker's, of two doubles), the value and half the gap to its neighbours tell
 * which multiple of 100, 10 or 1 is the nearest that still reads back. What comes within rounding of a border, or has
 * neighbours at unlike distances, is left to the engine.
 */
function writeShortest(bytes: Uint8Array, at: number, value: number): number {
  float[0] = value
  const word = floatWords[HIGH_WORD]!
  const exponent2 = (word >>> 20) - 1023
  // At a power of two the lower neighbour is nearer than the upper one.
  if ((word & 0xf_ffff) === 0 && floatWords[1 - HIGH_WORD] === 0) return writeAscii(bytes, at, String(value))

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
  floatWords[HIGH_WORD] = (word & 0x7ff0_0000) - (53 << 20)
  floatWords[1 - HIGH_WORD] = 0
  const reach = float[0] * power

  let digits = Math.round(low / 100) * 100
  let distance = Math.abs(digits - low) - reach
  if (distance > 0) {
    if (distance < 1e-6) return writeAscii(bytes, at, String(value))
    digits = Math.round(low / 10) * 10
    distance = Math.abs(digits - low) - reach
    if (Math.abs(Math.abs(digits - low) - 5) < 1e-6) return writeAscii(bytes, at, String(value))
    if (distance > 0) {
      if (distance < 1e-6) return writeAscii(bytes, at, String(value))
      digits = Math.round(low)
      // 17 digits always reach; two of them are equally near only here.
      distance = Math.abs(Math.abs(digits - low) - 0.5) < 1e-6 ? 0 : -1
    }
  }
  // Too near to a border, two equally near candidates, or a carry beyond the low half: all of them rare.
  if (distance > -1e-6 || digits >= 1e8 || high >= 1e9 || high < 1e8) return writeAscii(bytes, at, String(value))
  return placeDigits(bytes, at, high, digits, exponent10)
}

/** Writes 17 digits, 9 and 8, with the point after the first `exponent10 + 1` of them and no zeros at the end. */
function placeDigits(bytes: Uint8Array, at: number, high: number, low: number, exponent10: number): number {
  // The digits go one place to the right of where they begin, then the whole part moves left to make room for the point.
  let start = at + 1
  if (exponent10 < 0) {
    bytes[at] = ZERO
    bytes[at + 1] = DOT
    start = at + 2
    for (let zero = -1; zero > exponent10; zero--) bytes[start++] = ZERO
  }
  const first = (high / 100_000_000) | 0
  bytes[start] = ZERO + first
  writeEight(bytes, start + 1, high - first * 100_000_000)
  writeEight(bytes, start + 9, low)
  let end = start + 17
  while (bytes[end - 1] === ZERO) end--
  if (exponent10 < 0) return end
  const point = at + exponent10 + 1
  for (let place = at; place < point; place++) bytes[place] = bytes[place + 1]!
  bytes[point] = DOT
  return end <= point + 1 ? point : end
}

/** The upper 26 bits of a double's 53. @see T. J. Dekker, "A floating-point technique for extending the available precision" */
function highHalf(value: number): number {
  const scaled = 134_217_729 * value
  return scaled - (scaled - value)
}
