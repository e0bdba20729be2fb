import { describe, expect, it } from 'vitest'
import { LineProtocolError } from './errors.ts'
import { Point } from './point.ts'

describe('Point', () => {
  it('writes measurement, tags, fields and time as one line', () => {
    const point = Point.measurement('h2o').tag('location', 'west').floatField('level', 1.5).time(1_700_000_000n, 's')
    expect(point.toLineProtocol({ precision: 's' })).toBe('h2o,location=west level=1.5 1700000000')
  })

  it('takes the type of a generic field from its value, and a number is a float', () => {
    const point = new Point('m').field('float', 1).field('int', 1n).field('yes', true).field('text', 'a "b"')
    expect(point.toLineProtocol()).toBe(String.raw`m float=1,int=1i,text="a \"b\"",yes=true`)
  })

  it('takes the type of a generic field from its argument', () => {
    const point = new Point('m').field('int', 1, 'int').field('uint', '2', 'uint').field('none', null, 'int')
    expect(point.toLineProtocol()).toBe('m int=1i,uint=2u')
    expect(() => new Point('m').field('v', 'x', 'float')).toThrow(/is "x", which is not a float; convert it first/)
  })

  it('writes tags and fields in the order of their UTF-8 bytes', () => {
    const point = new Point('m')
    for (const key of ['b', '😀', 'a', '\ufffd', 'B', 'ab']) point.tag(key, 'x').floatField(key, 0)
    expect(point.toLineProtocol()).toBe('m,B=x,a=x,ab=x,b=x,\ufffd=x,😀=x B=0,a=0,ab=0,b=0,\ufffd=0,😀=0')
  })

  it('omits null, undefined and empty tags', () => {
    const point = new Point('m')
      .tag('a', null)
      .tag('b', undefined)
      .tag('c', '')
      .tag('', 'x')
      .floatField('a', null)
      .intField('b', undefined)
      .stringField('c', '')
      .time(null)
    expect(point.toLineProtocol()).toBe('m c=""')
  })

  it('writes numbers and booleans as tags by their text', () => {
    expect(new Point('m').tag('a', 1.5).tag('b', 2n).tag('c', true).floatField('v', 0).toLineProtocol()).toBe(
      'm,a=1.5,b=2,c=true v=0',
    )
    expect(() => new Point('m').tag('a', {} as never)).toThrow(
      /^Tag "a" of measurement "m" is \[object Object\], which is not a tag; convert it first\.$/,
    )
    for (const value of [Number.NaN, Infinity]) {
      expect(() => new Point('m').tag('a', value)).toThrow(`is ${value}, which is not a tag; convert it first`)
    }
  })

  it('leaves out default tags that are null, and refuses those that are not text', () => {
    const point = new Point('m').floatField('v', 0)
    const line = (value: unknown): string | undefined => point.toLineProtocol({ defaultTags: { a: value as string } })
    expect([null, undefined, ''].map(line)).toEqual(['m v=0', 'm v=0', 'm v=0'])
    for (const value of [1, 2n, true, Number.NaN, {}, ['a'], () => 1, Symbol('a')]) {
      expect(() => line(value)).toThrow(/^toLineProtocol: default tag "a" must be a string, not /)
    }
  })

  it('keeps the last call with a key, whatever its type', () => {
    const point = new Point('m').tag('t', '1').floatField('v', 1).tag('t', '2').intField('v', 2)
    expect(point.toLineProtocol()).toBe('m,t=2 v=2i')
    expect(point.stringField('v', 'x').floatField('v', 3).toLineProtocol()).toBe('m,t=2 v=3')
  })

  it('has no line without a field', () => {
    expect(new Point('m').tag('a', 'b').toLineProtocol()).toBeUndefined()
    expect(new Point('m').floatField('v', Number.NaN).toLineProtocol({ nonFinite: 'omit' })).toBeUndefined()
  })

  it.each([
    [1, '1'],
    [-0, '-0'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [-1.7976931348623157e308, '-1.7976931348623157e+308'],
    [123456789012345680, '123456789012345680'],
  ])('writes the float %d as the shortest decimal that reads back as it', (value, text) => {
    expect(new Point('m').floatField('v', value).toLineProtocol()).toBe(`m v=${text}`)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'refuses %d with its place and remedy, or omits it',
    (value) => {
      const point = new Point('weather').floatField('temp', value).floatField('wind', 1)
      expect(() => point.toLineProtocol()).toThrow(
        `Field "temp" of measurement "weather" is ${value}: line protocol has no value for it; omit it, or set nonFinite: 'omit'.`,
      )
      expect(point.toLineProtocol({ nonFinite: 'omit' })).toBe('weather wind=1')
    },
  )

  it('trap 7: keeps 64-bit integers exact', () => {
    const point = new Point('m')
      .intField('max', 9_223_372_036_854_775_807n)
      .intField('min', '-9223372036854775808')
      .intField('zero', -0)
      .uintField('u', 18_446_744_073_709_551_615n)
    expect(point.toLineProtocol()).toBe(
      'm max=9223372036854775807i,min=-9223372036854775808i,u=18446744073709551615u,zero=0i',
    )
  })

  it.each([
    ['a fraction', () => new Point('m').intField('v', 1.5)],
    ['a number that has lost digits', () => new Point('m').intField('v', 2 ** 53)],
    ['a bigint beyond int64', () => new Point('m').intField('v', 2n ** 63n)],
    ['text that is not an integer', () => new Point('m').intField('v', '1.0')],
    ['a negative unsigned integer', () => new Point('m').uintField('v', -1)],
    ['a bigint beyond uint64', () => new Point('m').uintField('v', 2n ** 64n)],
    ['NaN as an integer', () => new Point('m').intField('v', Number.NaN)],
    ['text as a float', () => new Point('m').floatField('v', '1' as never)],
    ['a number as a boolean', () => new Point('m').booleanField('v', 1 as never)],
    ['a number as a string', () => new Point('m').stringField('v', 1 as never)],
    ['a date as a field', () => new Point('m').field('v', new Date() as never)],
    ['a function as a field', () => new Point('m').field('v', (() => 1) as never)],
    ['a symbol as a field', () => new Point('m').field('v', Symbol('x') as never)],
    ['a measurement that is not text', () => new Point(undefined as never)],
  ])('refuses %s', (_, make) => {
    expect(make).toThrow(LineProtocolError)
  })

  it('carries measurement, key and value on the error', () => {
    expect(() => new Point('m').intField('v', 1.5)).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_LINE_PROTOCOL',
        measurement: 'm',
        key: 'v',
        value: '1.5',
        [Symbol.for('fluxline.error')]: true,
      }),
    )
  })

  it('is unchanged if a setter throws', () => {
    const point = new Point('m').intField('v', 1)
    expect(() => point.intField('v', 1.5)).toThrow(LineProtocolError)
    expect(() => point.time('yesterday')).toThrow(LineProtocolError)
    expect(point.toLineProtocol()).toBe('m v=1i')
  })

  it('trap 5: prefers its own tag to a default one, unless its own is empty', () => {
    const defaultTags = { host: 'default', room: 'default', none: '', '': 'x' }
    const point = new Point('m').tag('host', 'own').tag('room', '').floatField('v', 1)
    expect(point.toLineProtocol({ defaultTags })).toBe('m,host=own,room=default v=1')
    expect(point.tags).toEqual({ host: 'own', room: '' })
    expect(defaultTags).toEqual({ host: 'default', room: 'default', none: '', '': 'x' })
  })

  it('is read back by name', () => {
    const point = new Point('m').tag('t', 'a').intField('i', 1n).floatField('f', 2).tag('__proto__', 'x').time(5, 'ms')
    expect(point.measurement).toBe('m')
    expect(Object.entries(point.tags)).toEqual([
      ['__proto__', 'x'],
      ['t', 'a'],
    ])
    expect(point.fields).toEqual({ i: 1n, f: 2 })
    expect(point.fieldType('i')).toBe('int')
    expect(point.fieldType('t')).toBeUndefined()
    expect(point.timestamp).toEqual({ value: 5, unit: 'ms' })
  })

  it('removes tags and fields by name, without mixing them up', () => {
    const point = new Point('m').tag('a', '1').tag('b', '2').floatField('a', 1).floatField('b', 2).time(1, 's')
    expect(point.removeTag('a').removeField('b').removeTag('none').toLineProtocol({ precision: 's' })).toBe(
      'm,b=2 a=1 1',
    )
  })

  it('returns a copy that changes independently', () => {
    const point = new Point('m').tag('a', '1').floatField('v', 1).time(1)
    const copy = point.copy().tag('a', '2').floatField('v', 2).time(2)
    expect([String(point), String(copy)]).toEqual(['m,a=1 v=1 1', 'm,a=2 v=2 2'])
  })

  it('equals a point with the same content, in any order and unit', () => {
    const point = new Point('m').tag('a', '1').tag('none', '').intField('i', 1).floatField('v', -0).time(1, 's')
    const same = new Point('m').floatField('v', -0).intField('i', 1n).tag('a', '1').time(1_000n, 'ms')
    expect(point.equals(same)).toBe(true)
    for (const other of ['text', undefined, null, 5, {}]) expect(point.equals(other)).toBe(false)
    expect(point.equals(same.copy().floatField('v', 0))).toBe(false)
    expect(point.equals(same.copy().floatField('i', 1))).toBe(false)
    expect(point.equals(same.copy().tag('a', '2'))).toBe(false)
    expect(point.equals(same.copy().time(2, 's'))).toBe(false)
    expect(new Point('a').equals(new Point('b'))).toBe(false)
    expect(new Point('#').floatField('v', Number.NaN).equals(new Point('#').floatField('v', Number.NaN))).toBe(true)
  })

  it('explains in toString why it has no line', () => {
    expect(String(new Point('m'))).toBe('(no fields)')
    expect(String(new Point('#m').floatField('v', 1))).toMatch(/^\(Measurement "#m" cannot be written/)
  })

  it('can be set again and again without growing', () => {
    const point = new Point('m').tag('host', 'a')
    for (let round = 0; round < 10_000; round++) {
      point.floatField('v', round).field('w', round % 2 === 0 ? round : BigInt(round))
    }
    expect(point.toLineProtocol()).toBe('m,host=a v=9999,w=9999i')
  })

  it('takes any number of different names', () => {
    for (let round = 0; round < 10_000; round++) {
      const point = new Point(`m${round % 7}`).tag(`tag${round}`, 'x').floatField(`field${round}`, round)
      expect(point.toLineProtocol()).toBe(`m${round % 7},tag${round}=x field${round}=${round}`)
    }
  })
})
