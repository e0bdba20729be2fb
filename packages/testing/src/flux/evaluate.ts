import type { StoredPoint } from '../store/stored-point.ts'
import { Arguments } from './arguments.ts'
import type { Scope } from './condition.ts'
import type { FluxCall, FluxPipeline } from './expression.ts'
import { unsupported } from './expression.ts'
import { functions } from './functions.ts'
import type { FluxFunction } from './functions.ts'
import { parseFlux } from './parse.ts'
import { groupRows, plain } from './table.ts'
import type { Cell, Row, Table } from './table.ts'
import { FluxDuration, FluxTime, FluxUint } from './values.ts'

/** A result of a script, with the name that `yield` gave it. */
export interface FluxResult {
  readonly name: string
  readonly tables: readonly Table[]
}

/** What a script is evaluated with. */
export interface FluxContext {
  /** Returns the points of a bucket. Throws if the bucket does not exist. */
  readonly points: (bucket: string) => readonly StoredPoint[]
  /** Whether the integers of a field are unsigned. */
  readonly isUnsigned: (bucket: string, measurement: string, field: string) => boolean
  readonly scope: Scope
  /** What `now()` returns, in nanoseconds. */
  readonly now: bigint
}

/** Evaluates a script. @throws UnsupportedFluxError if the double does not know what it needs */
export function evaluateFlux(script: string, context: FluxContext): FluxResult[] {
  return parseFlux(script).map((pipeline) => evaluatePipeline(pipeline, context))
}

function evaluatePipeline([from, range, ...calls]: FluxPipeline, context: FluxContext): FluxResult {
  if (from?.name !== 'from' || range?.name !== 'range') {
    return unsupported('a script that does not begin with from(bucket: …) |> range(start: …)')
  }
  let name = '_result'
  let tables: readonly Table[] = read(from, range, context)
  for (const call of calls) {
    const args = new Arguments(call.args, context.scope, context.now)
    if (call.name === 'yield') name = args.text('name') ?? name
    else tables = functionOf(call.name)(tables, args)
  }
  return { name, tables }
}

function functionOf(name: string): FluxFunction {
  // `toString` is a function of Flux, and a member of every object.
  return Object.hasOwn(functions, name) ? functions[name]! : unsupported(`the function ${name}`)
}

/** Reads the series of a bucket in a range of times, one table for each field of a series. */
function read(from: FluxCall, range: FluxCall, { points, isUnsigned, scope, now }: FluxContext): Table[] {
  const bucket = new Arguments(from.args, scope, now).value('bucket')
  if (typeof bucket !== 'string') return unsupported('from without the name of a bucket')
  const args = new Arguments(range.args, scope, now)
  const start = timeOf(args, 'start', now) ?? unsupported('range without start')
  const stop = timeOf(args, 'stop', now) ?? now
  const fixed = new Map<string, Cell>([
    ['_start', new FluxTime(start)],
    ['_stop', new FluxTime(stop)],
  ])
  const rows: Row[] = []
  for (const point of points(bucket)) {
    if (point.time < start || point.time >= stop) continue
    for (const row of rowsOf(point, fixed, (field) => isUnsigned(bucket, point.measurement, field))) rows.push(row)
  }
  const tags = [...new Set(rows.flatMap((row) => [...row.keys()].slice(6)))].sort()
  const series = new Map<string, Row[]>()
  for (const row of rows) {
    const keys = tags.filter((tag) => row.has(tag)).join('\0')
    const members = series.get(keys)
    if (members) members.push(row)
    else series.set(keys, [row])
  }
  const tables = [...series].flatMap(([keys, members]) => {
    const own = keys === '' ? [] : keys.split('\0')
    const key = ['_start', '_stop', '_field', '_measurement', ...own]
    return groupRows(['_start', '_stop', '_time', '_value', '_field', '_measurement', ...own], key, members)
  })
  return tables.sort((a, b) => (seriesKey(a) < seriesKey(b) ? -1 : 1))
}

/** InfluxDB returns tables in order of measurement, tags and field. */
function seriesKey({ columns, rows: [row] }: Table): string {
  const textOf = (column: string): string => String(plain(row?.get(column)))
  const tags = columns.slice(6).map((tag) => `${tag}=${textOf(tag)}`)
  return [textOf('_measurement'), ...tags, `\u{10FFFF}${textOf('_field')}`].join('\0')
}

function* rowsOf(
  { measurement, tags, fields, time }: StoredPoint,
  fixed: ReadonlyMap<string, Cell>,
  isUnsigned: (field: string) => boolean,
): Iterable<Row> {
  for (const [field, value] of Object.entries(fields)) {
    yield new Map<string, Cell>([
      ...fixed,
      ['_time', new FluxTime(time)],
      ['_value', typeof value === 'bigint' && isUnsigned(field) ? new FluxUint(value) : value],
      ['_field', field],
      ['_measurement', measurement],
      ...Object.entries(tags),
    ])
  }
}

function timeOf(args: Arguments, name: string, now: bigint): bigint | undefined {
  const value = args.value(name)
  if (value === undefined) return undefined
  if (value instanceof FluxTime) return value.nanoseconds
  if (value instanceof FluxDuration) return now + value.nanoseconds
  // An integer is in seconds.
  return typeof value === 'bigint' ? value * 1_000_000_000n : unsupported(`range with this ${name}`)
}
