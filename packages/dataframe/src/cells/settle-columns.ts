import { ColumnBuilder, double, long, unsignedLong } from '@fluxline/flux-csv/columns'
import type { ColumnData, DataType } from '@fluxline/flux-csv/columns'
import type { ColumnBlock } from '@fluxline/flux-csv'
import type { CellBlock } from './cell-shape.ts'

/** Returns the types that two columns have together; `undefined` if they have none. */
export function commonTypes(
  one: readonly (DataType | undefined)[],
  other: readonly (DataType | undefined)[],
): (DataType | undefined)[] | undefined {
  const types: (DataType | undefined)[] = []
  for (const [index, first] of one.entries()) {
    const second = other[index]
    if (first === undefined || second === undefined || first === second) types.push(first ?? second)
    else if (isInteger(first) && isInteger(second)) types.push(unsignedLong)
    else return undefined
  }
  return types
}

/** Gives the columns of a block their types. A column without one, whose values are all null, becomes one of floats. */
export function settle({ shape, length, columns }: CellBlock, types: readonly (DataType | undefined)[]): ColumnBlock {
  const { labels } = shape
  const settled = columns.map(
    (column, index) => asType(column, types[index]) ?? nulls(labels[index]!, index, types[index] ?? double, length),
  )
  return { length, columns: settled }
}

function isInteger(type: DataType): boolean {
  return type === long || type === unsignedLong
}

function asType(column: ColumnData | undefined, type: DataType | undefined): ColumnData | undefined {
  if (column?.kind !== 'int64' || type !== unsignedLong) return column
  const { buffer, byteOffset, length } = column.values
  return {
    ...column,
    kind: 'uint64',
    dataType: 'unsignedLong',
    values: new BigUint64Array(buffer, byteOffset, length),
  }
}

function nulls(label: string, index: number, type: DataType, length: number): ColumnData {
  const dataType = type.names[0]
  const builder = new ColumnBuilder({ index, label, dataType, group: false, defaultValue: '' }, type, false)
  builder.reserve(length)
  for (let row = 0; row < length; row++) builder.setNull(row)
  return builder.build(length)
}
