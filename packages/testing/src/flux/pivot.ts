import type { Arguments } from './arguments.ts'
import { unsupported } from './expression.ts'
import { groupRows, plain } from './table.ts'
import type { Cell, Row, Table } from './table.ts'

const isKept = (column: string): boolean => column !== '_field' && column !== '_value'

/** `pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`: a column for each field. */
export function pivotFields(tables: readonly Table[], args: Arguments): Table[] {
  const shape = [args.texts('rowKey'), args.texts('columnKey'), args.value('valueColumn')]
  if (JSON.stringify(shape) !== '[["_time"],["_field"],"_value"]') {
    return unsupported('pivot other than with rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value"')
  }
  const key = [...new Set(tables.flatMap(({ groupKey }) => [...groupKey]))].filter(isKept)
  const columns = [...new Set(tables.flatMap((table) => table.columns))].filter(isKept)
  const fields = new Set<string>()
  const rows = new Map<string, Map<string, Cell>>()
  for (const row of tables.flatMap((table) => table.rows)) {
    const id = [...key, '_time'].map((column) => idOf(row, column)).join('\0')
    const wide = rows.get(id) ?? new Map([...row].filter(([column]) => isKept(column)))
    const field = idOf(row, '_field')
    fields.add(field)
    rows.set(id, wide.set(field, row.get('_value')!))
  }
  return groupRows([...columns, ...[...fields].sort()], key, [...rows.values()])
}

function idOf(row: Row, column: string): string {
  return String(plain(row.get(column)))
}
