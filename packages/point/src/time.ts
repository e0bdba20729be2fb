import { LineProtocolError, show } from './errors.ts'
import { digitsOf, inRange, scale } from './precision.ts'
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
  if (typeof input === 'object' && input !== null) {
    // What carries its own nanoseconds: a Timestamp, a Temporal Instant.
    const { nanoseconds, epochNanoseconds } = input as { nanoseconds?: unknown; epochNanoseconds?: unknown }
    value = [nanoseconds, epochNanoseconds].find((own) => typeof own === 'bigint')
    if (value === undefined && input instanceof Date) {
      value = input.getTime()
      unit = 'ms'
    }
  } else if (typeof input === 'string' && !/^-?\d+$/.test(input)) {
    value = rfc3339ToNanoseconds(input)
  } else {
    if (typeof input === 'string') value = BigInt(input)
    else if (typeof input === 'number') value = Math.floor(input)
    unit = precision ?? nanosecondsUnlessSlip(value as number)
  }
  // A number that is no safe integer has lost digits, or is no time at all.
  if ((typeof value === 'bigint' || Number.isSafeInteger(value)) && inRange(value as number, unit)) {
    return { value: value as number, unit }
  }
  throw notATime(input)
}

function notATime(input: unknown): LineProtocolError {
  const value = show(input)
  return new LineProtocolError(
    `Time ${value} cannot be stored; give a Date, RFC 3339 text or an integer with its unit, from 1677-09-21 to 2262-04-11.`,
    { value },
  )
}

/** What would be a moment from 2001 to 2100 in a coarser unit is hardly meant as one of January 1970. */
function nanosecondsUnlessSlip(value: number | bigint): Precision {
  for (const unit of ['s', 'ms', 'us'] as const) {
    const start = 10 ** (9 + digitsOf[unit])
    if (value >= start && value <= 4.2 * start) {
      throw new LineProtocolError(
        `Time ${value} has no unit and would be in 1970; say time(${value}, '${unit}') or 'ns'.`,
        {
          value: show(value),
        },
      )
    }
  }
  return 'ns'
}

/**
 * Nanoseconds since the epoch of any moment.
 *
 * @param precision The unit of an integer. @defaultValue 'ns'
 * @throws LineProtocolError as {@link toInstant}
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
  throw notATime(time)
}
