import type { FieldType } from '@fluxline/internal/field-type-names'
import { partError } from './errors.ts'
import type { LineProtocolError, Part } from './errors.ts'

export type { FieldType } from '@fluxline/internal/field-type-names'

/** The values of each field type, as a point keeps them. */
export interface FieldValues {
  float: number
  int: number | bigint
  uint: number | bigint
  boolean: boolean
  string: string
}

/** A field's value as a point keeps it: floats as numbers, integers as numbers or bigints whose range was checked. */
export type FieldValue = FieldValues[FieldType]

/** What to do with NaN and the infinities, which line protocol has no form for. */
export type NonFinite = 'throw' | 'omit'

/** How values look in a line. Several types may share a notation; every writer has a branch for each notation. */
export type Notation = 'decimal' | 'integer' | 'boolean' | 'quoted'

/** How values of a type are accepted, written and read. */
export interface FieldTypeRules<Value extends FieldValue = FieldValue> {
  /** Returns the value as a point keeps it; `undefined` if it is not of the type. */
  readonly accept: (value: unknown) => Value | undefined
  readonly notation: Notation
  /** The letter that ends an integer. */
  readonly suffix: '' | 'i' | 'u'
  /** What a value takes in a line at most; the bytes of a text are counted on top. */
  readonly maxBytes: number
  /** Values of the type in a line; `undefined` for text in quotes, which is always read as a string. */
  readonly pattern: RegExp | undefined
}

// The compiler asks for a row for each name of `@fluxline/internal/field-type-names`.
export const fieldTypes: { readonly [Type in FieldType]: FieldTypeRules<FieldValues[Type]> } = {
  float: {
    accept: acceptFloat,
    notation: 'decimal',
    suffix: '',
    maxBytes: 32,
    pattern: /^[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?$/,
  },
  int: { accept: acceptInt, notation: 'integer', suffix: 'i', maxBytes: 24, pattern: /^[+-]?\d+i$/ },
  uint: { accept: acceptUint, notation: 'integer', suffix: 'u', maxBytes: 24, pattern: /^\d+u$/ },
  boolean: {
    accept: acceptBoolean,
    notation: 'boolean',
    suffix: '',
    maxBytes: 8,
    pattern: /^(t|T|true|True|TRUE|f|F|false|False|FALSE)$/,
  },
  string: { accept: acceptString, notation: 'quoted', suffix: '', maxBytes: 8, pattern: undefined },
}

const typesByKind: Readonly<Record<string, FieldType>> = {
  number: 'float',
  bigint: 'int',
  boolean: 'boolean',
  string: 'string',
}

/**
 * Returns the type of a field without a declared one: a number is a float, whether it has a fraction or not, since the
 * next point's may have one.
 *
 * @throws LineProtocolError if no type has such values
 */
export function inferType(value: unknown, key: string, measurement: string): FieldType {
  const type = typesByKind[typeof value]
  if (type !== undefined) return type
  throw partError(
    ['Field', measurement, key],
    value,
    ', which is not a number, bigint, boolean or string; convert it first',
  )
}

/** Returns a field's value as a point keeps it; `undefined` if it is not of the type. */
export function acceptValue(value: unknown, type: FieldType): FieldValue | undefined {
  // What most values are is checked here: calling one of several functions takes longer than the check (Node 24).
  switch (type) {
    case 'float':
      if (typeof value === 'number') return value
      break
    case 'int':
      if (Number.isSafeInteger(value)) return value as number
      break
    case 'uint':
      if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
      break
    case 'string':
      if (typeof value === 'string') return value
      break
    case 'boolean':
      if (typeof value === 'boolean') return value
      break
    default:
  }
  return fieldTypes[type].accept(value)
}

/** Returns a tag's value as text; `undefined` if the value has no exact text. */
export function acceptTag(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typesByKind[typeof value] === undefined ? undefined : String(value)
}

/** Returns the error about a value that is not of its type, or out of its range. */
export function typeError(
  value: unknown,
  type: FieldType | 'tag',
  key: string,
  measurement: string,
): LineProtocolError {
  const article = /^[aeio]/.test(type) ? 'an' : 'a'
  const part: Part = [type === 'tag' ? 'Tag' : 'Field', measurement, key]
  return partError(part, value, `, which is not ${article} ${type}; convert it first`)
}

/** @throws LineProtocolError that asks for a finite value */
export function refuseNonFinite(value: number, part: Part): never {
  throw partError(part, value, ": line protocol has no value for it; omit it, or set nonFinite: 'omit'")
}

// NaN and the infinities are checked when they are written.
function acceptFloat(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

// Integers are numbers without a fraction, bigints, or decimal text. Numbers beyond 2^53 have lost digits already.
function acceptInt(value: unknown): number | bigint | undefined {
  if (Number.isSafeInteger(value)) return value as number
  const integer = toBigInt(value)
  return integer !== undefined && BigInt.asIntN(64, integer) === integer ? integer : undefined
}

function acceptUint(value: unknown): number | bigint | undefined {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  const integer = toBigInt(value)
  return integer !== undefined && BigInt.asUintN(64, integer) === integer ? integer : undefined
}

function acceptBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

function acceptString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function toBigInt(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  return typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value) ? BigInt(value) : undefined
}
