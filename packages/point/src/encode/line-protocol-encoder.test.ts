import { describe, expect, it } from 'vitest'
import { LineProtocolError } from '../errors.ts'
import { LineProtocolEncoder, precisionFor } from './line-protocol-encoder.ts'
import type { EncoderOptions } from './encoder-options.ts'
import type { LineInput } from './line-protocol-encoder.ts'
import { Point } from '../point.ts'
import type { Precision } from '../time/precision.ts'
import { defineMeasurement } from '../schema/define-measurement.ts'
import { float, int, tag } from '../schema/schema-member.ts'

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const encode = (inputs: readonly LineInput[], options?: EncoderOptions): string => {
  const encoder = new LineProtocolEncoder(options)
  for (const input of inputs) encoder.encode(input)
  return decode(encoder.takeBytes())
}
const at = (time: number | bigint, unit: Precision): Point => new Point('m').intField('v', 1).time(time, unit)
const Weather = defineMeasurement('weather', {
  tags: { room: tag() },
  fields: { temp: float(), n: int({ optional: true }) },
  time: 's',
})

describe('LineProtocolEncoder', () => {
  it('appends points, schema records, text and bytes, each line with its newline', () => {
    const lines = encode([
      new Point('m').floatField('v', 1).time(1, 's'),
      Weather.record({ room: 'a', temp: 21.5, n: 3n, time: 2 }),
      'text v=1',
      'two v=1\r\n\n# comment\ntwo v=2\n',
      new TextEncoder().encode('bytes v="a\nb" 5'),
      { toLineProtocol: () => 'own v=1' },
      { toLineProtocol: () => undefined },
    ])
    expect(lines).toBe(
      'm v=1 1000000000\nweather,room=a n=3i,temp=21.5 2000000000\ntext v=1\ntwo v=1\ntwo v=2\nbytes v="a\nb" 5\nown v=1\n',
    )
  })

  it('trap 22: counts the lines of a text and the bytes of all', () => {
    const encoder = new LineProtocolEncoder()
    expect([
      encoder.encode('a v=1\nb v=1'),
      encoder.encode(new Point('m')),
      encoder.encode(new Point('m').floatField('v', 1)),
    ]).toEqual([2, 0, 1])
    expect([encoder.lineCount, encoder.byteLength]).toEqual([3, 18])
    expect(encoder.takeBytes().length).toBe(18)
    expect([encoder.lineCount, encoder.byteLength, encoder.takeBytes().length]).toEqual([0, 0, 0])
  })

  it('returns batches that later points do not change', () => {
    const encoder = new LineProtocolEncoder()
    encoder.encode('a v=1')
    const first = encoder.takeBytes()
    encoder.encode('b v=2')
    expect([decode(first), decode(encoder.takeBytes())]).toEqual(['a v=1\n', 'b v=2\n'])
  })

  it('grows for batches and for texts of any size', () => {
    const long = 'é"'.repeat(200_000)
    const point = new Point('m').tag('t', long.slice(0, 1_000)).stringField('s', long)
    expect(encode([point, point])).toBe(`${point.toLineProtocol()}\n`.repeat(2))
  })

  it('writes points of every unit in its precision', () => {
    const points = [at(2_000, 'ms'), at(-1_000_000_000n, 'ns'), at(3n, 's'), at(4, 's'), at(0, 'us')]
    expect(encode(points, { precision: 's' })).toBe('m v=1i 2\nm v=1i -1\nm v=1i 3\nm v=1i 4\nm v=1i 0\n')
    expect(encode(points, { precision: 'us' })).toBe(
      'm v=1i 2000000\nm v=1i -1000000\nm v=1i 3000000\nm v=1i 4000000\nm v=1i 0\n',
    )
  })

  it.each([
    ['a number', at(1_999, 'ms')],
    ['a bigint', at(1_999n, 'ms')],
    ['a negative number', at(-1, 'us')],
    ['nanoseconds', at(-1n, 'ns')],
    ['a Date', new Point('m').intField('v', 1).time(new Date(1))],
    ['a time of a schema record', Weather.record({ room: 'a', temp: 1, time: new Date(1) })],
  ])('refuses to cut %s, unless it is asked to', (_, point) => {
    const encoder = new LineProtocolEncoder({ precision: 's' })
    expect(() => encoder.encode(point)).toThrow(
      /would cut it; write it in '.+', round it, or set finerTimes: 'truncate'/,
    )
    expect(encoder.byteLength).toBe(0)
    expect(encode([point], { precision: 's', finerTimes: 'truncate' })).toBe(
      `${point.toLineProtocol({ precision: 's', finerTimes: 'truncate' })}\n`,
    )
  })

  it('cuts times to the floor if it is asked to', () => {
    const points = [at(1_999, 'ms'), at(-1n, 'ns')]
    expect(encode(points, { precision: 's', finerTimes: 'truncate' })).toBe('m v=1i 1\nm v=1i -1\n')
    expect(encode(points, { precision: 'us', finerTimes: 'truncate' })).toBe('m v=1i 1999000\nm v=1i -1\n')
  })

  it('adds default tags to points and records but not to text, and changes no input', () => {
    const defaultTags = Object.freeze({ room: 'hall', host: 'h 1' })
    const point = new Point('m').floatField('v', 1)
    const lines = encode([point, Weather.record({ room: 'a', temp: 1 }), 'text v=1'], { defaultTags })
    expect(lines).toBe('m,host=h\\ 1,room=hall v=1\nweather,host=h\\ 1,room=a temp=1\ntext v=1\n')
    expect(point.tags).toEqual({})
  })

  it('trap 4: shares no default tags with another encoder', () => {
    const point = new Point('m').floatField('v', 1)
    const [a, b] = [
      new LineProtocolEncoder({ defaultTags: { x: 'a' } }),
      new LineProtocolEncoder({ defaultTags: { x: 'b' } }),
    ]
    for (const encoder of [a, b, a]) encoder.encode(point)
    expect([decode(a.takeBytes()), decode(b.takeBytes())]).toEqual(['m,x=a v=1\nm,x=a v=1\n', 'm,x=b v=1\n'])
  })

  it('shares no default tags with an encoder whose options were equal until they were changed', () => {
    const defaultTags: Record<string, string> = { x: 'shared' }
    const point = new Point('m').floatField('v', 1)
    const changed = new LineProtocolEncoder({ defaultTags })
    defaultTags['x'] = 'changed'
    const equal = new LineProtocolEncoder({ defaultTags: { x: 'shared' } })
    for (const encoder of [equal, changed, equal]) encoder.encode(point)
    changed.encode({ toLineProtocol: (options) => point.toLineProtocol(options) })
    expect([decode(changed.takeBytes()), decode(equal.takeBytes())]).toEqual([
      'm,x=shared v=1\nm,x=shared v=1\n',
      'm,x=shared v=1\nm,x=shared v=1\n',
    ])
  })

  it('shares no default tags with an encoder whose tags only look alike as JSON', () => {
    class Tags {
      readonly [key: string]: string
      constructor(site: string) {
        Object.assign(this, { site })
        Object.defineProperty(this, 'toJSON', { value: () => ({}) })
      }
    }
    const point = new Point('m').floatField('v', 1)
    const lines = ['a', 'b'].map((site) => encode([point], { defaultTags: new Tags(site) }))
    expect([...lines, encode([point], { defaultTags: {} })]).toEqual(['m,site=a v=1\n', 'm,site=b v=1\n', 'm v=1\n'])
  })

  it('timestamps inputs without a time by its clock', () => {
    let now = 1_700_000_000_000_000_000n
    const clock = (): bigint => now++
    const inputs = [
      new Point('m').floatField('v', 1),
      'text v=1',
      'timed v=1 5',
      Weather.record({ room: 'a', temp: 1 }),
      { toLineProtocol: () => 'o v=1' },
    ]
    expect(encode(inputs, { clock })).toBe(
      'm v=1 1700000000000000000\ntext v=1 1700000000000000001\ntimed v=1 5\nweather,room=a temp=1 1700000000000000002\no v=1 1700000000000000003\n',
    )
    expect(encode(inputs, { clock, timestampText: false, precision: 's' })).toBe(
      'm v=1 1700000000\ntext v=1\ntimed v=1 5\nweather,room=a temp=1 1700000000\no v=1 1700000000\n',
    )
  })

  it.each([
    ['a tag', new Point('m').tag('a', 'x\\').floatField('v', 1)],
    ['a field key', new Point('m').floatField('v', 1).floatField('time', 1)],
    ['a value after others', new Point('m').floatField('a', 1).floatField('b', Number.NaN)],
    ['a string', new Point('m').stringField('a', 'b\ud800')],
    ['a time', new Point('m').intField('v', 1).time(-9_223_372_036_854_775_806n)],
  ])('is unchanged if it refuses %s', (_, point) => {
    const encoder = new LineProtocolEncoder({ precision: 's', finerTimes: 'truncate' })
    encoder.encode('a v=1')
    expect(() => encoder.encode(point)).toThrow(LineProtocolError)
    expect([encoder.lineCount, encoder.byteLength]).toEqual([1, 6])
    encoder.encode('b v=1')
    expect(decode(encoder.takeBytes())).toBe('a v=1\nb v=1\n')
  })

  it('sees changes of a point', () => {
    const point = new Point('m').tag('t', 'a').floatField('v', 1)
    const encoder = new LineProtocolEncoder()
    encoder.encode(point)
    encoder.encode(point.tag('t', 'b').intField('v', 2))
    encoder.encode(point.removeTag('t').field('w', true))
    expect(decode(encoder.takeBytes())).toBe('m,t=a v=1\nm,t=b v=2i\nm v=2i,w=true\n')
  })

  it.each([null, undefined, 5, {}, { toLineProtocol: 'x' }])('refuses %j, which is not a line', (input) => {
    expect(() => new LineProtocolEncoder().encode(input as never)).toThrow(LineProtocolError)
  })

  it('refuses a precision that does not exist', () => {
    expect(() => new LineProtocolEncoder({ precision: 'm' as never })).toThrow(
      /`precision` must be "ns", "us", "ms" or "s", not "m"/,
    )
  })
})

describe('the tag sets of series', () => {
  it('differ in any of their tags', () => {
    const encoder = new LineProtocolEncoder()
    let expected = ''
    for (let round = 0; round < 3; round++) {
      for (let host = 0; host < 40; host++) {
        for (let cpu = 0; cpu < 40; cpu++) {
          const point = new Point('m')
            .tag('a', 'same')
            .tag('cpu', `c${cpu}`)
            .tag('host', `h${host}`)
            .tag('z', cpu === 7 ? '' : 'z')
            .floatField('v', cpu)
          encoder.encode(point)
          expected += `${point.toLineProtocol()}\n`
        }
      }
    }
    expect(decode(encoder.takeBytes())).toBe(expected)
  })

  it('may occur once only', () => {
    const encoder = new LineProtocolEncoder()
    for (let id = 0; id < 20_000; id++) encoder.encode(new Point('m').tag('id', `${id}`).floatField('v', 1))
    const lines = decode(encoder.takeBytes()).split('\n')
    expect([lines.length, lines[0], lines[19_999]]).toEqual([20_001, 'm,id=0 v=1', 'm,id=19999 v=1'])
  })
})

describe('precisionFor', () => {
  it.each<[string, LineInput, Precision]>([
    ['that of a coarse time', at(1, 's'), 's'],
    ['that of a time that it expresses exactly', at(-2_000n, 'ms'), 's'],
    ['the unit of a finer number', at(1_001, 'ms'), 'ms'],
    ['the unit of a finer bigint', at(1n, 'us'), 'us'],
    ['nanoseconds for a finer RFC 3339', new Point('m').time('2026-01-01T00:00:00.1Z'), 'ns'],
    ['that of a point without a time', new Point('m'), 's'],
    ['the unit of a schema record', Weather.record({ room: 'a', temp: 1, time: new Date(1) }), 'ms'],
    ['nanoseconds for an object of another package', { toLineProtocol: () => 'm v=1' }, 'ns'],
    ['that of text', 'm v=1 1', 's'],
    ['that of bytes', new Uint8Array(), 's'],
  ])('returns %s', (_, input, precision) => {
    expect(precisionFor(input, 's')).toBe(precision)
    expect(precisionFor(input, 'ns')).toBe('ns')
  })
})
