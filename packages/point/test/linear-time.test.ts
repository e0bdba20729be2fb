import { superlinearTimes } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import {
  escapeFieldKey,
  escapeMeasurement,
  escapeTagKey,
  escapeTagValue,
  LineProtocolEncoder,
  parseLineProtocol,
  parseTimestamp,
  Point,
  quoteString,
} from '../src/index.ts'

const pad = { trailingBackslash: 'pad' } as const

const SIZES = [4000, 64_000, 1_000_000] as const

const texts: Record<string, (size: number) => string> = {
  'digits and a letter': (size) => `${'1'.repeat(size)}x`,
  'digits of a fraction and a letter': (size) => `1.${'1'.repeat(size)}x`,
  'digits of an exponent and a letter': (size) => `1e${'1'.repeat(size)}x`,
  points: (size) => '1.'.repeat(size / 2),
  backslashes: (size) => `${'\\'.repeat(size)}x`,
  quotes: (size) => '"'.repeat(size),
  'an open string': (size) => `"${'a\n'.repeat(size / 2)}`,
  commas: (size) => ','.repeat(size),
  spaces: (size) => `${' '.repeat(size)}x`,
  'a backslash and no-break spaces': (size) => `\\\\${'\u00A0'.repeat(size)}x`,
  'backslashes and no-break spaces': (size) => '\\\\\u00A0'.repeat(size / 2),
  'digits of a second': (size) => `2026-01-01T00:00:00.${'1'.repeat(size)}x`,
}

const readers: Record<string, (text: string) => unknown> = {
  'parseLineProtocol, a value': (text) => parseLineProtocol(`m v=${text}`),
  'parseLineProtocol, a measurement': (text) => parseLineProtocol(`${text} v=1`),
  'parseLineProtocol, a tag': (text) => parseLineProtocol(`m,t=${text} v=1`),
  'parseLineProtocol, a time': (text) => parseLineProtocol(`m v=1 ${text}`),
  'parseLineProtocol, digits of a time': (text) => parseLineProtocol(`m v=1 ${'1'.repeat(text.length)}`),
  'LineProtocolEncoder, lines': (text) => new LineProtocolEncoder().encode(`m v=${text} 1`),
  'a padded measurement': (text) => escapeMeasurement(text, pad),
  'a padded tag key': (text) => escapeTagKey(text, pad),
  'a padded tag value': (text) => escapeTagValue(text, pad),
  'a padded field key': (text) => escapeFieldKey(text, pad),
  'a string field': (text) => quoteString(text),
  'an integer field': (text) => Point.measurement('m').intField('v', text),
  'a time in a unit': (text) => Point.measurement('m').time(text, 'ms'),
  'Point.time': (text) => Point.measurement('m').time(text),
  parseTimestamp: (text) => parseTimestamp(text),
}

const cases = Object.keys(readers).flatMap((reader) => Object.keys(texts).map((text) => [reader, text] as const))

it.each(cases)('%s reads %s in linear time', (reader, text) => {
  expect(superlinearTimes(SIZES, texts[text]!, readers[reader]!)).toBeUndefined()
})
