import { refusal } from './errors.ts'
import type { Part } from './errors.ts'

/** The types of a field. A JavaScript number alone is a float: whether it has a fraction says nothing of the series. */
export type FieldType = 'float' | 'int' | 'uint' | 'boolean' | 'string'

/** A field's value as a point keeps it: floats as numbers, integers as numbers or bigints that were checked. */
export type FieldValue = number | bigint | boolean | string

/** What to do with a float that line protocol cannot say: NaN and the infinities. */
export type NonFinite = 'throw' | 'omit'

const typesByValue: Readonly<Record<string, FieldType>> = {
  number: 'float',
  bigint: 'int',
  boolean: 'boolean',
  string: 'string',
}

/** Which type a value has by itself: number is float, bigint is integer. */
export function typeOf(value: unknown, part: Part): FieldType {
  const type = typesByValue[typeof value]
  if (type) return type
  throw refusal(part, value, 'no field can hold; give a number, bigint, boolean or text')
}

/**
 * Reads a value as a field of a type.
 *
 * Integers come as a number without a fraction, a bigint, or decimal text. Numbers beyond 2^53 are refused: they have
 * lost digits already. Whether a float is finite is asked when it is written.
 * @throws LineProtocolError where the value is not of the type, or out of its range
 */
export function toField(value: unknown, type: FieldType, part: Part): FieldValue {
  if (type === 'int' || type === 'uint') {
    const isSigned = type === 'int'
    if (typeof value === 'number' && Number.isSafeInteger(value) && (isSigned || value >= 0)) return value
    const integer = typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value) ? BigInt(value) : value
    if (typeof integer === 'bigint' && BigInt[isSigned ? 'asIntN' : 'asUintN'](64, integer) === integer) return integer
    throw refusal(part, value, `is no ${type} of 64 bits; give a bigint, or a number without a fraction up to 2^53`)
  }
  if (typesByValue[typeof value] === type) return value as FieldValue
  throw refusal(part, value, `is no ${type}; convert it first`)
}

/** @throws LineProtocolError that asks for a finite value */
export function refuseNonFinite(value: number, part: Part): never {
  throw refusal(part, value, "line protocol cannot hold; leave it out, or set nonFinite: 'omit'")
}
