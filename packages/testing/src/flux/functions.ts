import type { Arguments } from './arguments.ts'
import { keeps } from './condition.ts'
import { unsupported } from './expression.ts'
import { pivotFields } from './pivot.ts'
import { allColumns, allKeys, compareCells, groupRows, plain } from './table.ts'
import type { Cell, Row, Table } from './table.ts'
import { FluxUint } from './values.ts'

/** A function that turns the tables of a pipeline into others. */
export type FluxFunction = (tables: readonly Table[], args: Arguments) => readonly Table[]

/** The functions of a pipeline, except `from`, `range` and `yield`. */
export const functions: Readonly<Record<string, FluxFunction>> = {
  filter: (tables, args) =>
    withRows(tables, ({ rows }) => rows.filter((row) => keeps(args.expression('fn'), row, args.scope))),
  limit(tables, args) {
    const [n, offset] = [args.integer('n'), args.integer('offset', 0)]
    return withRows(tables, ({ rows }) => rows.slice(offset, offset + n))
  },
  tail(tables, args) {
    const n = args.integer('n')
    return withRows(tables, ({ rows }) => rows.slice(Math.max(0, rows.length - n)))
  },
  first: (tables) => withRows(tables, ({ rows }) => rows.slice(0, 1)),
  last: (tables) => withRows(tables, ({ rows }) => rows.slice(-1)),
  min: (tables) => withRows(tables, ({ rows }) => extreme(rows, -1)),
  max: (tables) => withRows(tables, ({ rows }) => extreme(rows, 1)),
  sort(tables, args) {
    const columns = args.texts('columns') ?? ['_value']
    const sign = args.value('desc') === true ? -1 : 1
    return withRows(tables, ({ rows }) => rows.toSorted((a, b) => sign * compareRows(columns, a, b)))
  },
  count: aggregate((values) => BigInt(values.length)),
  sum: aggregate((values) => values.reduce(add)),
  mean: aggregate(
    (values) => values.map((value) => Number(plain(value))).reduce((total, value) => total + value, 0) / values.length,
  ),
  group(tables, args) {
    const columns = args.texts('columns') ?? []
    const except = args.value('mode') === 'except'
    const all = allColumns(tables)
    const key = all.filter((column) => columns.includes(column) !== except)
    return groupRows(
      all,
      key,
      tables.flatMap(({ rows }) => rows),
    )
  },
  keep: (tables, args) => withColumns(tables, (column) => args.texts('columns')?.includes(column) ?? true),
  drop: (tables, args) => withColumns(tables, (column) => !args.texts('columns')?.includes(column)),
  pivot: pivotFields,
}

/** Tables without rows are dropped. */
function withRows(tables: readonly Table[], rowsOf: (table: Table) => readonly Row[]): Table[] {
  return tables.map((table) => ({ ...table, rows: rowsOf(table) })).filter(({ rows }) => rows.length > 0)
}

function withColumns(tables: readonly Table[], isKept: (column: string) => boolean): Table[] {
  const columns = allColumns(tables).filter(isKept)
  const key = allKeys(tables).filter(isKept)
  const rows = tables.flatMap((table) =>
    table.rows.map((row) => new Map([...row].filter(([column]) => columns.includes(column)))),
  )
  return groupRows(columns, key, rows)
}

function compareRows(columns: readonly string[], a: Row, b: Row): number {
  for (const column of columns) {
    const order = compareCells(a.get(column), b.get(column))
    if (order !== 0) return order
  }
  return 0
}

function extreme(rows: readonly Row[], sign: number): Row[] {
  const sorted = rows.toSorted((a, b) => sign * compareCells(b.get('_value'), a.get('_value')))
  return sorted.slice(0, 1)
}

/** Replaces the rows of each table by one of the group key and the result. */
function aggregate(combine: (values: readonly Cell[]) => Cell): FluxFunction {
  return (tables) =>
    tables.map(({ groupKey, columns, rows }) => {
      const values = rows.flatMap((row) => row.get('_value') ?? [])
      const row = new Map([...rows[0]!].filter(([column]) => groupKey.has(column)))
      const kept = columns.filter((column) => groupKey.has(column) || column === '_value')
      return { columns: kept, groupKey, rows: [row.set('_value', combine(values))] }
    })
}

function add(a: Cell, b: Cell): Cell {
  if (typeof a === 'bigint' && typeof b === 'bigint') return BigInt.asIntN(64, a + b)
  if (a instanceof FluxUint && b instanceof FluxUint) return new FluxUint(BigInt.asUintN(64, a.value + b.value))
  return typeof a === 'number' && typeof b === 'number' ? a + b : unsupported('the sum of what is not a number')
}
