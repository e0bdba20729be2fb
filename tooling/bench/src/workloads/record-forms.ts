import { LineProtocolEncoder } from '@fluxline/point'
import { onCpu } from '../cpu-time.ts'
import { cpuRows, fieldKeys, tagKeys } from '../data.ts'
import type { CpuRow, FieldKind } from '../data.ts'
import type { Workload } from '../runner.ts'
import { assertSame } from './same-points.ts'
import { peerLine, schemaOf } from './write.ts'

const ROWS = 30_000
const BATCH = 5000

type Group = Readonly<Record<string, string | number>>

/** How a program gets the objects that it writes, and how many times as fast as the peer they must be written. */
interface RecordForm {
  readonly name: string
  readonly kind: FieldKind
  readonly target: number
  /** Returns what the record of a row is made of, before the time counts. */
  readonly source: (row: CpuRow) => readonly Group[]
}

const literal = (row: CpuRow): Group[] => [literalOf(row)]
const forms: readonly RecordForm[] = [
  { name: 'literals, two-decimal floats', kind: 'two-decimal floats', target: 9, source: literal },
  { name: 'literals, integers', kind: 'integers', target: 9, source: literal },
  { name: 'literals, strings', kind: 'strings', target: 8, source: literal },
  { name: 'literals, unrounded floats', kind: 'unrounded floats', target: 6, source: literal },
  { name: 'JSON, two-decimal floats', kind: 'two-decimal floats', target: 8, source: (row) => [fromJSON(row)] },
  { name: 'spread, two-decimal floats', kind: 'two-decimal floats', target: 7.5, source: groupsOf },
]

/**
 * Writes schema records of objects as programs have them.
 *
 * Texts that a template joined are joined in memory when they are first read, which took the first turn of strings 1.4 times
 * as long (Node 24.21, November 2026): `onCpu` leaves the first run out. Of the encoder, V8 throws out the code of one
 * function, once, in the first turn. Later turns differ with the machine: both clients take 1.5 times as long for a second
 * or two, while other work shares a core. So they alternate by batch.
 */
export function recordFormWorkloads(): Workload[] {
  return forms.map(workloadOf)
}

function workloadOf({ name, kind, target, source }: RecordForm): Workload {
  const sources = cpuRows(ROWS, kind).map(source)
  const record = sources[0]!.length === 1 ? ([only]: readonly Group[]) => only! : spread
  const Cpu = schemaOf(kind)
  const encoder = new LineProtocolEncoder()
  const text = new TextEncoder()
  const ours = (batch: readonly (readonly Group[])[]): Uint8Array => {
    for (const each of batch) encoder.encode(Cpu.record(record(each) as never))
    return encoder.takeBytes()
  }
  const theirs = (batch: readonly (readonly Group[])[]): Uint8Array =>
    text.encode(batch.map((each) => peerLine(record(each) as unknown as CpuRow, kind)).join('\n'))
  const batches = Array.from({ length: ROWS / BATCH }, (_, at) => sources.slice(at * BATCH, (at + 1) * BATCH))
  assertSame(theirs(batches[0]!), ours(batches[0]!))
  const writeEach = (write: typeof ours) => onCpu((slice) => (write(batches[slice]!).length > 0 ? BATCH : 0))
  return {
    group: 'schema record → bytes, CPU time',
    name,
    target,
    units: ROWS,
    slices: batches.length,
    ours: writeEach(ours),
    peers: { 'influxdb-client-js': writeEach(theirs) },
  }
}

function spread([tags, fields, rest]: readonly Group[]): Group {
  return { ...tags, ...fields, ...rest }
}

function groupsOf(row: CpuRow): Group[] {
  const pick = (keys: readonly string[]): Group => Object.fromEntries(keys.map((key) => [key, row[key]!]))
  return [pick(tagKeys), pick(fieldKeys), { time: row.time }]
}

function fromJSON(row: CpuRow): Group {
  return JSON.parse(JSON.stringify(row)) as Group
}

/** Returns a row as a literal of a program: the engine knows all keys before it makes the first object. */
export function literalOf(row: CpuRow): Group {
  return {
    hostname: row['hostname']!,
    region: row['region']!,
    datacenter: row['datacenter']!,
    rack: row['rack']!,
    os: row['os']!,
    arch: row['arch']!,
    team: row['team']!,
    service: row['service']!,
    service_version: row['service_version']!,
    service_environment: row['service_environment']!,
    usage_user: row['usage_user']!,
    usage_system: row['usage_system']!,
    usage_idle: row['usage_idle']!,
    usage_nice: row['usage_nice']!,
    usage_iowait: row['usage_iowait']!,
    usage_irq: row['usage_irq']!,
    usage_softirq: row['usage_softirq']!,
    usage_steal: row['usage_steal']!,
    usage_guest: row['usage_guest']!,
    usage_guest_nice: row['usage_guest_nice']!,
    time: row.time,
  }
}
