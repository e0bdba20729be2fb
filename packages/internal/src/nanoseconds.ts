import { parseRfc3339 } from './rfc3339.ts'

export { floorDiv, floorMod } from './floor-div.ts'

/** A time: a Date, a Timestamp or anything with `nanoseconds`, a Temporal instant, RFC 3339 text with a zone, or an integer in the call's precision. */
export type Time =
  | Date
  | { readonly nanoseconds: bigint }
  | { readonly epochNanoseconds: bigint }
  | string
  | bigint
  | number

/** Unit of an integer time: nanoseconds, microseconds, milliseconds or seconds since the epoch. */
export type Precision = 'ns' | 'us' | 'ms' | 's'

/** How many nanoseconds each unit has. */
export const nanosecondsPer: Readonly<Record<Precision, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
}

/** The first time that InfluxDB stores, 1677-09-21T00:12:43.145224194Z. It keeps the outermost of 64 bits for itself. */
export const minNanoseconds: bigint = -9_223_372_036_854_775_806n
/** The last time that InfluxDB stores, 2262-04-11T23:47:16.854775806Z. */
export const maxNanoseconds: bigint = 9_223_372_036_854_775_806n

/** Whether InfluxDB can store a time. */
export function isStorable(nanoseconds: bigint): boolean {
  return nanoseconds >= minNanoseconds && nanoseconds <= maxNanoseconds
}

/**
 * Whether an integer without a unit is probably not in nanoseconds: it would be in January 1970, but from 2001 to 2128 in
 * seconds, milliseconds or microseconds.
 */
export function looksCoarser(integer: number | bigint): boolean {
  // Most times are nanoseconds of today: they cost one comparison.
  return integer >= 1e9 && integer < 5e15 && /^[1-4]\d{9}(?:\d{3}){0,2}$/.test(String(integer))
}

/** A time as an integer of a unit. A number is a safe integer. */
export interface TimeInUnit {
  readonly value: number | bigint
  readonly unit: Precision
}

/**
 * Reads a time as nanoseconds since the epoch. Integers, also as decimal text, are in `precision`, or else in
 * nanoseconds; a number's fraction is cut to the floor.
 *
 * @returns What is wrong and what to do, without a full stop, if it is not a time: it goes after the name and the value
 */
export function readTime(time: unknown, precision?: Precision): bigint | string {
  const read = readTimeInUnit(time, precision)
  return typeof read === 'string' ? read : BigInt(read.value) * nanosecondsPer[read.unit]
}

/** Reads a time as {@link readTime} does, and keeps the unit that it has: no arithmetic, and numbers stay numbers. */
export function readTimeInUnit(time: unknown, precision?: Precision): TimeInUnit | string {
  if (typeof time === 'number' || typeof time === 'bigint') return readInteger(time, precision)
  if (typeof time === 'object' && time !== null) return readMoment(time)
  if (typeof time !== 'string') return NOT_A_TIME
  // A text of very many digits is out of range, and slow to read.
  if (/^-?\d+$/.test(time)) return time.length > 30 ? OUTSIDE : readInteger(BigInt(time), precision)
  const value = parseRfc3339(time)
  if (value !== undefined) return inNanoseconds(value)
  return 'is not an RFC 3339 timestamp with a zone such as 2026-01-31T23:59:59Z; pass such text'
}

const NOT_A_TIME = 'is not a time; pass a Date, RFC 3339 text or an integer'
const OUTSIDE = "is outside InfluxDB's range, 1677-09-21 to 2262-04-11; pass a time within it"

/** The largest number of each unit that InfluxDB can store and that is a safe integer; the smallest is its negative. */
const largestNumber: Readonly<Record<Precision, number>> = {
  ns: Number.MAX_SAFE_INTEGER,
  us: Number.MAX_SAFE_INTEGER,
  ms: 9_223_372_036_854,
  s: 9_223_372_036,
}

function readInteger(integer: number | bigint, precision: Precision | undefined): TimeInUnit | string {
  const unit = precision ?? 'ns'
  const largest = largestNumber[unit]
  // Also what every object has, such as `toString`.
  if (typeof largest !== 'number') return "has an unknown precision; pass 's', 'ms', 'us' or 'ns'"
  const value = typeof integer === 'number' ? Math.floor(integer) : integer
  if (precision === undefined && looksCoarser(value)) {
    return "looks like the wrong unit (seconds or milliseconds?); pass its precision, 's', 'ms', 'us' or 'ns'"
  }
  if (typeof value === 'bigint') {
    if (unit === 'ns') return inNanoseconds(value)
    return isStorable(value * nanosecondsPer[unit]) ? { value, unit } : OUTSIDE
  }
  if (value >= -largest && value <= largest) return { value, unit }
  if (Number.isSafeInteger(value)) return OUTSIDE
  return Number.isFinite(value) ? 'is outside the safe integer range; pass a bigint' : NOT_A_TIME
}

function readMoment(time: object): TimeInUnit | string {
  const { nanoseconds, epochNanoseconds, getTime } = time as Partial<AnyMoment>
  // A Timestamp is a Date too, and its milliseconds are the lesser part.
  if (typeof epochNanoseconds === 'bigint') return inNanoseconds(epochNanoseconds)
  if (typeof nanoseconds === 'bigint') return inNanoseconds(nanoseconds)
  // A Date of any realm.
  const value: unknown = typeof getTime === 'function' ? getTime.call(time) : undefined
  if (typeof value !== 'number') return NOT_A_TIME
  if (Number.isNaN(value)) return 'is an invalid Date; check its source'
  if (!Number.isInteger(value)) return NOT_A_TIME
  return Math.abs(value) <= largestNumber.ms ? { value, unit: 'ms' } : OUTSIDE
}

function inNanoseconds(value: bigint): TimeInUnit | string {
  return isStorable(value) ? { value, unit: 'ns' } : OUTSIDE
}

type AnyMoment = Date & { nanoseconds: unknown; epochNanoseconds: unknown }
