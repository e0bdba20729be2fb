import { describe, expect, it } from 'vitest'
import { LineProtocolError } from './errors.ts'
import { Point } from './point.ts'

describe('Point.from', () => {
  it('reads { measurement, tags, fields, time }', () => {
    const record = {
      measurement: 'm',
      tags: { a: 'x', n: 1 },
      fields: { f: 1, i: 2n, s: 'x', b: false, none: null },
      time: 5,
    }
    expect(Point.from(record).toLineProtocol()).toBe('m,a=x,n=1 b=false,f=1,i=2i,s="x" 5')
  })

  it('reads a flat object by a mapping, and tolerates missing members', () => {
    const row = { room: 'kitchen', temp: 21, count: 3, at: 1_700_000_000_000 }
    const point = Point.from(row, {
      measurement: 'home',
      tagKeys: ['room', 'floor'],
      fieldKeys: ['temp', 'count', 'humidity'],
      fieldTypes: { count: 'int' },
      timeKey: 'at',
      precision: 'ms',
    })
    expect(point.toLineProtocol({ precision: 'ms' })).toBe('home,room=kitchen count=3i,temp=21 1700000000000')
    expect(row).toEqual({ room: 'kitchen', temp: 21, count: 3, at: 1_700_000_000_000 })
  })

  it('takes the measurement from a key of the record, unless the mapping sets one', () => {
    const record = { kind: 'a', fields: { v: 1 } }
    expect(Point.from(record, { measurementKey: 'kind' }).measurement).toBe('a')
    expect(Point.from(record, { measurementKey: 'kind', measurement: 'b' }).measurement).toBe('b')
  })

  it('reads getters of a class', () => {
    class Reading {
      get temp(): number {
        return 1
      }
    }
    expect(String(Point.from(new Reading(), { measurement: 'm', fieldKeys: ['temp'] }))).toBe('m temp=1')
  })

  it('ignores inherited members of fieldTypes', () => {
    expect(String(Point.from({ measurement: 'm', fields: { constructor: 1 } }, { fieldTypes: {} }))).toBe(
      'm constructor=1',
    )
  })

  it('refuses a key that a point does not have, unless a mapping names keys', () => {
    const record = { measurement: 'm', tag: { a: 'x' }, fields: { v: 1 } }
    for (const mapping of [undefined, { precision: 's' }, { fieldTypes: {} }] as const) {
      expect(() => Point.from(record, mapping)).toThrow(
        'Unknown key "tag"; a point has measurement, tags, fields, time, and this object "measurement, tag, fields". Did you mean "tags"? Pass a mapping (`record` of a write) for other objects.',
      )
    }
    expect(String(Point.from(record, { measurement: 'n' }))).toBe('n v=1')
    expect(() => Point.from('m v=1' as never)).toThrow(LineProtocolError)
  })

  it('tolerates a missing member whose name every object inherits', () => {
    const mapping = { measurement: 'm', tagKeys: ['driver', 'constructor'], fieldKeys: ['v', 'valueOf'] } as const
    class Lap {
      readonly driver = 'a'
      readonly v = 1
    }
    for (const record of [
      { driver: 'a', v: 1 },
      new Lap(),
      Object.assign(Object.create(null), { driver: 'a', v: 1 }),
    ]) {
      expect(String(Point.from(record as object, mapping))).toBe('m,driver=a v=1')
    }
    expect(String(Point.from({ constructor: 'b', v: 1 }, mapping))).toBe('m,constructor=b v=1')
    expect(() => Point.from({ v: 1 }, { measurement: 'm', fieldKeys: ['constructor'] })).toThrow(
      /has none of the fieldKeys/,
    )
    expect(() => Point.from({ v: () => 1 }, mapping)).toThrow(/which is not a number, bigint, boolean or string/)
  })

  it.each(['integer', 'double', 'constructor', '__proto__'])('refuses the unknown field type %j', (type) => {
    const refusal = new RegExp(
      `^Field "v" of measurement "m" is .*, and its type is "${type}"; pass one of "float", "int", `,
    )
    for (const v of [1, 1.5, 1n, true, 'x']) {
      const call = (): Point =>
        Point.from({ v }, { measurement: 'm', fieldKeys: ['v'], fieldTypes: { v: type as never } })
      expect(call).toThrow(refusal)
      expect(call).toThrow(LineProtocolError)
    }
  })

  it('refuses a record without a measurement, and a field of another type', () => {
    expect(() => Point.from({ fields: { v: 1 } } as never)).toThrow(LineProtocolError)
    expect(() => Point.from({ measurement: 'm', fields: { v: 'x' } }, { fieldTypes: { v: 'uint' } })).toThrow(
      LineProtocolError,
    )
    expect(() => Point.from({ measurement: 'm', fields: { v: {} } } as never)).toThrow(LineProtocolError)
  })
})
