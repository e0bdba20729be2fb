import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineProtocolError } from '../errors.ts'
import { escapeFieldKey, escapeMeasurement, escapeTagKey, escapeTagValue, quoteString } from './escape.ts'

const { raw } = String

describe('escaping', () => {
  it.each([
    ['a comma', 'a,b', raw`a\,b`, raw`a\,b`, raw`a\,b`, raw`a\,b`],
    ['a space', 'a b', raw`a\ b`, raw`a\ b`, raw`a\ b`, raw`a\ b`],
    ['an equals sign', 'a=b', 'a=b', raw`a\=b`, raw`a\=b`, raw`a\=b`],
    ['a quote', 'a"b', 'a"b', 'a"b', 'a"b', 'a"b'],
    ['a backslash before a letter', raw`a\b`, raw`a\b`, raw`a\b`, raw`a\b`, raw`a\b`],
    ['a line feed', 'a\nb', raw`a\nb`, raw`a\nb`, raw`a\nb`, raw`a\nb`],
    ['a carriage return', 'a\rb', raw`a\rb`, raw`a\rb`, raw`a\rb`, raw`a\rb`],
    ['a tab', 'a\tb', raw`a\tb`, raw`a\tb`, raw`a\tb`, raw`a\tb`],
    ['other planes', 'é😀', 'é😀', 'é😀', 'é😀', 'é😀'],
  ])('writes %s as each part of a line needs it', (_, text, measurement, tagKey, tagValue, fieldKey) => {
    expect(escapeMeasurement(text)).toBe(measurement)
    expect(escapeTagKey(text)).toBe(tagKey)
    expect(escapeTagValue(text)).toBe(tagValue)
    expect(escapeFieldKey(text)).toBe(fieldKey)
  })

  it('escapes only quotes and backslashes in a string, and keeps line breaks', () => {
    expect(quoteString('a"b\\c\nd, e=f')).toBe('"a\\"b\\\\c\nd, e=f"')
  })

  it('adds the backslash that InfluxDB removes before a quote in a field key', () => {
    expect(escapeFieldKey(raw`a\"b`)).toBe(raw`a\\"b`)
  })
})

describe('trap 15: a backslash that InfluxDB would read as an escape', () => {
  it.each([
    ['a measurement', escapeMeasurement],
    ['a tag key', escapeTagKey],
    ['a tag value', escapeTagValue],
    ['a field key', escapeFieldKey],
  ])('is refused at the end of %s, or gets a no-break space after it', (_, escape) => {
    expect(() => escape('a\\')).toThrow(/does not accept "\\\\" there; change it, or set trailingBackslash: 'pad'/)
    const options = { trailingBackslash: 'pad' } as const
    expect(escape('a\\', options)).toBe('a\\\u00A0')
    expect(escape('a\\\\', options)).toBe('a\\\\\u00A0')
    expect(escape('a\\\u00A0\u00A0', options)).toBe('a\\\u00A0\u00A0\u00A0')
    expect([escape('a\u00A0', options), escape('a', options), escape('a\\b', options)]).toEqual([
      'a\u00A0',
      'a',
      'a\\b',
    ])
  })

  it.each([
    ['measurements', escapeMeasurement],
    ['tag keys', escapeTagKey],
    ['tag values', escapeTagValue],
    ['field keys', escapeFieldKey],
  ])('makes no two %s equal if it is padded', (_, escape) => {
    const options = { trailingBackslash: 'pad' } as const
    const texts = fc.string({ unit: fc.constantFrom('a', '\\', ' ', '\u00A0', ','), maxLength: 6 })
    const written = (text: string): string | undefined => {
      try {
        return escape(text, options)
      } catch {
        return undefined
      }
    }
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const lines = [written(one), written(other)]
        expect(one === other || lines[0] === undefined || lines[0] !== lines[1]).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([',', '=', ' ', '"'])('is refused before %j in a measurement, which could not be queried', (special) => {
    expect(() => escapeMeasurement(`a\\${special}b`)).toThrow(LineProtocolError)
  })

  it.each([',', '=', ' '])('is refused before %j in a field key, where InfluxDB reads pairs', (special) => {
    expect(() => escapeFieldKey(`a\\${special}b`)).toThrow(LineProtocolError)
    expect(escapeFieldKey(`a\\\\${special}b`)).toBe(`a\\\\\\${special}b`)
  })

  it('round-trips before a comma or an equals sign in a tag, and is refused before a space', () => {
    expect(escapeTagValue(raw`C:\,D:\=`)).toBe(raw`C:\\,D:\\=`)
    expect(escapeTagKey(raw`a\,b`)).toBe(raw`a\\,b`)
    expect(() => escapeTagValue(raw`a\ b`)).toThrow(LineProtocolError)
  })
})

describe('names that InfluxDB would refuse, drop or change', () => {
  it.each([
    ['trap 16: a measurement that starts a comment', () => escapeMeasurement('#m')],
    ['an empty measurement', () => escapeMeasurement('')],
    ['an empty field key', () => escapeFieldKey('')],
    ['a field named time', () => escapeFieldKey('time')],
    ['a tag named time', () => escapeTagKey('time')],
    ['a tag named _field', () => escapeTagKey('_field')],
    ['a tag named _measurement', () => escapeTagKey('_measurement')],
    ['U+0000 at the start of a measurement', () => escapeMeasurement('\0m')],
    ['U+0000 at the start of a field key', () => escapeFieldKey('\0f')],
    ['half a surrogate pair in a name', () => escapeTagKey('a\ud800')],
    ['half a surrogate pair in a string', () => quoteString('a\udc00b')],
  ])('refuses %s', (_, escape) => {
    expect(escape).toThrow(expect.objectContaining({ code: 'FLUXLINE_LINE_PROTOCOL' }))
  })

  it('accepts names that only look like them', () => {
    expect(escapeTagKey('timestamp')).toBe('timestamp')
    expect(escapeTagKey('_fields')).toBe('_fields')
    expect(escapeMeasurement('_internal')).toBe('_internal')
    expect(escapeMeasurement('a#')).toBe('a#')
    expect(escapeTagValue('time')).toBe('time')
  })

  it.each(['\n', '\r', '\t'])('refuses %j with newline: reject', (control) => {
    expect(() => escapeTagValue(`a${control}b`, { newline: 'reject' })).toThrow(LineProtocolError)
  })

  it('names the part, the value, the problem and the remedy', () => {
    expect(() => escapeTagKey('a\\ b')).toThrow(
      String.raw`Tag "a\\ b" cannot be written: InfluxDB does not accept "\\ " there; change it.`,
    )
  })
})
