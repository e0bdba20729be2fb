import fc from 'fast-check'
import { expect, it } from 'vitest'
import { defineMeasurement, float, LineProtocolEncoder, Point, string, tag } from '../src/index.ts'
import { partsOf } from '../src/point.ts'

// Names that objects have or handle in their own way: what each object inherits, and keys that an engine moves to the front.
const names = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '10',
  '9',
  '01',
  '-1',
  '4294967295',
  'a',
  'b',
  'é',
]

const key = fc.constantFrom(...names)
const tagValue = fc.constantFrom('', 'x', 'y z', 'é', undefined, null)
const fieldValue = fc.constantFrom(0, -0, 1.25, 0.1 + 0.2, 7n, true, 'text', '"', undefined, null)
const measurement = fc.oneof(
  fc.constantFrom('m', 'n', '__proto__'),
  fc.nat(3000).map((at) => `m${at}`),
)

/** How an object gets its members. All of them have the same ones. */
const forms: readonly ((entries: (readonly [string, unknown])[]) => object)[] = [
  (entries) => Object.fromEntries(entries),
  (entries) => ({ ...Object.fromEntries(entries.slice(0, 2)), ...Object.fromEntries(entries.slice(2)) }),
  (entries) => Object.assign(withoutPrototype(), Object.fromEntries(entries)),
  (entries) => define(Object.create({ inherited: 'x', a: 1 }) as object, entries),
  (entries) => ({ ...Object.fromEntries(entries), [Symbol('hidden')]: 'x' }),
  (entries) => {
    const object = {}
    for (const [name, value] of entries) {
      Object.defineProperty(object, name, { get: () => value, enumerable: true, configurable: true })
    }
    return Object.defineProperty(object, 'notEnumerable', { value: 'x' })
  },
  (entries) => {
    const object: Record<string, unknown> = { deleted: 1 }
    define(object, entries)
    delete object['deleted']
    return object
  },
]

it('plain records in any form are written as points set one by one', () => {
  const tags = fc.uniqueArray(fc.tuple(key, tagValue), { selector: ([name]) => name, maxLength: 4 })
  const fields = fc.uniqueArray(fc.tuple(key, fieldValue), { selector: ([name]) => name, maxLength: 6 })
  const row = fc.record({ measurement, tags, fields, form: fc.nat(forms.length - 1) })
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
      const encoder = new LineProtocolEncoder()
      for (const each of [...rows, ...rows]) {
        const form = forms[each.form]!
        // Fields in a group with a prototype of the test must not be empty.
        if (each.fields.length === 0) continue
        const record = { measurement: each.measurement, tags: form(each.tags), fields: form(each.fields) }
        if (each.tags.length === 0) record.tags = {}
        const alone = new Point(each.measurement)
        for (const [name, value] of each.tags) alone.tag(name, value)
        for (const [name, value] of each.fields) alone.field(name, value)
        encoder.encode(Point.from(record as never))
        expect(textOf(encoder)).toBe(lineOf(alone))
      }
    }),
    { numRuns: 300 },
  )
})

it('points of measurements that share shapes, in any order of keys, are written as a point alone', () => {
  const member = fc.tuple(key, fc.boolean(), fc.constantFrom(1.5, 2n, true, 'text'))
  const kinds = fc.array(fc.uniqueArray(member, { selector: ([name]) => name, minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 3,
  })
  const steps = fc.array(fc.record({ kind: fc.nat(2), skip: fc.nat(4), at: fc.nat(2) }), { maxLength: 40 })
  fc.assert(
    fc.property(kinds, steps, fc.constantFrom('', 'é,', 'a b'), (all, each, prefix) => {
      const encoder = new LineProtocolEncoder()
      for (const { kind, skip, at } of each) {
        const members = all[kind % all.length]!.filter((_, place) => place !== skip)
        const point = new Point(`${prefix}m${at}`)
        for (const [name, isTag, value] of members) {
          if (isTag) point.tag(name, value)
          else point.field(name, value)
        }
        const valuesOf = (areTags: boolean): object =>
          Object.fromEntries(members.filter(([, isTag]) => isTag === areTags).map(([name, , value]) => [name, value]))
        expect(point.fields).toEqual(valuesOf(false))
        expect(Object.keys(point.tags)).toEqual(expect.arrayContaining(Object.keys(valuesOf(true))))
        encoder.encode(point)
        expect(textOf(encoder)).toBe(lineOf(point))
      }
    }),
    { numRuns: 300 },
  )
})

it('schema records in any form are written as points set one by one', () => {
  const optional = { optional: true } as const
  const schemas = Array.from({ length: 40 }, (_, at) => {
    const tags = Object.fromEntries(names.slice(0, 4).map((name) => [name, tag(optional)]))
    const fields = Object.fromEntries(
      names.slice(4).map((name) => [name, at % 2 === 0 ? float(optional) : string(optional)]),
    )
    return defineMeasurement(`m${at}`, { tags, fields })
  })
  const row = fc.record({
    at: fc.nat(schemas.length - 1),
    keys: fc.uniqueArray(key, { minLength: 1 }),
    values: fc.array(fc.option(fc.nat(9), { nil: undefined }), { minLength: names.length, maxLength: names.length }),
    form: fc.nat(forms.length - 1),
  })
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
      const encoder = new LineProtocolEncoder()
      for (const { at, keys, values, form } of [...rows, ...rows]) {
        const isTag = (name: string): boolean => names.indexOf(name) < 4
        const entries = keys.map((name, place) => {
          const value = values[place]
          return [name, value === undefined || (at % 2 === 0 && !isTag(name)) ? value : `text ${value}`] as const
        })
        const alone = new Point(`m${at}`)
        for (const [name, value] of entries) {
          if (isTag(name)) alone.tag(name, value)
          else alone.field(name, value)
        }
        encoder.encode(schemas[at]!.record(forms[form]!(entries) as never))
        expect(textOf(encoder)).toBe(lineOf(alone))
      }
    }),
    { numRuns: 300 },
  )
})

it('points of two kinds in one measurement have a shape for each kind', () => {
  wide()
  narrow()
  for (let time = 0; time < 3; time++) {
    expect(partsOf(wide())!.shape.members).toHaveLength(21)
    expect(partsOf(narrow())!.shape.members).toHaveLength(2)
  }
})

it('measurements with the same keys share a shape, also after names that never come again', () => {
  const encoder = new LineProtocolEncoder()
  const measurements = Array.from({ length: 500 }, (_, at) => `shared${at}`)
  for (const [at, name] of measurements.entries()) {
    encoder.encode(new Point(name).tag('device', 'a').floatField(`key${at}`, 1))
  }
  const shapes = new Set<unknown>()
  // Two kinds in turn, so that the shape of the point before is never the right one.
  for (let round = 0; round < 4; round++) {
    for (const name of measurements) {
      const one = new Point(name).tag('device', 'a').floatField('value', 1)
      encoder.encode(one)
      encoder.takeBytes()
      const other = new Point(name).tag('device', 'a').floatField('load', 1).floatField('value', 2)
      encoder.encode(other)
      expect(textOf(encoder)).toBe(`${name},device=a load=1,value=2\n`)
      if (round === 3) shapes.add(partsOf(one)!.shape).add(partsOf(other)!.shape)
    }
  }
  expect(shapes.size).toBeLessThan(8)
})

it('schemas with equal members share what is prepared for them, and nothing else', () => {
  const definition = { tags: { host: tag() }, fields: { v: float() } }
  const first = defineMeasurement('first', { ...definition, time: 's' })
  const second = defineMeasurement('second', { ...definition, time: 's' })
  const inMilliseconds = defineMeasurement('third', { ...definition, time: 'ms' })
  const record = { host: 'a', v: 1, time: 1_800_000_000 }
  expect(partsOf(first.record(record))!.shape).toBe(partsOf(second.record(record))!.shape)
  expect(String(second.record(record))).toBe('second,host=a v=1 1800000000000000000')
  expect(String(inMilliseconds.record({ ...record, time: record.time * 1000 }))).toBe(
    'third,host=a v=1 1800000000000000000',
  )
  expect(() => second.record({ host: 'a' } as never)).toThrow('"v" of measurement "second" is missing')
  expect(() => first.record({ ...record, x: 1 } as never)).toThrow('Measurement "first": unknown key "x"')
})

function wide(): Point {
  const point = new Point('kinds').tag('host', 'a')
  for (let field = 0; field < 20; field++) point.floatField(`wide${field}`, field)
  return point
}

function narrow(): Point {
  return new Point('kinds').tag('device', 'a').floatField('value', 1)
}

function withoutPrototype(): object {
  return Object.create(null) as object
}

function define<Target extends object>(object: Target, entries: readonly (readonly [string, unknown])[]): Target {
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return object
}

function textOf(encoder: LineProtocolEncoder): string {
  return new TextDecoder().decode(encoder.takeBytes())
}

function lineOf(point: Point): string {
  const line = point.toLineProtocol()
  return line === undefined ? '' : `${line}\n`
}
