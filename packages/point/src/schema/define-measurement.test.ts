import { describe, expect, it } from 'vitest'
import { LineProtocolError } from '../errors.ts'
import { LineProtocolEncoder } from '../encode/line-protocol-encoder.ts'
import { Point } from '../point.ts'
import { defineMeasurement } from './define-measurement.ts'
import { boolean, float, int, string, tag, uint } from './schema-member.ts'

const encoder = new LineProtocolEncoder()
const Weather = defineMeasurement('weather', {
  tags: { station: tag(), area: tag({ optional: true }) },
  fields: {
    temperature: float(),
    gusts: int({ optional: true }),
    count: uint({ optional: true }),
    wet: boolean({ optional: true }),
    note: string({ optional: true }),
  },
  time: 'ms',
})

describe('defineMeasurement', () => {
  it('writes each field with its type in the schema', () => {
    const record = Weather.record({
      station: 'KSEA',
      area: 'a b',
      temperature: 11,
      gusts: 3,
      count: 4n,
      wet: true,
      note: 'x',
      time: 5,
    })
    expect(record.toLineProtocol({ precision: 'ms' })).toBe(
      'weather,area=a\\ b,station=KSEA count=4u,gusts=3i,note="x",temperature=11,wet=true 5',
    )
  })

  it.each([
    ['a number', 1_700_000_000_000, ' 1700000000000000000'],
    ['a Date', new Date(1_700_000_000_000), ' 1700000000000000000'],
    ['a Temporal.Instant', { epochNanoseconds: 7n }, ' 7'],
    ['null', null, ''],
  ])('reads a time that is %s', (_, time, text) => {
    expect(Weather.record({ station: 's', temperature: 1, time }).toLineProtocol()).toBe(
      `weather,station=s temperature=1${text}`,
    )
  })

  it('takes members in any order; optional ones may be absent, null or undefined', () => {
    expect(Weather.record({ temperature: 1, station: 's' }).toLineProtocol()).toBe('weather,station=s temperature=1')
    expect(Weather.record({ station: 's', gusts: null, area: undefined, temperature: 1 }).toLineProtocol()).toBe(
      'weather,station=s temperature=1',
    )
    expect(Weather.record({ station: 's', temperature: 1, gusts: 2 }).toLineProtocol()).toBe(
      'weather,station=s gusts=2i,temperature=1',
    )
  })

  it.each([
    [
      'an unknown key',
      { station: 's', temperature: 1, tempretaure: 2 },
      /^Measurement "weather": unknown key "tempretaure"; the schema has time, area, station, count,/,
    ],
    ['an unknown key in a known order', { station: 's', temperature: 1, extra: 1 }, /"extra"/],
    ['a missing field', { station: 's' }, /"temperature" of measurement "weather" is missing/],
    ['a missing tag', { temperature: 1 }, /"station" of measurement "weather" is missing/],
    [
      'null for a required field',
      { station: 's', temperature: null },
      /"temperature" of measurement "weather" is missing/,
    ],
    ['a fraction as an integer', { station: 's', temperature: 1, gusts: 1.5 }, /is 1\.5, which is not an int/],
    ['text as a float', { station: 's', temperature: '1' }, /is "1", which is not a float/],
    ['a number as a tag', { station: 1, temperature: 1 }, /tags are text/],
    ['a negative unsigned integer', { station: 's', temperature: 1, count: -1 }, /is not a uint/],
    ['something that is not a time', { station: 's', temperature: 1, time: 'now' }, /Time "now"/],
  ])('refuses %s, also after good records', (_, record, message) => {
    Weather.record({ station: 's', temperature: 1 })
    expect(() => Weather.record(record as never)).toThrow(message)
    expect(() => Weather.record(record as never)).toThrow(LineProtocolError)
    expect(Weather.record({ station: 's', temperature: 1 }).toLineProtocol()).toBe('weather,station=s temperature=1')
  })

  it('reads records of many shapes in any order, beside points of the same measurement', () => {
    const M = defineMeasurement('many', {
      fields: Object.fromEntries(Array.from({ length: 12 }, (_, field) => [`f${field}`, int({ optional: true })])),
    })
    for (let round = 0; round < 6000; round++) {
      const keys = Array.from({ length: (round * 7) % 12 }, (_, field) => `f${(field * 5 + round) % 12}`)
      const record = M.record(Object.fromEntries([...keys, 'time'].map((key) => [key, round])))
      const point = new Point('many').time(round, 'ns')
      for (const key of keys) point.floatField(key, 1).intField(key, round)
      expect(record.toLineProtocol()).toBe(point.toLineProtocol())
      const encoded = encoder.encode(record)
      expect(encoded).toBe(keys.length === 0 ? 0 : 1)
      expect(new TextDecoder().decode(encoder.takeBytes()).trimEnd()).toBe(point.toLineProtocol() ?? '')
    }
  })

  it('refuses an empty record of required members, also as the first', () => {
    const M = defineMeasurement('m', { fields: { v: float() } })
    expect(() => M.record({} as never)).toThrow(/"v" of measurement "m" is missing/)
    expect(M.record({ v: 1 }).toLineProtocol()).toBe('m v=1')
    expect(() => M.record({} as never)).toThrow(/"v" of measurement "m" is missing/)
  })

  it('refuses an object that holds its values in another way, also if every member is optional', () => {
    const M = defineMeasurement('m', { fields: { v: float({ optional: true }) } })
    class Reading {
      get v(): number {
        return 1
      }
    }
    expect(M.record({}).toLineProtocol()).toBeUndefined()
    expect(M.record(Object.create(null) as object).toLineProtocol()).toBeUndefined()
    for (const record of [
      new Map([['v', 1]]),
      new Reading(),
      new Point('m').floatField('v', 1),
      Object.create({ v: 1 }),
    ]) {
      expect(() => M.record(record as never)).toThrow(LineProtocolError)
    }
    expect(() => M.record(new Map([['v', 1]]) as never)).toThrow(
      'The record of measurement "m" is Map without members; pass an object with the values by name.',
    )
    expect(() => M.record(null as never)).toThrow(/is Null without members/)
  })

  it('copies the object, and ignores inherited members', () => {
    const values = Object.assign(Object.create({ inherited: 1 }) as object, { station: 's', temperature: 1 })
    const record = Weather.record(values)
    values.temperature = 2
    expect(record.toLineProtocol()).toBe('weather,station=s temperature=1')
  })

  it('makes points that can be read and changed', () => {
    const point = Weather.record({ station: 's', temperature: 1, gusts: 2n, time: 3 })
    expect(point.tags).toEqual({ station: 's' })
    expect([point.fieldType('gusts'), point.fieldType('temperature')]).toEqual(['int', 'float'])
    expect(point.timestamp).toEqual({ value: 3, unit: 'ms' })
    point.tag('area', 'a').intField('temperature', 2).removeField('gusts').booleanField('other', true)
    expect(point.toLineProtocol()).toBe('weather,area=a,station=s other=true,temperature=2i 3000000')
    expect(Weather.record({ station: 's', temperature: 1 }).toLineProtocol()).toBe('weather,station=s temperature=1')
  })

  it.each([
    ['without a field', () => defineMeasurement('m', { fields: {} })],
    [
      'with a key that is a tag and a field',
      () => defineMeasurement('m', { tags: { a: tag() }, fields: { a: float() } }),
    ],
    ['with a field named time', () => defineMeasurement('m', { fields: { time: float() } })],
    ['with a tag named _field', () => defineMeasurement('m', { tags: { _field: tag() }, fields: { v: float() } })],
    ['whose name is a comment', () => defineMeasurement('#m', { fields: { v: float() } })],
  ])('refuses a schema %s', (_, define) => {
    expect(define).toThrow(LineProtocolError)
  })
})
