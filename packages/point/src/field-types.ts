import type { FieldType } from '@fluxline/internal/field-type-names'
import { show } from '@fluxline/internal/show'
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
}

// The compiler asks for a row for each name of `@fluxline/internal/field-type-names`.
export const fieldTypes: { readonly [Type in FieldType]: FieldTypeRules<FieldValues[Type]> } = {
  float: { accept: acceptKind('number'), notation: 'decimal', suffix: '', maxBytes: 32 },
  int: {
    accept: acceptInteger((value) => BigInt.asIntN(64, value), -Infinity),
    notation: 'integer',
    suffix: 'i',
    maxBytes: 24,
  },
  uint: {
    accept: acceptInteger((value) => BigInt.asUintN(64, value), 0),
    notation: 'integer',
    suffix: 'u',
    maxBytes: 24,
  },
  boolean: { accept: acceptKind('boolean'), notation: 'boolean', suffix: '', maxBytes: 8 },
  string: { accept: acceptKind('string'), notation: 'quoted', suffix: '', maxBytes: 8 },
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
  if (typeof value === 'number') return 'float'
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
  if (typeof value === 'number') {
    if (type === 'float' || (Number.isSafeInteger(value) && (type === 'int' || (type === 'uint' && value >= 0))))
      return value
  } else if (typeof value === 'string' && type === 'string') {
    return value
  }
  // The types of a mapping may come from a file.
  return (fieldTypes as Partial<Record<string, Partial<FieldTypeRules>>>)[type]?.accept?.(value)
}

/** Returns a tag's value as text; `undefined` if the value has no exact text. */
export function acceptTag(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined
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
  if (type !== 'tag' && !Object.hasOwn(fieldTypes, type)) {
    const types = Object.keys(fieldTypes).map(show).join(', ')
    return partError(part, value, `, and its type is ${show(type)}; pass one of ${types}`)
  }
  return partError(part, value, `, which is not ${article} ${type}; convert it first`)
}

/** @throws LineProtocolError that asks for a finite value */
export function refuseNonFinite(value: number, part: Part): never {
  throw partError(part, value, ": line protocol has no value for it; omit it, or set nonFinite: 'omit'")
}

/** What `typeof` says suffices. NaN and the infinities are checked when they are written. */
function acceptKind<Kind extends keyof Kinds>(kind: Kind): (value: unknown) => Kinds[Kind] | undefined {
  return (value) => (typeof value === kind ? (value as Kinds[Kind]) : undefined)
}
type Kinds = { number: number; boolean: boolean; string: string }

/** Integers are numbers without a fraction, bigints, or decimal text. Numbers beyond 2^53 have lost digits already. */
function acceptInteger(
  wrap: (value: bigint) => bigint,
  least: number,
): (value: unknown) => number | bigint | undefined {
  return (value) => {
    if (Number.isSafeInteger(value) && (value as number) >= least) return value as number
    const isText = typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value)
    const integer = typeof value === 'bigint' ? value : isText ? BigInt(value) : undefined
    return integer !== undefined && wrap(integer) === integer ? integer : undefined
  }
}
