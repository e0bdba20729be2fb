import { parseRfc3339 } from '@fluxline/internal/rfc3339'
import type { StoredPoint } from '../store/stored-point.ts'
import type { Condition, Literal, Select } from './parse-select.ts'

/** The values of a point by column; `time` is in nanoseconds. */
export type Row = ReadonlyMap<string, Literal>

/** Returns the points that a query selects, in the order that it asks for. */
export function selectRows(points: readonly StoredPoint[], select: Select): Row[] {
  const { columns, table, conditions, isDescending } = select
  const rows = points.flatMap((point) => (point.measurement === table ? [rowOf(point)] : []))
  // Those without a value of the columns that are asked for are in no result of InfluxQL, and as null in SQL.
  const fitting = rows.filter((row) => conditions.every((condition) => fits(row, condition)))
  if (isDescending) fitting.reverse()
  return columns === undefined ? fitting : fitting.map((row) => pick(row, [...columns, 'time']))
}

function rowOf({ tags, fields, time }: StoredPoint): Row {
  const members = Object.entries({ ...tags, ...fields, time }).sort(([one], [other]) => (one < other ? -1 : 1))
  return new Map(members)
}

function pick(row: Row, columns: readonly string[]): Row {
  return new Map(columns.flatMap((column) => (row.has(column) ? [[column, row.get(column)!]] : [])))
}

function fits(row: Row, { column, operator, value }: Condition): boolean {
  const found = row.get(column)
  if (found === undefined) return false
  const other = column === 'time' && typeof value === 'string' ? timeOf(value) : value
  const order = compare(found, other)
  if (order === undefined) return operator === '!=' || operator === '<>'
  switch (operator) {
    case '=':
      return order === 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      return order !== 0
  }
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint'
}

/** Returns which of two values is larger; `undefined` if they are of different kinds. */
function compare(one: Literal, other: Literal | undefined): number | undefined {
  if (other === undefined || (typeof one !== typeof other && !(isNumber(one) && isNumber(other)))) return undefined
  return one < other ? -1 : one > other ? 1 : 0
}

/** Reads a time as both languages write it: without a zone it is in UTC. */
function timeOf(text: string): bigint | undefined {
  const time = text.trim().replace(' ', 'T')
  const whole = time.includes('T') ? time : `${time}T00:00:00`
  return parseRfc3339(/(?:Z|[+-]\d\d:\d\d)$/i.test(whole) ? whole : `${whole}Z`)
}
