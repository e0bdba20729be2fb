import { expect, it } from 'vitest'
import { parseDateText } from './date-text.ts'

const utc = (text: string): bigint => BigInt(Date.parse(text)) * 1_000_000n

it.each<[string, bigint]>([
  ['2004-01-02', utc('2004-01-02T00:00:00Z')],
  ['2009-11-10 10:00', utc('2009-11-10T10:00:00Z')],
  ['2009-11-10T10:00', utc('2009-11-10T10:00:00Z')],
  ['2009-11-10t10:00:01', utc('2009-11-10T10:00:01Z')],
  [' 2009-11-10 10:00:01.000000001\n', utc('2009-11-10T10:00:01Z') + 1n],
])('reads %j without a zone, as UTC', (text, nanoseconds) => {
  expect(parseDateText(text)).toEqual({ nanoseconds, isNaive: true })
})

it.each<[string, bigint]>([
  ['2009-11-10T10:00:00Z', utc('2009-11-10T10:00:00Z')],
  ['2009-11-10 10:00:00z', utc('2009-11-10T10:00:00Z')],
  ['2009-11-10T10:00Z', utc('2009-11-10T10:00:00Z')],
  ['2009-11-10T10:00:00+01:00', utc('2009-11-10T09:00:00Z')],
  ['2009-11-10T10:00:00+0100', utc('2009-11-10T09:00:00Z')],
  ['2009-11-10T10:00-0130', utc('2009-11-10T11:30:00Z')],
  ['2009-11-10 10:00:00.5+01', utc('2009-11-10T09:00:00.500Z')],
])('reads %j with its zone', (text, nanoseconds) => {
  expect(parseDateText(text)).toEqual({ nanoseconds, isNaive: false })
})

it.each([
  '',
  'now',
  '2009',
  '2009-11',
  '20091110',
  '20091110T100000Z',
  '2009-11-10T10',
  '2009-11-10Z',
  '2009-11-10+01:00',
  '2009-11-10  10:00',
  '2009-11-10T10:00:00 Z',
  '2009-11-10T10:00:00+1',
  '2009-11-10T10:00:00+24:00',
  '2009-11-10T10:00:00+01:60',
  '2009-11-10T24:00',
  '2009-11-10T10:60',
  '2009-11-31',
  '2009-02-29 10:00',
  '2009-11-10T10:00:00.0123456789Z',
  '+002009-11-10',
  '10.11.2009',
  '11/10/2009',
  'Tue, 10 Nov 2009 10:00:00 GMT',
])('refuses %j', (text) => {
  expect(parseDateText(text)).toBe(undefined)
})
