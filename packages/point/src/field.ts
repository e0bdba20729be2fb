import { LineProtocolError, show } from './errors.ts'

/** The types of a field. A JavaScript number alone is a float: whether it has a fraction says nothing of the series. */
export type FieldType = 'float' | 'int' | 'uint' | 'boolean' | 'string'

/** A field's value as a point keeps it: floats as numbers, integers as numbers or bigints that were checked. */
export type FieldValue = number | bigint | boolean | string

const INT_MIN = -(2n ** 63n)
const INT_MAX = 2n ** 63n - 1n
const UINT_MAX = 2n ** 64n - 1n

/** Who a field belongs to, for errors. */
export interface FieldPlace {
  readonly measurement: string
  readonly key: string
}

/**
 * Reads a signed or unsigned 64-bit integer: a number without a fraction, a bigint, or decimal text.
 *
 * Numbers beyond 2^53 are refused: they have lost digits already.
 * @throws LineProtocolError on anything else, and out of range
 */
export function toInteger(value: unknown, type: 'int' | 'uint', place: FieldPlace): number | bigint {
  const integer = typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value) ? BigInt(value) : value
  if (typeof integer === 'number' && Number.isSafeInteger(integer)) {
    if (type === 'int' || integer >= 0) return integer
  } else if (typeof integer === 'bigint') {
    const [min, max] = type === 'int' ? [INT_MIN, INT_MAX] : [0n, UINT_MAX]
    if (integer >= min && integer <= max) return integer
  }
  const range = type === 'int' ? 'a signed' : 'an unsigned'
  const remedy =
    typeof value === 'number' && !Number.isInteger(value) ? 'round it, or write a float' : 'give a bigint in range'
  throw fieldError(place, value, `is not ${range} 64-bit integer; ${remedy}`)
}

/** @throws LineProtocolError on anything but a number; whether it is finite is the encoder's question */
export function toFloat(value: unknown, place: FieldPlace): number {
  if (typeof value === 'number') return value
  throw fieldError(place, value, 'is not a number; a float is written from a JavaScript number')
}

/** @throws LineProtocolError on anything but a boolean */
export function toBoolean(value: unknown, place: FieldPlace): boolean {
  if (typeof value === 'boolean') return value
  throw fieldError(place, value, 'is not a boolean; give true or false')
}

/** @throws LineProtocolError on anything but text */
export function toText(value: unknown, place: FieldPlace): string {
  if (typeof value === 'string') return value
  throw fieldError(place, value, 'is not text; convert it first')
}

/** Which type a value has by itself: number is float, bigint is integer. */
export function typeOf(value: unknown, place: FieldPlace): FieldType {
  switch (typeof value) {
    case 'number':
      return 'float'
    case 'bigint':
      return 'int'
    case 'boolean':
    case 'string':
      return typeof value as FieldType
    default:
      throw fieldError(place, value, 'has no type that a field can have; give a number, bigint, boolean or text')
  }
}

/** Reads a value as a field of a type. @throws LineProtocolError where it is not one */
export function toField(value: unknown, type: FieldType, place: FieldPlace): FieldValue {
  switch (type) {
    case 'float':
      return toFloat(value, place)
    case 'int':
    case 'uint':
      return toInteger(value, type, place)
    case 'boolean':
      return toBoolean(value, place)
    case 'string':
      return toText(value, place)
  }
}

/** What to do with a float that line protocol cannot say: NaN and the infinities. */
export type NonFinite = 'throw' | 'omit'

/** @throws LineProtocolError that asks for a finite value */
export function refuseNonFinite(value: number, place: FieldPlace): never {
  throw fieldError(
    place,
    value,
    `is ${value}, which line protocol cannot hold; leave it out, or set nonFinite: 'omit'`,
    true,
  )
}

function fieldError(
  { measurement, key }: FieldPlace,
  value: unknown,
  trouble: string,
  valueSaid = false,
): LineProtocolError {
  const shown = valueSaid ? '' : ` (${show(value)})`
  return new LineProtocolError(`Field ${show(key)} of measurement ${show(measurement)}${shown} ${trouble}.`, {
    measurement,
    key,
    value: show(value),
  })
}
