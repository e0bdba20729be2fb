import { BOOLEAN, DOUBLE, LONG, TIME, UNSIGNED } from './cell-codes.ts'
import { decodeBoolean, decodeDouble, decodeInteger } from './cell-text.ts'
import type { ColumnBuilder } from './column-builder.ts'

const utf8 = new TextEncoder()

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
      const { time } = builder
      const encoded = utf8.encode(text)
      const isTime = time.read(encoded, 0, encoded.length)
      if (isTime) builder.setInteger(row, time.seconds, time.nanoseconds, false)
      return isTime
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
