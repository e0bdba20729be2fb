import { beforeEach, describe, expect, it, vi } from 'vitest'
import { fieldTypes } from '../src/field-types.ts'
import * as point from '../src/index.ts'

it('exports these names and no others', () => {
  const names = [
    'LineProtocolEncoder',
    'LineProtocolError',
    'OptionError',
    'Point',
    'createClock',
    'defineMeasurement',
    'escapeFieldKey',
    'escapeMeasurement',
    'escapeTagKey',
    'escapeTagValue',
    'parseLineProtocol',
    'parseTimestamp',
    'precisionFor',
    'processClock',
    'quoteString',
    'tag',
    'toNanoseconds',
    // The member functions of schemas.
    ...Object.keys(fieldTypes),
  ]
  expect(Object.keys(point).toSorted()).toEqual(names.toSorted())
})

describe('a second copy of the package', () => {
  beforeEach(() => void vi.resetModules())

  const options = { precision: 'us', defaultTags: { d: 'x' }, clock: () => 1_000n } as const
  const written = (input: point.LineInput): string => {
    const encoder = new point.LineProtocolEncoder(options)
    encoder.encode(input)
    return new TextDecoder().decode(encoder.takeBytes())
  }

  it('makes points that are written and compared like those of the first', async () => {
    const copy = await import('../src/index.ts')
    const foreign = new copy.Point('m').tag('t', 'a').floatField('v', 1.5).time(5, 'ms')
    expect(foreign).not.toBeInstanceOf(point.Point)
    expect(written(foreign)).toBe('m,d=x,t=a v=1.5 5000\n')
    expect(new point.Point('m').tag('t', 'a').floatField('v', 1.5).time(5_000, 'us').equals(foreign)).toBe(true)
    expect(new point.Point('m').tag('t', 'b').floatField('v', 1.5).time(5_000, 'us').equals(foreign)).toBe(false)
  })

  it('makes records of a schema that are written, and timestamped if they have no time', async () => {
    const copy = await import('../src/index.ts')
    const schema = copy.defineMeasurement('m', { tags: { t: copy.tag() }, fields: { n: copy.int() }, time: 's' })
    expect(written(schema.record({ t: 'a', n: 3, time: 2 }))).toBe('m,d=x,t=a n=3i 2000000\n')
    expect(written(schema.record({ t: 'a', n: 3 }))).toBe('m,d=x,t=a n=3i 1\n')
    // A schema is data, so it may contain members of another copy.
    const mixed = point.defineMeasurement('m', { tags: { t: copy.tag() }, fields: { n: copy.int() } })
    expect(written(mixed.record({ t: 'a', n: 3, time: 2_000 }))).toBe('m,d=x,t=a n=3i 2\n')
  })

  it('throws errors that have the same code and brand', async () => {
    const copy = await import('../src/index.ts')
    expect(() => new copy.Point(1 as never)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_LINE_PROTOCOL', [Symbol.for('fluxline.error')]: true }),
    )
  })
})
