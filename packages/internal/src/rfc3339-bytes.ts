const ZERO = 48
const DAY_SECONDS = 86_400

/**
 * Reads RFC 3339 times out of ASCII bytes, with up to nine digits of a second and any offset from UTC. A time is whole
 * seconds and nanoseconds, so that it needs no bigint.
 *
 * @see RFC 3339 "Date and Time on the Internet: Timestamps", section 5.6
 */
export class Rfc3339Reader {
  /** Whole seconds since the epoch. */
  seconds = 0
  /** Nanoseconds on top, from 0 to 999999999. */
  nanoseconds = 0
  // Neighbours share their day most of the time.
  #day = -1
  #daySeconds = 0
  readonly #shortest: number

  /** @param zone `'optional'` takes a time without a zone for one in UTC, as InfluxDB 3 writes them */
  constructor(zone: 'required' | 'optional' = 'required') {
    // 2026-01-31T23:59:59 and its zone
    this.#shortest = zone === 'required' ? 20 : 19
  }

  /** Sets `seconds` and `nanoseconds`; returns false if the text is not a time, or has no zone although it must. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < this.#shortest || !isDateTimeShape(bytes, start)) return false
    const hours = twoDigits(bytes, start + 11)
    const minutes = twoDigits(bytes, start + 14)
    const seconds = twoDigits(bytes, start + 17)
    // NaN fails every comparison.
    if (!(hours < 24 && minutes < 60 && seconds < 60) || !this.#readDay(bytes, start)) return false
    const zone = this.#readFraction(bytes, start + 19, end)
    const offset = zone === end && this.#shortest === 19 ? 0 : readOffset(bytes, zone, end)
    if (Number.isNaN(offset)) return false
    this.seconds = this.#daySeconds + hours * 3600 + minutes * 60 + seconds - offset
    return true
  }

  #readDay(bytes: Uint8Array, start: number): boolean {
    const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2)
    const month = twoDigits(bytes, start + 5)
    const day = twoDigits(bytes, start + 8)
    const key = year * 10_000 + month * 100 + day
    if (key === this.#day) return true
    if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(month, year))) return false
    this.#day = key
    this.#daySeconds = daysSinceEpoch(year, month, day) * DAY_SECONDS
    return true
  }

  /** Returns where the zone begins. */
  #readFraction(bytes: Uint8Array, start: number, end: number): number {
    this.nanoseconds = 0
    if (bytes[start] !== 46) return start
    let at = start + 1
    let digits = 0
    for (; at < end && digits < 9 && isDigit(bytes[at]!); at++, digits++) {
      this.nanoseconds = this.nanoseconds * 10 + bytes[at]! - ZERO
    }
    if (digits === 0) return start
    for (; digits < 9; digits++) this.nanoseconds *= 10
    return at
  }
}

function isDateTimeShape(bytes: Uint8Array, start: number): boolean {
  const divider = bytes[start + 10]
  return (
    bytes[start + 4] === 45 &&
    bytes[start + 7] === 45 &&
    (divider === 84 || divider === 116 || divider === 32) &&
    bytes[start + 13] === 58 &&
    bytes[start + 16] === 58
  )
}

/** Seconds that the zone is ahead of UTC; NaN if it is not a zone. */
function readOffset(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at]
  if (sign === 90 || sign === 122) return end === at + 1 ? 0 : Number.NaN
  if ((sign !== 43 && sign !== 45) || end !== at + 6 || bytes[at + 3] !== 58) return Number.NaN
  const hours = twoDigits(bytes, at + 1)
  const minutes = twoDigits(bytes, at + 4)
  if (!(hours < 24 && minutes < 60)) return Number.NaN
  return (hours * 3600 + minutes * 60) * (sign === 45 ? -1 : 1)
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO
  const ones = bytes[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

function daysOf(month: number, year: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}

/** @see Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
