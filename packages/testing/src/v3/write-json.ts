import type { Literal } from './parse-select.ts'
import type { Row } from './evaluate-select.ts'

/** Returns rows as SQL has them: an object for each, without what is null. */
export function sqlRows(rows: readonly Row[]): string[] {
  return rows.map((row) => {
    const members = [...row].map(([column, value]) => `${JSON.stringify(column)}:${sqlValue(column, value)}`)
    return `{${members.join()}}`
  })
}

/** Returns a series as InfluxQL has it, with the time first. */
export function influxQLSeries(
  name: string,
  tags: Readonly<Record<string, string>>,
  columns: readonly string[],
  rows: readonly Row[],
  epoch: string | undefined,
): string {
  const values = rows.map((row) => {
    const cells = columns.map((column) => (row.has(column) ? valueText(row.get(column)!) : 'null'))
    return `[${[timeText(row.get('time') as bigint, epoch), ...cells].join()}]`
  })
  const head = { name, ...(Object.keys(tags).length > 0 && { tags }), columns: ['time', ...columns] }
  return `${JSON.stringify(head).slice(0, -1)},"values":[${values.join()}]}`
}

const units: Readonly<Record<string, bigint>> = { ns: 1n, u: 1000n, ms: 1_000_000n, s: 1_000_000_000n }

function timeText(time: bigint, epoch: string | undefined): string {
  return epoch === undefined ? JSON.stringify(`${rfc3339(time)}Z`) : String(time / (units[epoch] ?? 1n))
}

function sqlValue(column: string, value: Literal): string {
  if (column === 'time' && typeof value === 'bigint') return JSON.stringify(rfc3339(value))
  // Floats have a point there, also before an exponent.
  return typeof value === 'number' ? valueText(value).replace(/^(-?\d+)e/, '$1.0e') : valueText(value)
}

/** Integers keep all their digits, and floats have a point or an exponent. */
function valueText(value: Literal): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'number') return String(value)
  const text = (Object.is(value, -0) ? '-0' : String(value)).replace('e+', 'e')
  return /[.e]/.test(text) ? text : `${text}.0`
}

/** Returns a time without a zone, with as many digits of a second as it needs: none, three, six or nine. */
function rfc3339(time: bigint): string {
  const rest = ((time % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  const seconds = new Date(Number((time - rest) / 1_000_000n)).toISOString().slice(0, 19)
  if (rest === 0n) return seconds
  return `${seconds}.${String(rest)
    .padStart(9, '0')
    .replace(/(?:000){1,2}$/, '')}`
}
