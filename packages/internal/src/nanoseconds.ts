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

/** The unit of an integer time. */
export type TimePrecision = 'ns' | 'us' | 'ms' | 's'

/** How many nanoseconds each unit has. */
export const nanosecondsPer: Readonly<Record<TimePrecision, bigint>> = {
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

/**
 * Reads a time as nanoseconds since the epoch. Integers, also as decimal text, are in `precision`, or else in
 * nanoseconds; a number's fraction is cut to the floor.
 *
 * @returns What is wrong and what to do, without a full stop, if it is not a time: it goes after the name and the value
 */
export function readTime(time: unknown, precision?: TimePrecision): bigint | string {
  const nanoseconds = isInteger(time) ? readInteger(time, precision) : readMoment(time)
  if (typeof nanoseconds === 'string' || isStorable(nanoseconds)) return nanoseconds
  return "is outside InfluxDB's range, 1677-09-21 to 2262-04-11; pass a time within it"
}

function isInteger(time: unknown): time is number | bigint | string {
  return typeof time === 'number' || typeof time === 'bigint' || (typeof time === 'string' && /^-?\d+$/.test(time))
}

function readInteger(time: number | bigint | string, precision: TimePrecision | undefined): bigint | string {
  if (precision !== undefined && !Object.hasOwn(nanosecondsPer, precision)) {
    return "has an unknown precision; pass 's', 'ms', 'us' or 'ns'"
  }
  // A text of very many digits is out of range, and slow to read.
  if (typeof time === 'string' && time.length > 30) return readInteger(2n ** 100n, precision)
  const integer = typeof time === 'number' ? Math.floor(time) : BigInt(time)
  if (typeof integer === 'number' && !Number.isSafeInteger(integer)) {
    return Number.isFinite(integer)
      ? 'is outside the safe integer range; pass a bigint'
      : 'is not a time; pass a Date, RFC 3339 text or an integer'
  }
  if (precision === undefined && looksCoarser(integer)) {
    return "looks like the wrong unit (seconds or milliseconds?); pass its precision, 's', 'ms', 'us' or 'ns'"
  }
  return BigInt(integer) * nanosecondsPer[precision ?? 'ns']
}

function readMoment(time: unknown): bigint | string {
  if (typeof time === 'string') {
    return parseRfc3339(time) ?? 'is not an RFC 3339 timestamp with a zone such as 2026-01-31T23:59:59Z; pass such text'
  }
  if (typeof time === 'object' && time !== null) {
    const { nanoseconds, epochNanoseconds, getTime } = time as Partial<AnyMoment>
    // A Timestamp is a Date too, and its milliseconds are the lesser part.
    if (typeof epochNanoseconds === 'bigint') return epochNanoseconds
    if (typeof nanoseconds === 'bigint') return nanoseconds
    // A Date of any realm.
    const ms: unknown = typeof getTime === 'function' ? getTime.call(time) : undefined
    if (Number.isInteger(ms)) return BigInt(ms as number) * 1_000_000n
    if (Number.isNaN(ms)) return 'is an invalid Date; check where it comes from'
  }
  return 'is not a time; pass a Date, RFC 3339 text or an integer'
}

type AnyMoment = Date & { nanoseconds: unknown; epochNanoseconds: unknown }
