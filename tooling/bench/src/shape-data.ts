import { fieldKeys, mulberry32, tagKeys } from './data.ts'

/** A point as its parts. Its fields are floats with two decimals. */
export interface Sample {
  readonly measurement: string
  readonly tags: readonly (readonly [key: string, value: string])[]
  readonly fields: readonly (readonly [key: string, value: number])[]
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** An input of points whose measurements and keys vary in one way. */
export interface ShapeCase {
  readonly name: string
  /** How many times as fast as the peer it must be at least. */
  readonly target: number
  /** Returns the samples of a turn. Those of another turn may have other names and values. */
  readonly samples: (turn: number) => Sample[]
  /** Whether schemas can describe it: each measurement always has the same keys. */
  readonly hasSchema: boolean
}

/** Points in one turn. */
export const SAMPLES = 20_000

const START = 1_767_225_600_000

/** What varies from point to point in what applications write. */
export const shapeCases: readonly ShapeCase[] = [
  recurring('1 shape', 8, (at) => wide('cpu', at)),
  recurring('200 measurements × 20 keys', 4, (at) => wide(`m${at % 200}`, at, `m${at % 200}_`)),
  recurring('a subset of 16 optional fields', 5, subset),
  recurring('10 fields in random order', 2.5, shuffled),
  recurring('2000 measurements × 2 keys', 2, (at) => narrow(`m${at % 2000}`, at)),
  recurring('20 000 measurements × 2 keys', 2, (at) => narrow(`m${at}`, at)),
  unique('a unique tag value, 20 keys', 4, true, (count, at) => wide('cpu', at, '', `request ${count}`)),
  unique('a unique tag value, 2 keys', 2.5, true, (count, at) => narrow('cpu', at, `request ${count}`)),
  unique('a field key that never recurs', 1, false, (count, at) => narrow('cpu', at, 'a', `key${count}`)),
  unique('a measurement that never recurs', 1, false, (count, at) => narrow(`m${count}`, at)),
  unique('names that never recur', 1, false, (count, at) => narrow(`m${count}`, at, 'a', `key${count}`)),
  recurring('1 shape, after all others', 7, (at) => wide('cpu', at)),
]

type Parts = Omit<Sample, 'time'>
type Random = () => number

/** Each turn has the same points. */
function recurring(name: string, target: number, parts: (at: number, random: Random) => Parts): ShapeCase {
  const samples = (): Sample[] => {
    const random = mulberry32(42)
    return Array.from({ length: SAMPLES }, (_, at) => ({ ...parts(at, random), time: START + at }))
  }
  return { name, target, samples, hasSchema: true }
}

/** A name or a value counts on from turn to turn. */
function unique(
  name: string,
  target: number,
  hasSchema: boolean,
  parts: (count: number, at: number) => Parts,
): ShapeCase {
  const samples = (turn: number): Sample[] =>
    Array.from({ length: SAMPLES }, (_, at) => ({ ...parts(turn * SAMPLES + at, at), time: START + at }))
  return { name, target, samples, hasSchema }
}

/** Ten tags and ten fields. */
function wide(measurement: string, at: number, prefix = '', first = `host_${at % 100}`): Parts {
  return {
    measurement,
    tags: tagKeys.map((key, tag) => [key, tag === 0 ? first : `${key}_${(at % 100) % (tag + 1)}`]),
    fields: fieldKeys.map((key, field) => [prefix + key, decimals(at * 7 + field)]),
  }
}

/** A tag and a field. */
function narrow(measurement: string, at: number, tag = `device_${at % 100}`, field = 'value'): Parts {
  return { measurement, tags: [['device', tag]], fields: [[field, decimals(at)]] }
}

function subset(at: number, random: Random): Parts {
  const { measurement, tags } = narrow('events', at)
  const fields = Array.from({ length: 16 }, (_, field) => [`field_${field}`, decimals(at * 7 + field)] as const)
  const some = fields.filter(() => random() < 0.5)
  return { measurement, tags, fields: some.length > 0 ? some : fields }
}

function shuffled(at: number, random: Random): Parts {
  const { measurement, tags } = narrow('events', at)
  const order = fieldKeys.map((key) => [random(), key] as const).sort(([a], [b]) => a - b)
  return { measurement, tags, fields: order.map(([, key], field) => [key, decimals(at * 7 + field)]) }
}

function decimals(seed: number): number {
  return ((seed * 7919) % 10_000) / 100
}
