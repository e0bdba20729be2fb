import { Point } from '@fluxline/point'
import fc from 'fast-check'

/** The types of fields by name, the same in every measurement. InfluxDB 1.x has no unsigned integers. */
export const fieldTypes = {
  i: 'integer',
  'j 2': 'integer',
  f: 'float',
  'g"\'': 'float',
  b: 'boolean',
  s: 'string',
  'ü,=': 'string',
  u: 'unsigned',
} as const

export type FieldName = keyof typeof fieldTypes
export const fieldNames = Object.keys(fieldTypes) as readonly FieldName[]
export const measurements = ['m', `n "x' 1`, 'ö=,\\z'] as const
export const tagNames = ['host', `r, ="'`] as const
export const tagValues = ['a', 'b c', `d,="'\\e`, '日本🎈', 'null'] as const

type Tags = Readonly<Partial<Record<(typeof tagNames)[number], (typeof tagValues)[number]>>>

/** One point, as plain data. */
export interface PlainPoint {
  readonly measurement: (typeof measurements)[number]
  readonly tags: Tags
  readonly time: bigint
  readonly fields: Readonly<Partial<Record<FieldName, string | number | bigint | boolean>>>
}

const INT64 = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 53n - 1n, 0n, -1n]
const floats = [0, -0, 1.5, 5e-324, 1e150, -1e150, 0.1, 1e21, 123_456_789.25, -7]
/** Of which no function makes infinity, which the JSON of InfluxDB cannot write. */
const largeFloats = [8e307, -8e307]
const texts = ['', ' ', 'plain', `it's "quoted"`, 'a,b=c', 'line\nbreak', 'back\\slash', '日本語🎈', 'null', '0', '\t']
/** A handful of weeks, since each has a shard: the first and the last nanosecond that there are, and around 1970. */
const times = [-9_223_372_036_854_775_806n, -86_400_000_000_001n, -1n, 0n, 1n, 2n ** 53n + 1n]
const recent = 1_700_000_000_000_000_000n

const valueOf = {
  integer: fc.oneof(
    fc.constantFrom(...INT64),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt(-9n, 9n),
  ),
  unsigned: fc.oneof(fc.constantFrom(2n ** 64n - 1n, 2n ** 63n, 0n), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  // Larger ones without an exponent would look like integers in JSON.
  float: fc.oneof(
    fc.constantFrom(...floats),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.integer({ min: -9, max: 9 }),
  ),
  boolean: fc.boolean(),
  string: fc.oneof(
    fc.constantFrom(...texts),
    fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !/[\r\0]/.test(text)),
  ),
}

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined })

const largeOr = (float: fc.Arbitrary<number>): fc.Arbitrary<number> => fc.oneof(float, fc.constantFrom(...largeFloats))

const point: fc.Arbitrary<PlainPoint> = fc
  .record({
    measurement: fc.constantFrom(...measurements),
    tags: fc.record(Object.fromEntries(tagNames.map((name) => [name, optional(fc.constantFrom(...tagValues))]))),
    time: fc.oneof(
      fc.constantFrom(...times),
      fc.bigInt(0n, 600_000_000_000n).map((rest) => recent + rest),
    ),
    fields: fc.record(
      Object.fromEntries(
        fieldNames.map((name) => [
          name,
          optional<string | number | bigint | boolean>(
            name === 'g"\'' ? largeOr(valueOf.float) : valueOf[fieldTypes[name]],
          ),
        ]),
      ),
    ),
  })
  .map(({ measurement, tags, time, fields }) => ({ measurement, tags: defined(tags), time, fields: defined(fields) }))

/** Returns points of distinct series and times, each with a field at least. */
export function randomPoints(count: number, seed: number, hasUnsigned: boolean): PlainPoint[] {
  const byKey = new Map<string, PlainPoint>()
  for (const { fields: all, ...rest } of fc.sample(point, { numRuns: count, seed })) {
    const { u, ...others } = all
    const fields = hasUnsigned && u !== undefined ? { ...others, u } : others
    const key = JSON.stringify([rest.measurement, Object.entries(rest.tags), String(rest.time)])
    if (Object.keys(fields).length > 0) byKey.set(key, { ...rest, fields })
  }
  return [...byKey.values()]
}

export function toPoint({ measurement, tags, time, fields }: PlainPoint): Point {
  const made = new Point(measurement).time(time, 'ns')
  for (const [name, value] of Object.entries(tags)) made.tag(name, value)
  for (const [name, value] of Object.entries(fields)) {
    switch (fieldTypes[name as FieldName]) {
      case 'integer':
        made.intField(name, value as bigint)
        break
      case 'unsigned':
        made.uintField(name, value as bigint)
        break
      case 'float':
        made.floatField(name, value as number)
        break
      case 'boolean':
        made.booleanField(name, value as boolean)
        break
      default:
        made.stringField(name, value as string)
    }
  }
  return made
}

function defined<Members extends object>(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Members
}
