import { buildColumn, double, long, unsignedLong } from '@fluxline/flux-csv/columns'
import type { ColumnData, ColumnType } from '@fluxline/flux-csv/columns'
import type { ColumnBlock } from '@fluxline/flux-csv'
import { isValid } from '@fluxline/internal/bitmap'
import type { CellBlock } from './cell-shape.ts'

/** Returns the types that two columns have together; `undefined` if they have none. */
export function commonTypes(
  one: readonly (ColumnType | undefined)[],
  other: readonly (ColumnType | undefined)[],
): (ColumnType | undefined)[] | undefined {
  const types: (ColumnType | undefined)[] = []
  for (const [index, first] of one.entries()) {
    const second = other[index]
    if (first === undefined || second === undefined || first === second) types.push(first ?? second)
    else if (isInteger(first) && isInteger(second)) types.push(unsignedLong)
    else return undefined
  }
  return types
}

/** Whether a block's integers can have these types: none that becomes unsigned is negative. */
export function fits({ columns }: CellBlock, types: readonly (ColumnType | undefined)[]): boolean {
  return columns.every(
    (column, index) =>
      column?.kind !== 'int64' ||
      types[index] !== unsignedLong ||
      column.values.every((value, row) => value >= 0n || !isValid(column.validity, row)),
  )
}

/** Gives the columns of a block their types. A column without one, whose values are all null, becomes one of floats. */
export function settle({ shape, length, columns }: CellBlock, types: readonly (ColumnType | undefined)[]): ColumnBlock {
  const { labels } = shape
  const settled = columns.map(
    (column, index) => asType(column, types[index]) ?? nulls(labels[index]!, index, types[index] ?? double, length),
  )
  return { length, columns: settled }
}

function isInteger(type: ColumnType): boolean {
  return type === long || type === unsignedLong
}

function asType(column: ColumnData | undefined, type: ColumnType | undefined): ColumnData | undefined {
  if (column?.kind !== 'int64' || type !== unsignedLong) return column
  const { buffer, byteOffset, length } = column.values
  return {
    ...column,
    kind: 'uint64',
    dataType: 'unsignedLong',
    values: new BigUint64Array(buffer, byteOffset, length),
  }
}

function nulls(label: string, index: number, type: ColumnType, length: number): ColumnData {
  const dataType = type.names[0]
  const builder = buildColumn({ index, label, dataType, group: false, defaultValue: '' }, type)
  builder.reserve(length)
  for (let row = 0; row < length; row++) builder.setNull(row)
  return builder.build(length)
}
