import type { Arguments } from './arguments.ts'
import { unsupported } from './expression.ts'
import { allColumns, allKeys, groupRows, textsOf } from './table.ts'
import type { Cell, Table } from './table.ts'

const isKept = (column: string): boolean => column !== '_field' && column !== '_value'

/** `pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`: a column for each field. */
export function pivotFields(tables: readonly Table[], args: Arguments): Table[] {
  const shape = [args.texts('rowKey'), args.texts('columnKey'), args.value('valueColumn')]
  if (JSON.stringify(shape) !== '[["_time"],["_field"],"_value"]') {
    return unsupported('pivot other than with rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value"')
  }
  const key = allKeys(tables).filter(isKept)
  const columns = allColumns(tables).filter(isKept)
  const fields = new Set<string>()
  const rows = new Map<string, Map<string, Cell>>()
  for (const row of tables.flatMap((table) => table.rows)) {
    const id = textsOf(row, [...key, '_time'])
    const wide = rows.get(id) ?? new Map([...row].filter(([column]) => isKept(column)))
    const field = textsOf(row, ['_field'])
    fields.add(field)
    rows.set(id, wide.set(field, row.get('_value')!))
  }
  return groupRows([...columns, ...[...fields].sort()], key, [...rows.values()])
}
