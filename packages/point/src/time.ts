import { LineProtocolError, show } from './errors.ts'
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
  const instant = read(input, precision)
  if (inRange(instant.value, instant.unit)) return instant
  throw new LineProtocolError(
    `Time ${show(input)} (${instant.unit}) is outside of what InfluxDB stores, 1677-09-21 to 2262-04-11; check its unit.`,
    { value: show(input) },
  )
}

function read(input: TimeInput, precision: Precision | undefined): Instant {
  if (typeof input === 'bigint') return integer(input, precision)
  if (typeof input === 'number') {
    const floor = Math.floor(input)
    if (Number.isSafeInteger(floor)) return integer(floor, precision)
    throw new LineProtocolError(
      `Time ${input} is not a number that holds every digit; give nanoseconds as a bigint, or a Date.`,
      { value: String(input) },
    )
  }
  if (typeof input === 'string') {
    if (/^-?\d+$/.test(input)) return integer(BigInt(input), precision)
    return { value: rfc3339ToNanoseconds(input), unit: 'ns' }
  }
  const nanoseconds = nanosecondsOf(input)
  if (nanoseconds !== undefined) return { value: nanoseconds, unit: 'ns' }
  if (input instanceof Date && !Number.isNaN(input.getTime())) return { value: input.getTime(), unit: 'ms' }
  throw new LineProtocolError(
    `${show(input)} is not a time; give a Date, an integer with its precision, or RFC 3339 text.`,
    {
      value: show(input),
    },
  )
}

/** What carries its own nanoseconds: a Timestamp, a Temporal Instant. */
function nanosecondsOf(input: object): bigint | undefined {
  const { nanoseconds, epochNanoseconds } = (input ?? {}) as { nanoseconds?: unknown; epochNanoseconds?: unknown }
  if (typeof nanoseconds === 'bigint') return nanoseconds
  return typeof epochNanoseconds === 'bigint' ? epochNanoseconds : undefined
}

function integer(value: number | bigint, precision: Precision | undefined): Instant {
  if (precision === undefined) refuseSlip(value)
  return { value, unit: precision ?? 'ns' }
}

/** What would be a moment from 2001 to 2100 in a coarser unit is hardly meant as one of January 1970. */
function refuseSlip(value: number | bigint): void {
  const units: readonly [Precision, number][] = [
    ['s', 1e9],
    ['ms', 1e12],
    ['us', 1e15],
  ]
  for (const [unit, start] of units) {
    if (value >= start && value <= 4.2 * start) {
      throw new LineProtocolError(
        `Time ${value} has no unit; as nanoseconds it lies in 1970, as '${unit}' in this century. Say which: time(${value}, '${unit}').`,
        { value: String(value) },
      )
    }
  }
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

/** An instant as line protocol has it in a precision: the floor where that is coarser. */
export function timeText({ value, unit }: Instant, precision: Precision): string {
  return unit === precision ? String(value) : String(scale(BigInt(value), unit, precision))
}
