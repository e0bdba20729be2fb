import { describe, expect, it } from 'vitest'
import { LineProtocolError } from '../errors.ts'
import { parseTimestamp } from './parse-timestamp.ts'

const utc = (text: string): bigint => BigInt(Date.parse(text)) * 1_000_000n

describe('parseTimestamp', () => {
  it.each([
    ['2018-10-26', utc('2018-10-26T00:00:00Z')],
    ['2018-10-26 12:00', utc('2018-10-26T12:00:00Z')],
    ['2018-10-26T12:00:01.000000001', utc('2018-10-26T12:00:01Z') + 1n],
    [' 2018-10-26T12:00:00+02:00 ', utc('2018-10-26T10:00:00Z')],
  ])('reads %j, as UTC if it has no zone', (text, nanoseconds) => {
    expect(parseTimestamp(text)).toBe(nanoseconds)
  })

  it.each([
    ['in summer', '2024-07-01T12:00:00', 'Europe/Berlin', utc('2024-07-01T10:00:00Z')],
    ['in winter', '2024-01-01T12:00:00.5', 'Europe/Berlin', utc('2024-01-01T11:00:00.500Z')],
    ['in the hour that is skipped', '2024-03-31T02:30', 'Europe/Berlin', utc('2024-03-31T01:30:00Z')],
    ['in the hour that comes twice, the first', '2024-10-27T02:30', 'Europe/Berlin', utc('2024-10-27T00:30:00Z')],
    ['with half an hour', '2024-01-01', 'Asia/Kolkata', utc('2023-12-31T18:30:00Z')],
    ['before 1970, with a fraction', '1960-01-01T00:00:00.000000001', 'Asia/Tokyo', utc('1959-12-31T15:00:00Z') + 1n],
    ['with a zone in the text', '2024-07-01T12:00:00Z', 'Europe/Berlin', utc('2024-07-01T12:00:00Z')],
  ])('reads naive text in a zone: %s', (_, text, timeZone, nanoseconds) => {
    expect(parseTimestamp(text, { timeZone })).toBe(nanoseconds)
  })

  it.each(['', 'now', '2018-13-01', '2018-02-30', '2018-10-26T25:00', '26.10.2018'])('refuses %j', (text) => {
    expect(() => parseTimestamp(text)).toThrow(LineProtocolError)
  })

  it('refuses a zone that does not exist, and names it', () => {
    expect(() => parseTimestamp('2018-10-26', { timeZone: 'Mars/Olympus' })).toThrow(
      /"Mars\/Olympus" is not a time zone/,
    )
  })
})
