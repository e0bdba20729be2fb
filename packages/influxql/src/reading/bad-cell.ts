import { bigintOf } from '@fluxline/internal/cell-integers'
import { FLOAT, INT64, INTEGER, UINT64 } from '@fluxline/internal/row-cells'
import type { RowCells } from '@fluxline/internal/row-cells'
import { InfluxQLResponseError } from '../errors.ts'

/** The error of a cell that does not fit its column. */
export function badCell(problem: string, cells: RowCells, cell: number, row: number, column: string): Error {
  const kind = cells.kinds[cell]!
  const isInteger = kind === INTEGER || kind === INT64 || kind === UINT64
  const value = isInteger ? ` (${bigintOf(cells, cell)})` : kind === FLOAT ? ` (${cells.numbers[cell]})` : ''
  return new InfluxQLResponseError(`Row ${row}, column "${column}"${value}: ${problem}.`, row, column)
}
