import { refusal } from './errors.ts'

/** The types of a field. A JavaScript number alone is a float: whether it has a fraction says nothing of the series. */
export type FieldType = 'float' | 'int' | 'uint' | 'boolean' | 'string'

/** A field's value as a point keeps it: floats as numbers, integers as numbers or bigints that were checked. */
export type FieldValue = number | bigint | boolean | string

/** What to do with a float that line protocol cannot say: NaN and the infinities. */
export type NonFinite = 'throw' | 'omit'

/** Which type a value has by itself: number is float, bigint is integer. */
export function typeOf(value: unknown, key: string, measurement: string): FieldType {
  const type = typeof value
  if (type === 'number') return 'float'
  if (type === 'bigint') return 'int'
  if (type === 'boolean' || type === 'string') return type
  throw refusal(
    { what: 'Field', measurement, key },
    value,
    'has no type that a field can have; give a number, bigint, boolean or text',
  )
}

const REMEDIES: Readonly<Record<FieldType, string>> = {
  float: 'is not a number; a float is written from a JavaScript number',
  int: 'is not a signed 64-bit integer; give a number without a fraction or, beyond 2^53, a bigint in range',
  uint: 'is not an unsigned 64-bit integer; give a number without a fraction or, beyond 2^53, a bigint in range',
  boolean: 'is not a boolean; give true or false',
  string: 'is not text; convert it first',
}

/**
 * Reads a value as a field of a type.
 *
 * Integers come as a number without a fraction, a bigint, or decimal text. Numbers beyond 2^53 are refused: they have
 * lost digits already. Whether a float is finite is asked when it is written.
 * @throws LineProtocolError where the value is not of the type, or out of its range
 */
export function toField(value: unknown, type: FieldType, key: string, measurement: string): FieldValue {
  const read =
    type === 'int' || type === 'uint'
      ? toInteger(value, type)
      : typeOfJs[type] === typeof value
        ? (value as FieldValue)
        : undefined
  if (read !== undefined) return read
  throw refusal({ what: 'Field', measurement, key }, value, REMEDIES[type])
}

const typeOfJs = { float: 'number', boolean: 'boolean', string: 'string' } as const

function toInteger(value: unknown, type: 'int' | 'uint'): number | bigint | undefined {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && (type === 'int' || value >= 0) ? value : undefined
  const integer = typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value) ? BigInt(value) : value
  if (typeof integer !== 'bigint') return undefined
  return (type === 'int' ? BigInt.asIntN(64, integer) : BigInt.asUintN(64, integer)) === integer ? integer : undefined
}

/** @throws LineProtocolError that asks for a finite value */
export function refuseNonFinite(value: number, key: string, measurement: string): never {
  const trouble = "line protocol cannot hold; leave it out, or set nonFinite: 'omit'"
  throw refusal({ what: 'Field', measurement, key }, value, trouble)
}
