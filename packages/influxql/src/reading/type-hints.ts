import type { IntegersOption } from '@fluxline/flux-csv'
import { InfluxQLResponseError } from '../errors.ts'
import { INTEGER } from '@fluxline/internal/row-cells'
import type { RowCells } from '@fluxline/internal/row-cells'
import { bigintOf } from '@fluxline/internal/cell-integers'

/** The type of a field, in the words of `SHOW FIELD KEYS`. */
export type InfluxQLFieldType = 'float' | 'integer' | 'unsigned' | 'string' | 'boolean'

/** The types of columns by name. */
export type TypeHints = Readonly<Record<string, InfluxQLFieldType>>

/**
 * Returns a whole number of JSON as a float, if its column is one; `undefined` if it is an integer.
 *
 * @throws InfluxQLResponseError if nothing says which of them it is, and it matters
 */
export function wholeFloat(
  cells: RowCells,
  cell: number,
  hint: InfluxQLFieldType | undefined,
  integers: IntegersOption,
  column: string,
  row: number,
): number | undefined {
  const isSafe = cells.kinds[cell] === INTEGER
  if (hint === 'float') return isSafe ? cells.numbers[cell]! : Number(bigintOf(cells, cell))
  if (hint !== undefined || integers === 'safe') return undefined
  const remedy = `pass its type, as in typeHints: { ${JSON.stringify(column)}: 'integer' }, or format: 'msgpack'`
  throw new InfluxQLResponseError(
    `Row ${row}, column "${column}": JSON does not say whether ${bigintOf(cells, cell)} is an integer or a float; ${remedy}.`,
    row,
    column,
  )
}
