import { defineMeasurement, float, int, LineProtocolEncoder, Point, string, tag } from '@fluxline/point'
import { Point as PeerPoint } from '@influxdata/influxdb-client'
import { cpuRows, fieldKeys, fieldKinds, tagKeys } from '../data.ts'
import type { CpuRow, FieldKind } from '../data.ts'
import type { ForeignWork } from '../peers/foreign-work.ts'
import type { Workload } from '../runner.ts'
import { assertSame } from './same-points.ts'

const ROWS = 20_000

/** Writes points and schema records of plain objects to bytes that are ready to send. */
export async function writeWorkloads(foreign: ForeignWork): Promise<Workload[]> {
  const workloads: Workload[] = []
  for (const kind of fieldKinds) {
    const rows = cpuRows(ROWS, kind)
    const theirs = (): Uint8Array => new TextEncoder().encode(rows.map((row) => peerLine(row, kind)).join('\n'))
    const pointEncoder = new LineProtocolEncoder()
    const points = (): Uint8Array => {
      for (const row of rows) pointEncoder.encode(ourPoint(row, kind))
      return pointEncoder.takeBytes()
    }
    const Cpu = schemaOf(kind)
    const recordEncoder = new LineProtocolEncoder()
    const records = (): Uint8Array => {
      for (const row of rows) recordEncoder.encode(Cpu.record(row as never))
      return recordEncoder.takeBytes()
    }
    assertSame(theirs(), points())
    assertSame(theirs(), records())
    const count = (bytes: () => Uint8Array) => () => (bytes().length > 0 ? ROWS : 0)
    const peers = { 'influxdb-client-js': count(theirs) }
    const input = JSON.stringify({ integers: kind === 'integers', tagKeys, fieldKeys, rows })
    const others = { ...peers, ...(await foreign.on('points', input)) }
    workloads.push(
      { group: 'Point → bytes', name: kind, units: ROWS, ours: count(points), peers: others },
      { group: 'schema record → bytes', name: kind, units: ROWS, ours: count(records), peers },
    )
  }
  return workloads
}

// Separate code for each kind, like a program that knows its fields: no setter is looked up by name.
function ourPoint(row: CpuRow, kind: FieldKind): Point {
  const point = Point.measurement('cpu')
  for (const key of tagKeys) point.tag(key, row[key])
  if (kind === 'integers') for (const key of fieldKeys) point.intField(key, row[key])
  else if (kind === 'strings' || kind === 'strings with escapes')
    for (const key of fieldKeys) point.stringField(key, row[key] as string)
  else for (const key of fieldKeys) point.floatField(key, row[key] as number)
  return point.time(row.time, 'ms')
}

/** Returns a row as the peer writes it. */
export function peerLine(row: CpuRow, kind: FieldKind): string {
  const point = new PeerPoint('cpu')
  for (const key of tagKeys) point.tag(key, row[key] as string)
  if (kind === 'integers') for (const key of fieldKeys) point.intField(key, row[key])
  else if (kind === 'strings' || kind === 'strings with escapes')
    for (const key of fieldKeys) point.stringField(key, row[key])
  else for (const key of fieldKeys) point.floatField(key, row[key])
  // Text is used as it is. A Date would be converted to the same nanoseconds.
  return point.timestamp(`${row.time}000000`).toLineProtocol()!
}

/** Returns a schema for rows with fields of a kind. */
export function schemaOf(kind: FieldKind): ReturnType<typeof defineMeasurement> {
  const member = {
    'two-decimal floats': float,
    'unrounded floats': float,
    integers: int,
    strings: string,
    'strings with escapes': string,
  }[kind]
  return defineMeasurement('cpu', {
    tags: Object.fromEntries(tagKeys.map((key) => [key, tag()])),
    fields: Object.fromEntries(fieldKeys.map((key) => [key, member()])),
    time: 'ms',
  })
}
