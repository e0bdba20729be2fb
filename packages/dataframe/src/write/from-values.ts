import { bitmapBytes, set } from '@fluxline/internal/bitmap'
import { fieldTypeNames } from '@fluxline/internal/field-type-names'
import { show } from '@fluxline/internal/show'
import type { FieldType, LineColumn } from '@fluxline/point/columns'
import { DataFrameError } from '../errors.ts'

/** A value of a cell. Decimals are text. */
export type Value = number | bigint | boolean | string | null

/** The datatype that the fields of a type are read back as; it says what they hold. */
type Datatype = (typeof fieldTypeNames)[FieldType]['csv']

/**
 * Makes a column of a field type out of values of other types.
 *
 * @throws DataFrameError if a value is not of the type; its message begins with `locationOf(row)`
 */
export function fromValues(
  length: number,
  type: FieldType,
  valueAt: (row: number) => Value,
  locationOf: (row: number) => string,
): LineColumn {
  const datatype = fieldTypeNames[type].csv
  const validity = new Uint8Array(bitmapBytes(length))
  const values: Value[] = []
  for (let row = 0; row < length; row++) {
    const value = valueAt(row)
    const converted = value === null || Number.isNaN(value) ? null : convert(value, datatype)
    if (converted === undefined) {
      // An integer of a column is one, whatever its width.
      const shown = typeof value === 'bigint' ? String(value) : show(value)
      const article = /^[aeiou]/.test(type) && type !== 'uint' ? 'an' : 'a'
      throw new DataFrameError(
        `${locationOf(row)} is ${shown}, which is not ${article} ${type}; convert the column, or choose another type in fieldTypes.`,
      )
    }
    values.push(converted)
    if (converted !== null) set(validity, row)
  }
  return toColumn(datatype, values, validity)
}

function toColumn(datatype: Datatype, values: readonly Value[], validity: Uint8Array): LineColumn {
  switch (datatype) {
    case 'double':
      return { kind: 'float', validity, values: Float64Array.from(values, Number) }
    case 'long':
      return { kind: 'int', validity, values: BigInt64Array.from(values, (value) => BigInt(value ?? 0)) }
    case 'unsignedLong':
      return { kind: 'uint', validity, values: BigUint64Array.from(values, (value) => BigInt(value ?? 0)) }
    case 'boolean': {
      const bits = new Uint8Array(validity.length)
      for (const [row, value] of values.entries()) if (value === true) set(bits, row)
      return { kind: 'boolean', validity, bits }
    }
    case 'string':
      return {
        kind: 'repeated text',
        validity,
        indices: Int32Array.from(values, (_, row) => row),
        texts: { get: (entry) => values[entry] as string },
      }
  }
}

/** Returns a value as a datatype holds it; `undefined` if it is of another type, or would lose digits. */
function convert(value: Exclude<Value, null>, datatype: Datatype): Value | undefined {
  switch (datatype) {
    case 'double':
      return toFloat(value)
    case 'long':
      return toInteger(value, -(2n ** 63n), 2n ** 63n - 1n)
    case 'unsignedLong':
      return toInteger(value, 0n, 2n ** 64n - 1n)
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'string':
      return Object.is(value, -0) ? '-0' : String(value)
  }
}

function toFloat(value: Exclude<Value, null>): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return undefined
  const float = Number(value)
  if (typeof value === 'bigint') return BigInt(float) === value ? float : undefined
  return value.trim() === '' || Number.isNaN(float) ? undefined : float
}

function toInteger(value: Exclude<Value, null>, min: bigint, max: bigint): bigint | undefined {
  const isInteger = typeof value === 'bigint' || Number.isSafeInteger(value) || /^[+-]?\d+$/.test(String(value))
  if (!isInteger || typeof value === 'boolean') return undefined
  const integer = BigInt(value)
  return integer >= min && integer <= max ? integer : undefined
}
