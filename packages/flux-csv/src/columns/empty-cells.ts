import { setCell } from '../types/dispatch.ts'
import type { ColumnBuilder } from './column-builder.ts'

/** Sets an empty cell: to the column's default value, or to null. */
export function setEmpty(builder: ColumnBuilder, row: number): void {
  const { defaultBytes, type } = builder
  if (defaultBytes === undefined) builder.setNull(row)
  else if (type.storage === 'utf8') builder.setDefaultText(row)
  else setCell(type.code, builder, row, defaultBytes, 0, defaultBytes.length)
}

/** Whether the default value of a column is of its datatype. */
export function hasValidDefault(builder: ColumnBuilder): boolean {
  const { defaultBytes, type } = builder
  if (defaultBytes === undefined || type.storage === 'utf8') return true
  builder.reserve(1)
  return setCell(type.code, builder, 0, defaultBytes, 0, defaultBytes.length)
}
