import { refusal } from './errors.ts'
import type { Part } from './errors.ts'

/** The types of a field. A JavaScript number alone is a float: whether it has a fraction says nothing of the series. */
export type FieldType = 'float' | 'int' | 'uint' | 'boolean' | 'string'

/** A field's value as a point keeps it: floats as numbers, integers as numbers or bigints that were checked. */
export type FieldValue = number | bigint | boolean | string

/** What to do with a float that line protocol cannot say: NaN and the infinities. */
export type NonFinite = 'throw' | 'omit'

const typesByKind: Readonly<Record<string, FieldType>> = {
  number: 'float',
  bigint: 'int',
  boolean: 'boolean',
  string: 'string',
}

/** Which type a field has by its value: number is float, bigint is integer. {@link toValue} refuses what has none. */
export function typeOf(value: unknown): FieldType {
  return typesByKind[typeof value] ?? ('value of a field' as FieldType)
}

/**
 * Reads a value as a tag or as a field of a type.
 *
 * Integers come as a number without a fraction, a bigint, or decimal text. Numbers beyond 2^53 are refused: they have
 * lost digits already. Whether a float is finite is asked when it is written. A tag is text, or what has an exact text.
 * @throws LineProtocolError where the value is not of the type, or out of its range
 */
export function toValue(value: unknown, type: FieldType | 'tag', key: string, measurement: string): FieldValue {
  if (type === 'int' || type === 'uint') {
    if (Number.isSafeInteger(value) && (type === 'int' || (value as number) >= 0)) return value as number
    const integer = typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value) ? BigInt(value) : value
    if (typeof integer === 'bigint' && BigInt[type === 'int' ? 'asIntN' : 'asUintN'](64, integer) === integer)
      return integer
  } else {
    const own = typesByKind[typeof value]
    if (own === type) return value as FieldValue
    if (type === 'tag' && own) return String(value)
  }
  throw refusal([type === 'tag' ? 'Tag' : 'Field', measurement, key], value, `is no ${type}; convert it first`)
}

/** @throws LineProtocolError that asks for a finite value */
export function refuseNonFinite(value: number, part: Part): never {
  throw refusal(part, value, "line protocol cannot hold; leave it out, or set nonFinite: 'omit'")
}
