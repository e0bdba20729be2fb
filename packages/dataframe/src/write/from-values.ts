import type { FieldType, LineColumn } from '@fluxline/point'
import { DataFrameError } from '../errors.ts'

/** A value of a cell. Decimals come as their text. */
export type Value = number | bigint | boolean | string | null

/**
 * Makes a column of a field type out of values of another.
 *
 * @throws DataFrameError where a value is not one of the type; `placeOf` begins its message
 */
export function fromValues(
  length: number,
  type: FieldType,
  valueAt: (row: number) => Value,
  placeOf: (row: number) => string,
): LineColumn {
  const validity = new Uint8Array((length + 7) >> 3)
  const values: Value[] = []
  for (let row = 0; row < length; row++) {
    const value = valueAt(row)
    const converted = value === null || Number.isNaN(value) ? null : convert(value, type)
    if (converted === undefined) {
      throw new DataFrameError(
        `${placeOf(row)} is ${typeof value === 'string' ? JSON.stringify(value) : String(value)}, which is no ${type}; convert the column, or say another type in fieldTypes.`,
      )
    }
    values.push(converted)
    if (converted !== null) validity[row >> 3]! |= 1 << (row & 7)
  }
  return columnOf(type, values, validity)
}

function columnOf(type: FieldType, values: readonly Value[], validity: Uint8Array): LineColumn {
  switch (type) {
    case 'float':
      return { kind: 'float', validity, values: Float64Array.from(values, Number) }
    case 'int':
      return { kind: 'int', validity, values: BigInt64Array.from(values, (value) => BigInt(value ?? 0)) }
    case 'uint':
      return { kind: 'uint', validity, values: BigUint64Array.from(values, (value) => BigInt(value ?? 0)) }
    case 'boolean': {
      const bits = new Uint8Array(validity.length)
      for (const [row, value] of values.entries()) if (value === true) bits[row >> 3]! |= 1 << (row & 7)
      return { kind: 'boolean', validity, bits }
    }
    case 'string':
      return {
        kind: 'repeated text',
        validity,
        indices: Int32Array.from(values, (_, row) => row),
        texts: { get: (place) => values[place] as string },
      }
  }
}

/** `undefined` where the value is not one of the type, or would lose digits. */
function convert(value: Exclude<Value, null>, type: FieldType): Value | undefined {
  switch (type) {
    case 'float':
      return toFloat(value)
    case 'int':
      return toInteger(value, -(2n ** 63n), 2n ** 63n - 1n)
    case 'uint':
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
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value) || /^[+-]?\d+$/.test(String(value))
  if (!isWhole || typeof value === 'boolean') return undefined
  const integer = BigInt(value)
  return integer >= min && integer <= max ? integer : undefined
}
