import { formatRfc3339 } from '@fluxline/internal/rfc3339'
import type { FluxResult } from '../flux/evaluate.ts'
import { plain } from '../flux/table.ts'
import type { Cell, Table } from '../flux/table.ts'
import { FluxTime, FluxUint } from '../flux/values.ts'
import { formatFloat } from './format-float.ts'

/** What a query asks for. */
export interface CsvDialect {
  readonly header?: boolean
  readonly annotations?: readonly string[]
  readonly delimiter?: string
}

/**
 * Writes results as annotated CSV, as InfluxDB does: tables of one shape share a header, and an empty line ends the response.
 *
 * @see InfluxDB documentation, "Annotated CSV"
 */
export function writeCsv(results: readonly FluxResult[], dialect: CsvDialect = {}): string {
  const blocks = results.map((result) => writeResult(result, dialect)).filter((text) => text !== '')
  return blocks.length === 0 ? '\r\n' : blocks.map((text) => `${text}\r\n`).join('')
}

function writeResult({ name, tables }: FluxResult, dialect: CsvDialect): string {
  const { delimiter = ',' } = dialect
  const lines: string[] = []
  let lastHead = ''
  for (const [index, table] of tables.entries()) {
    const head = writeHead(name, table, dialect)
    if (head !== lastHead) {
      if (lastHead !== '') lines.push('')
      if (head !== '') lines.push(head)
      lastHead = head
    }
    for (const row of table.rows) {
      const cells = table.columns.map((column) => writeCell(row.get(column), delimiter))
      lines.push(['', '', index, ...cells].join(delimiter))
    }
  }
  return lines.map((line) => `${line}\r\n`).join('')
}

function writeHead(
  name: string,
  table: Table,
  { annotations = [], header = true, delimiter = ',' }: CsvDialect,
): string {
  const { columns, groupKey } = table
  const rows: Record<string, readonly string[]> = {
    datatype: ['string', 'long', ...columns.map((column) => typeOf(table, column))],
    group: ['false', 'false', ...columns.map((column) => String(groupKey.has(column)))],
    default: [quoted(name, delimiter), '', ...columns.map(() => '')],
  }
  const lines = annotations.map((annotation) => [`#${annotation}`, ...(rows[annotation] ?? [])].join(delimiter))
  if (header) lines.push(['', 'result', 'table', ...columns.map((column) => quoted(column, delimiter))].join(delimiter))
  return lines.join('\r\n')
}

/** The type of a column is that of its first value. */
function typeOf({ rows }: Table, column: string): string {
  const cell = rows.map((row) => row.get(column)).find((value) => value !== undefined)
  switch (typeof cell) {
    case 'bigint':
      return 'long'
    case 'number':
      return 'double'
    case 'boolean':
      return 'boolean'
    case 'object':
      return cell instanceof FluxUint ? 'unsignedLong' : 'dateTime:RFC3339'
    default:
      return 'string'
  }
}

function writeCell(cell: Cell | undefined, delimiter: string): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return formatFloat(cell)
  if (cell instanceof FluxTime) return formatRfc3339(cell.nanoseconds, 'shortest')
  return typeof cell === 'string' ? quoted(cell, delimiter) : String(plain(cell))
}

function quoted(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\r\n]|^\p{White_Space}/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
