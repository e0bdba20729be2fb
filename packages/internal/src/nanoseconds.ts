import { NOT_A_DATE, parseDateText } from './date-text.ts'

export { floorDiv, floorMod } from './floor-div.ts'

/**
 * A time: a Date, a Timestamp or anything with `nanoseconds`, a Temporal instant, an integer in the call's precision, or RFC
 * 3339 text with a zone. Points also take a date, and a time without a zone, in UTC: `2026-01-31`, `2026-01-31 23:59`.
 */
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
 * Returns the coarser unit that an integer of a unit is probably in: it would be in early 1970, but from 2001 to 2128 in
 * seconds, milliseconds or microseconds. A digit and zeros, such as one second in nanoseconds, is taken as it is.
 */
export function coarserUnitOf(integer: number | bigint, unit: Precision): Precision | undefined {
  // Most times are of today. Comparing a bigint with a bigint takes half the time.
  if (typeof integer === 'bigint' && integer >= 5_000_000_000_000_000n) return undefined
  const number = Number(integer)
  if (unit === 's' || !(number >= 1e9 && number < (unit === 'ns' ? 5e15 : unit === 'us' ? 5e12 : 5e9))) return undefined
  const least = number >= 1e15 ? 1e15 : number >= 1e12 ? 1e12 : 1e9
  if (number >= 5 * least || number % least === 0) return undefined
  return least === 1e15 ? 'us' : least === 1e12 ? 'ms' : 's'
}

/** A time as an integer of a unit. A number is a safe integer. */
export interface TimeInUnit {
  readonly value: number | bigint
  readonly unit: Precision
}

/**
 * Reads a time as nanoseconds since the epoch. Integers, also as decimal text, are in `precision`. Integers without one are
 * nanoseconds, and text of digits without one is refused.
 *
 * @returns What is wrong and what to do, without a full stop, if it is not a time: it goes after the name and the value
 */
export function readTime(time: unknown, precision?: Precision): bigint | string {
  return toNanoseconds(readTimeInUnit(time, precision))
}

/** Reads an object as {@link readTime} does; what reads text and integers is not bundled with it. */
export function readTimeObject(time: object): bigint | string {
  return toNanoseconds(readMoment(time))
}

function toNanoseconds(time: TimeInUnit | string): bigint | string {
  return typeof time === 'string' ? time : BigInt(time.value) * nanosecondsPer[time.unit]
}

/** Reads a time as {@link readTime} does, and refuses text without a zone, whose hour the caller might mean otherwise. */
export function readZonedTime(time: unknown): bigint | string {
  if (typeof time !== 'string' || parseDateText(time)?.isNaive === false) return readTime(time)
  return 'is not an RFC 3339 timestamp with a zone such as 2026-01-31T23:59:59Z; pass such text'
}

/**
 * Reads a time as {@link readTime} does, and keeps the unit that it has: no arithmetic, and numbers stay numbers.
 *
 * @param isGuarded Whether an integer is refused that is probably in a coarser unit. By default it is if no precision came
 * with it.
 */
export function readTimeInUnit(
  time: unknown,
  precision?: Precision,
  isGuarded: boolean = precision === undefined,
): TimeInUnit | string {
  if (typeof time === 'number' || typeof time === 'bigint') return readInteger(time, precision ?? 'ns', isGuarded)
  if (typeof time === 'object' && time !== null) return readMoment(time)
  return typeof time === 'string' ? readText(time, precision, isGuarded) : NOT_A_TIME
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

/** Units as messages name them, in the plural. */
export const unitNames: Readonly<Record<Precision, string>> = {
  ns: 'nanoseconds',
  us: 'microseconds',
  ms: 'milliseconds',
  s: 'seconds',
}

function readInteger(integer: number | bigint, unit: Precision, isGuarded: boolean): TimeInUnit | string {
  const largest = largestNumber[unit]
  // Also what every object has, such as `toString`.
  if (typeof largest !== 'number') return "has an unknown precision; pass 's', 'ms', 'us' or 'ns'"
  const coarser = isGuarded ? coarserUnitOf(integer, unit) : undefined
  if (coarser !== undefined)
    return `${wrongUnit(coarser, unit)}; pass its precision, or a Date if a time in 1970 is meant`
  if (typeof integer === 'bigint') {
    if (unit === 'ns') return inNanoseconds(integer)
    return isStorable(integer * nanosecondsPer[unit]) ? { value: integer, unit } : outsideIn(unit)
  }
  if (!Number.isInteger(integer)) {
    return Number.isFinite(integer) ? 'has a fraction; round it, or pass it in a finer unit' : NOT_A_TIME
  }
  if (integer >= -largest && integer <= largest) return { value: integer, unit }
  if (Number.isSafeInteger(integer)) return outsideIn(unit)
  return 'is not a safe integer, so its last digits may be lost; pass a bigint'
}

/** Returns what is wrong with an integer that is probably in a coarser unit than it is read in. */
export function wrongUnit(coarser: Precision, unit: Precision): string {
  return `looks like the wrong unit (${unitNames[coarser]}, not ${unitNames[unit]}?)`
}

function outsideIn(unit: Precision): string {
  if (unit === 'ns') return OUTSIDE
  return `is outside InfluxDB's range in ${unitNames[unit]}, 1677-09-21 to 2262-04-11; pass its precision if that is finer`
}

function readText(text: string, precision: Precision | undefined, isGuarded: boolean): TimeInUnit | string {
  const time = parseDateText(text)
  if (time !== undefined) return inNanoseconds(time.nanoseconds)
  if (!isDigits(text)) return NOT_A_DATE
  if (precision === undefined) return 'is digits without a unit; pass their precision, or a date such as 2026-01-31'
  // A text of very many digits is out of range, and slow to read.
  return text.length > 30 ? OUTSIDE : readInteger(BigInt(text), precision, isGuarded)
}

/** Whether a text is a decimal integer. */
export function isDigits(text: string): boolean {
  return /^-?\d+$/.test(text)
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
