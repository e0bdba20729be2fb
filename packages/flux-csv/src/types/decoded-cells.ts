import { BOOLEAN, DOUBLE, LONG, TIME, UNSIGNED } from './cell-codes.ts'
import { decodeBoolean, decodeDouble, decodeInteger } from './decode-text.ts'
import type { ColumnBuilder } from '../columns/column-builder.ts'
import { readDouble, readInteger } from './number-bytes.ts'
import { TimeReader } from './date-time.ts'

const utf8 = new TextEncoder()
const time = new TimeReader()

/** Sets a number or a time by its bytes; false where it takes its text. */
export function setRead(builder: ColumnBuilder, row: number, bytes: Uint8Array, start: number, end: number): boolean {
  const { code } = builder
  if (code === TIME) return setTime(builder, row, bytes, start, end)
  if (code !== DOUBLE && code !== LONG && code !== UNSIGNED) return false
  const value = code === DOUBLE ? readDouble(bytes, start, end) : readInteger(bytes, start, end)
  if (Number.isNaN(value) || (code === UNSIGNED && value < 0)) return false
  if (code === DOUBLE) builder.doubles[row] = value
  else builder.setBigint(row, BigInt(value))
  return true
}

function setTime(builder: ColumnBuilder, row: number, bytes: Uint8Array, start: number, end: number): boolean {
  const isTime = time.read(bytes, start, end)
  if (isTime) builder.setBigint(row, BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanoseconds))
  return isTime
}

/** Sets a cell of any type but text by its text; false where it is not of its column's type. */
export function setDecoded(builder: ColumnBuilder, row: number, text: string): boolean {
  switch (builder.code) {
    case DOUBLE: {
      const value = decodeDouble(text)
      if (value !== undefined) builder.doubles[row] = value
      return value !== undefined
    }
    case LONG:
    case UNSIGNED: {
      const value = decodeInteger(text, builder.code === LONG)
      if (value !== undefined) builder.setBigint(row, value)
      return value !== undefined
    }
    case BOOLEAN: {
      const value = decodeBoolean(text)
      if (value !== undefined) builder.setBoolean(row, value)
      return value !== undefined
    }
    case TIME: {
      const encoded = utf8.encode(text)
      return setTime(builder, row, encoded, 0, encoded.length)
    }
    default:
      return setBase64(builder, row, text)
  }
}

/** Sets what an empty cell stands for. */
export function setEmpty(builder: ColumnBuilder, row: number): void {
  const { defaultText, column } = builder
  if (defaultText) builder.setDefault(row)
  else if (column.defaultValue === '') builder.setNull(row)
  else setDecoded(builder, row, column.defaultValue)
}

function setBase64(builder: ColumnBuilder, row: number, text: string): boolean {
  try {
    builder.setBinary(
      row,
      Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
    )
    return true
  } catch {
    return false
  }
}
