import { startInfluxd } from '@fluxline/influxd'
import { LineProtocolEncoder, Point } from '@fluxline/point'
import { cpuRows, fieldKeys, tagKeys } from '../data.ts'
import type { FieldKind } from '../data.ts'
import type { ForeignWork } from '../peers/foreign-work.ts'
import type { Workload } from '../runner.ts'
import { ourBatches, ourColumns, ourRecords, peerIteration, peerRows } from './read-csv.ts'

const ROWS = 20_000
/** Bytes of a chunk of a response. */
export const CHUNK: number = 64 * 1024

/** A response to a query. */
export interface Recorded {
  readonly name: string
  readonly chunks: readonly Uint8Array[]
  readonly rows: number
}

/** Reads recorded responses of a real server as records and as columns, with every value of every row. */
export async function csvWorkloads(foreign: ForeignWork): Promise<Workload[]> {
  const workloads: Workload[] = []
  for (const { name, chunks, rows } of await recordResponses()) {
    const called = { 'influxdb-client-js': () => peerRows(chunks) }
    const iterated = { 'influxdb-client-js': () => peerIteration(chunks) }
    const others = { ...called, ...(await foreign.on('records', Buffer.concat(chunks))) }
    workloads.push(
      { group: 'CSV → records', name, units: rows, ours: () => ourBatches(chunks), peers: others },
      { group: 'CSV → records, one by one', name, units: rows, ours: () => ourRecords(chunks), peers: iterated },
      {
        group: 'CSV → records, in batches against one by one',
        name,
        units: rows,
        ours: () => ourBatches(chunks),
        peers: { parseRecords: () => ourRecords(chunks) },
      },
      { group: 'CSV → columns', name, units: rows, ours: () => ourColumns(chunks), peers: called },
    )
  }
  return workloads
}

/** Writes each kind of field to a separate server, and records the responses. */
export async function recordResponses(): Promise<Recorded[]> {
  await using server = await startInfluxd()
  const access = await server.setup()
  const pivot =
    '|> drop(columns: ["_measurement"]) |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")'
  const wide: readonly [string, FieldKind][] = [
    ['wide, two-decimal floats', 'two-decimal floats'],
    ['wide, unrounded floats', 'unrounded floats'],
    ['wide, integers', 'integers'],
    ['wide, strings', 'strings'],
    ['wide, strings in quotes', 'strings with escapes'],
  ]
  const recorded: Recorded[] = []
  for (const [name, kind] of wide) {
    const measurement = kind.replaceAll(' ', '_')
    await write(access, measurement, kind)
    const source = `from(bucket: "${access.bucket}") |> range(start: 0) |> filter(fn: (r) => r._measurement == "${measurement}")`
    recorded.push({ name, rows: ROWS, chunks: await ask(access, `${source} ${pivot}`) })
    if (kind === 'two-decimal floats') {
      const narrow = await ask(access, `${source} |> filter(fn: (r) => r._field == "usage_user")`)
      recorded.push({ name: 'narrow, two-decimal floats', rows: ROWS, chunks: narrow })
    }
  }
  return recorded
}

export interface Access {
  readonly url: string
  readonly token: string
  readonly org: string
  readonly bucket: string
}

export async function write(access: Access, measurement: string, kind: FieldKind): Promise<void> {
  const encoder = new LineProtocolEncoder()
  for (const row of cpuRows(ROWS, kind)) {
    const point = Point.measurement(measurement).time(row.time, 'ms')
    for (const key of tagKeys) point.tag(key, row[key])
    for (const key of fieldKeys) {
      if (kind === 'integers') point.intField(key, row[key])
      else point.field(key, row[key])
    }
    encoder.encode(point)
  }
  await post(access, `/api/v2/write?org=${access.org}&bucket=${access.bucket}`, encoder.takeBytes())
}

export async function ask(access: Access, script: string): Promise<Uint8Array[]> {
  const dialect = { annotations: ['datatype', 'group', 'default'] }
  const response = await post(access, `/api/v2/query?org=${access.org}`, JSON.stringify({ query: script, dialect }))
  // Chunks of equal size, so that the work does not depend on the socket.
  return Array.from({ length: Math.ceil(response.length / CHUNK) }, (_, at) =>
    response.slice(at * CHUNK, (at + 1) * CHUNK),
  )
}

async function post({ url, token }: Access, path: string, body: string | Uint8Array): Promise<Uint8Array> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Token ${token}`,
      'content-type': path.includes('query') ? 'application/json' : 'text/plain',
    },
    body: body as BodyInit,
  })
  if (!response.ok) throw new Error(`POST ${path} failed: ${response.status}: ${await response.text()}`)
  return response.bytes()
}
