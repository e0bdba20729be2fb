import { FluxTime, FluxUint } from './values.ts'

/** A value in a table. */
export type Cell = string | number | bigint | boolean | FluxTime | FluxUint

/** A row: its values by column. Null is absent. */
export type Row = ReadonlyMap<string, Cell>

/** A table of a result. Every row has the values of the group key. */
export interface Table {
  readonly columns: readonly string[]
  readonly groupKey: ReadonlySet<string>
  readonly rows: readonly Row[]
}

/**
 * Divides rows into tables by the values of the columns of the group key, in order of these values. A table has the columns
 * that its rows have.
 */
export function groupRows(columns: readonly string[], groupKey: readonly string[], rows: readonly Row[]): Table[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = textsOf(row, groupKey)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => {
      const used = new Set(members.flatMap((row) => [...row.keys()]))
      const isUsed = (column: string): boolean => used.has(column)
      return { columns: columns.filter(isUsed), groupKey: new Set(groupKey.filter(isUsed)), rows: members }
    })
}

/** Compares two values of one type; null comes first. */
export function compareCells(a: Cell | undefined, b: Cell | undefined): number {
  const [left, right] = [plain(a), plain(b)]
  if (left === right) return 0
  if (left === undefined || right === undefined) return left === undefined ? -1 : 1
  return left < right ? -1 : 1
}

/** The value to compare by. */
export function plain(cell: Cell | undefined): string | number | bigint | boolean | undefined {
  if (cell instanceof FluxUint) return cell.value
  return cell instanceof FluxTime ? cell.nanoseconds : cell
}

/** Returns the values of some columns as one text, which is the same for equal values. */
export function textsOf(row: Row, columns: readonly string[]): string {
  return columns.map((column) => String(plain(row.get(column)) ?? '')).join('\0')
}

/** Returns the columns that any of the tables has, in order. */
export function allColumns(tables: readonly Table[]): string[] {
  return [...new Set(tables.flatMap(({ columns }) => columns))]
}

/** Returns the columns of the group keys of all tables. */
export function allKeys(tables: readonly Table[]): string[] {
  return [...new Set(tables.flatMap(({ groupKey }) => [...groupKey]))]
}
