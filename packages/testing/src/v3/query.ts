import { json, HttpFailure } from '../http/http-failure.ts'
import type { PreparedResponse } from '../prepared-responses.ts'
import type { StoredPoint } from '../store/stored-point.ts'
import type { Databases } from './databases.ts'
import { selectRows } from './evaluate-select.ts'
import type { Row } from './evaluate-select.ts'
import { parseSelect } from './parse-select.ts'
import type { Literal, Select } from './parse-select.ts'
import { influxQLSeries, sqlRows } from './write-json.ts'

const types: Readonly<Record<string, string>> = { json: 'application/json', jsonl: 'application/jsonl' }

/** Responds to SQL, as JSON or JSON lines. @throws HttpFailure if the double cannot evaluate it */
export function querySql(source: Databases, text: string): Response {
  const { db, q, format = 'json', params = {} } = JSON.parse(text, exactly) as SqlBody
  const type = types[format]
  if (!type) throw new HttpFailure(400, 'invalid', `The test double has no ${format}; use json or jsonl.`)
  const prepared = source.prepared(q)
  if (typeof prepared === 'string') return new Response(prepared, { headers: { 'content-type': type } })
  let rows: readonly Row[]
  if (prepared) rows = prepared.map(rowOf)
  else {
    const points = source.points(db)
    if (!points) return unknownDatabase(db)
    const select = parseSelect(q, 'sql', params)
    if (!points.some(({ measurement }) => measurement === select.table)) {
      const problem = `Error during planning: table 'public.iox.${select.table}' not found`
      return new Response(`query error: error while planning query: ${problem}`, { status: 500 })
    }
    rows = selectRows(points, select).slice(0, select.limit)
    const { columns } = select
    if (columns && !columns.includes('time')) rows = rows.map(withoutTime)
  }
  const lines = sqlRows(rows)
  const body = format === 'json' ? `[${lines.join()}]` : lines.map((line) => `${line}\n`).join('')
  return new Response(body, { headers: { 'content-type': type } })
}

/** Responds to InfluxQL, sent as a form, as JSON. @throws HttpFailure if the double cannot evaluate it */
export function queryInfluxQL(source: Databases, form: URLSearchParams, accept: string | null): Response {
  if (accept === 'application/x-msgpack') return new Response(`invalid mime type (${accept})`, { status: 500 })
  const [q, db, epoch] = [form.get('q') ?? '', form.get('db') ?? '', form.get('epoch') ?? undefined]
  const prepared = source.prepared(q)
  if (typeof prepared === 'string') return new Response(prepared, { headers: { 'content-type': 'application/json' } })
  if (!prepared && /;\s*\S/.test(q.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, ''))) {
    return new Response('must provide only one InfluxQl statement per query', { status: 500 })
  }
  const points = source.points(db)
  if (!points && !prepared) return unknownDatabase(db)
  const select = prepared ? everything : parseSelect(q, 'influxql', {})
  const rows = prepared ? prepared.map(rowOf) : rowsOf(points!, select)
  const series = seriesOf(rows, select, new Set(points?.flatMap(({ tags }) => Object.keys(tags))), epoch)
  const result = series.length > 0 ? `{"statement_id":0,"series":[${series.join()}]}` : '{"statement_id":0}'
  return new Response(`{"results":[${result}]}\r\n`, { headers: { 'content-type': 'application/json' } })
}

interface SqlBody {
  readonly db: string
  readonly q: string
  readonly format?: string
  readonly params?: Readonly<Record<string, Literal>>
}

const everything: Select = {
  columns: undefined,
  table: '',
  conditions: [],
  groupBy: [],
  isDescending: false,
  limit: Infinity,
}

/** A row without a value of any column that is asked for is not in the result. */
function rowsOf(points: readonly StoredPoint[], select: Select): Row[] {
  const { columns, groupBy, ...others } = select
  const rows = selectRows(points, { ...others, columns: undefined, groupBy })
  return columns ? rows.filter((row) => columns.some((column) => column !== 'time' && row.has(column))) : rows
}

/** Divides rows into series, each with at most as many rows as the limit says. */
function seriesOf(
  rows: readonly Row[],
  select: Select,
  tagKeys: ReadonlySet<string>,
  epoch: string | undefined,
): string[] {
  const { table, groupBy = [...tagKeys], limit } = select
  const all = [...new Set(rows.flatMap((row) => [...row.keys()]))].sort()
  const columns = (select.columns ?? all).filter((column) => column !== 'time' && !groupBy.includes(column))
  const keyOf = (row: Row): string => JSON.stringify(groupBy.map((tag) => [tag, row.get(tag) ?? '']))
  return [...Map.groupBy(rows, keyOf)].map(([key, members]) => {
    const tags = Object.fromEntries(JSON.parse(key) as [string, string][])
    return influxQLSeries(table, tags, columns, members.slice(0, limit), epoch)
  })
}

function rowOf(prepared: Extract<PreparedResponse, readonly object[]>[number]): Row {
  const cells = Object.entries(prepared).flatMap(([column, value]): [string, Literal][] => {
    if (value == null) return []
    if (!(value instanceof Date)) return [[column, value]]
    const { nanoseconds = BigInt(value.getTime()) * 1_000_000n } = value as { readonly nanoseconds?: bigint }
    return [[column, nanoseconds]]
  })
  return new Map(cells)
}

function withoutTime(row: Row): Row {
  return new Map([...row].filter(([column]) => column !== 'time'))
}

function unknownDatabase(name: string): Response {
  return json({ error: `query error: database not found: ${name}` }, 404)
}

/** Keeps the digits of integers if the runtime gives the text of a number. */
function exactly(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context!.source!) : value
}
