// For fluxline's own packages. Not documented for use elsewhere.

import type { ColumnData } from '../model/column-block.ts'
import type { FluxColumn } from '../model/flux-column.ts'
import { boolean as booleanType } from '../types/boolean.ts'
import { dateTime as dateTimeType } from '../types/date-time.ts'
import type { DataType } from '../types/define-type.ts'
import { double as doubleType } from '../types/double.ts'
import { long as longType } from '../types/long.ts'
import { string as stringType } from '../types/string.ts'
import { unsignedLong as unsignedLongType } from '../types/unsigned-long.ts'
import { ColumnBuilder } from './column-builder.ts'

export type {
  BinaryColumn,
  BooleanColumn,
  ColumnData,
  ColumnKind,
  ColumnOf,
  DictionaryColumn,
  Float64Column,
  Int64Column,
  TimestampColumn,
  Uint64Column,
  Utf8Column,
} from '../model/column-block.ts'
export type { FluxColumn, FluxDataType } from '../model/flux-column.ts'
export { Dictionary } from './dictionary.ts'
export { TextList } from './text-list.ts'
export type { TextData } from './text-list.ts'

/** The datatype of a column. */
export interface ColumnType {
  /** Its names in annotated CSV. */
  readonly names: readonly [FluxColumn['dataType'], ...FluxColumn['dataType'][]]
}

export const boolean: ColumnType = booleanType
export const dateTime: ColumnType = dateTimeType
export const double: ColumnType = doubleType
export const long: ColumnType = longType
export const string: ColumnType = stringType
export const unsignedLong: ColumnType = unsignedLongType

/** Builds the blocks of one column, cell by cell. The setter of another type than the column's must not be called. */
export interface ColumnBuilding {
  /** Another of the same width may take its place. */
  type: ColumnType
  /** Reserves capacity for this many rows, which must come before their cells. */
  reserve(rows: number): void
  setNull(row: number): void
  setDouble(row: number, value: number): void
  /** Sets a 64-bit integer. */
  setHalves(row: number, high: number, low: number): void
  setBoolean(row: number, value: boolean): void
  setText(row: number, bytes: Uint8Array, start: number, end: number): void
  /** Sets a text of a view. */
  setTextIn(row: number, view: DataView, start: number, length: number): void
  /** Repeats the text of a row, in a column of a group key, up to before `end`. */
  repeatText(row: number, end: number): void
  /** Returns the column of a block, and begins the next. */
  build(length: number): ColumnData
}

/** Begins a column. */
export function buildColumn(column: FluxColumn, type: ColumnType): ColumnBuilding {
  return new ColumnBuilder(column, type as DataType, false)
}
