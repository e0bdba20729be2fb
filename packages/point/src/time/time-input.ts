import { LineProtocolError, show } from '../errors.ts'
import { inRange, scale } from './precision.ts'
import type { Precision } from './precision.ts'
import { rfc3339ToNanoseconds } from './rfc3339.ts'

/**
 * A moment: a `Date`, a date with nanoseconds such as the `Timestamp` of `@fluxline/flux-csv`, a Temporal `Instant`, an
 * integer as number, bigint or decimal text, or RFC 3339 text with up to nine digits of a second.
 */
export type TimeInput =
  | Date
  | { readonly nanoseconds: bigint }
  | { readonly epochNanoseconds: bigint }
  | number
  | bigint
  | string

/** A moment as a point keeps it: an integer and its unit. A number is a safe integer. */
export interface Instant {
  readonly value: number | bigint
  readonly unit: Precision
}

/**
 * Reads a moment. Integers are in `precision`; everything else carries its own unit.
 *
 * An integer without a precision is in nanoseconds. One that would then lie in 1970, but in this century as seconds,
 * milliseconds or microseconds, is refused: it is a slip of units.
 * @throws LineProtocolError on what is not a moment, or is out of InfluxDB's range
 */
export function toInstant(input: TimeInput, precision?: Precision): Instant {
  let unit: Precision = 'ns'
  let value: unknown = input
  if (typeof input === 'object') {
    // What carries its own nanoseconds, a Timestamp or a Temporal Instant, or else a Date, of whatever realm.
    const { nanoseconds, epochNanoseconds = nanoseconds, getTime } = (input ?? {}) as Partial<AnyMoment>
    value = epochNanoseconds
    if (typeof value !== 'bigint') {
      value = getTime?.call(input)
      unit = 'ms'
    }
  } else if (typeof input === 'string' && !/^-?\d+$/.test(input)) {
    value = rfc3339ToNanoseconds(input)
  } else {
    value = typeof input === 'number' ? Math.floor(input) : typeof input === 'string' ? BigInt(input) : input
    unit = precision ?? 'ns'
    // What would be a moment from 2001 to 2128 in a coarser unit is hardly meant as one of January 1970.
    if (!precision && (value as number) < 5e15 && /^[1-4]\d{9}(\d{3}){0,2}$/.test(String(value)))
      throw refusedTime(input, "has no unit, and would be in 1970; say 's', 'ms', 'us' or 'ns'")
  }
  // A number that is no safe integer has lost digits, or is no time at all.
  if ((typeof value === 'bigint' || Number.isSafeInteger(value)) && inRange(value as number, unit)) {
    return { value: value as number, unit }
  }
  throw refusedTime(input)
}

type AnyMoment = Date & { nanoseconds: unknown; epochNanoseconds: unknown }

function refusedTime(
  input: unknown,
  trouble = 'cannot be stored; give a Date, RFC 3339 text or an integer with its unit, from 1677 to 2262',
): LineProtocolError {
  const value = show(input)
  return new LineProtocolError(`Time ${value} ${trouble}.`, { value })
}

/**
 * Nanoseconds since the epoch of any moment.
 *
 * @param precision The unit of an integer. @defaultValue 'ns'
 * @throws LineProtocolError on what is not a moment, or is out of InfluxDB's range
 */
export function toNanoseconds(input: TimeInput, precision?: Precision): bigint {
  const { value, unit } = toInstant(input, precision)
  return scale(BigInt(value), unit, 'ns')
}

/**
 * An instant as line protocol has it in a precision: the floor where that is coarser.
 *
 * @throws LineProtocolError where the floor is out of InfluxDB's range, which can be in 1677 only
 */
export function timeText({ value, unit }: Instant, precision: Precision): string {
  const time = unit === precision ? value : scale(BigInt(value), unit, precision)
  if (inRange(time, precision)) return String(time)
  throw refusedTime(time)
}
