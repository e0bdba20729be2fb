/** A row of the TSBS workload cpu-only: a host, and the load of its processor. */
export interface CpuRow {
  readonly [key: string]: string | number
  /** Milliseconds since the epoch. */
  readonly time: number
}

export const tagKeys = [
  'hostname',
  'region',
  'datacenter',
  'rack',
  'os',
  'arch',
  'team',
  'service',
  'service_version',
  'service_environment',
] as const

export const fieldKeys = [
  'usage_user',
  'usage_system',
  'usage_idle',
  'usage_nice',
  'usage_iowait',
  'usage_irq',
  'usage_softirq',
  'usage_steal',
  'usage_guest',
  'usage_guest_nice',
] as const

/** Values of the ten fields. */
export type FieldKind = 'two-decimal floats' | 'unrounded floats' | 'integers' | 'strings' | 'strings with escapes'

export const fieldKinds: readonly FieldKind[] = [
  'two-decimal floats',
  'unrounded floats',
  'integers',
  'strings',
  'strings with escapes',
]

const HOSTS = 100

/** Generates rows of a hundred hosts in rotation, ten seconds apart. The same seed gives the same rows. */
export function cpuRows(count: number, kind: FieldKind, seed = 42): CpuRow[] {
  const random = mulberry32(seed)
  const hosts = Array.from({ length: HOSTS }, (_, host) => tagsOf(host, random))
  return Array.from({ length: count }, (_, row) => ({
    ...hosts[row % HOSTS]!,
    ...Object.fromEntries(fieldKeys.map((key) => [key, valueOf(kind, random())])),
    time: 1_767_225_600_000 + Math.floor(row / HOSTS) * 10_000,
  }))
}

function tagsOf(host: number, random: () => number): Record<string, string> {
  const pick = (values: readonly string[]): string => values[Math.floor(random() * values.length)]!
  const region = pick(['us-east-1', 'us-west-2', 'eu-central-1', 'ap-southeast-2'])
  return {
    hostname: `host_${host}`,
    region,
    datacenter: `${region}${pick(['a', 'b', 'c'])}`,
    rack: String(Math.floor(random() * 100)),
    os: pick(['Ubuntu16.10', 'Ubuntu16.04LTS', 'Ubuntu15.10']),
    arch: pick(['x64', 'x86']),
    team: pick(['NYC', 'SF', 'LON', 'CHI']),
    service: String(Math.floor(random() * 20)),
    service_version: pick(['0', '1']),
    service_environment: pick(['production', 'staging', 'test']),
  }
}

function valueOf(kind: FieldKind, share: number): string | number {
  switch (kind) {
    case 'two-decimal floats':
      return Math.round(share * 10_000) / 100
    case 'unrounded floats':
      return share * 100
    case 'integers':
      return Math.floor(share * 1_000_000)
    case 'strings':
      return `state ${Math.floor(share * 1000)} of the processor`
    case 'strings with escapes':
      return `said "${Math.floor(share * 1000)}" at C:\\temp`
  }
}

/** Returns a generator of numbers from 0 to below 1. @see Tommy Ettinger, "mulberry32" */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
