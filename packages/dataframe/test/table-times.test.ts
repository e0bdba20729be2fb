import {
  DateDay,
  DateMillisecond,
  Float64,
  Int32,
  Int64,
  makeData,
  makeVector,
  Table,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint64,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import type { Vector } from 'apache-arrow'
import { describe, expect, it } from 'vitest'
import { tableLines } from '../src/index.ts'
import type { TableLinesOptions } from '../src/index.ts'
import { linesOf, refused, write } from './written-lines.ts'

const times = vectorFromArray([1n, 2n, 3n], new Int64())
const v = vectorFromArray([1, 2, 3], new Float64())

describe('the time of a row', () => {
  it.each<[string, Vector, Partial<TableLinesOptions>, string]>([
    [
      'a timestamp in nanoseconds',
      timestamps(new TimestampNanosecond('UTC'), 1_774_744_200_000_000_001n),
      {},
      '1774744200000000001',
    ],
    ['a timestamp in seconds', timestamps(new TimestampSecond('UTC'), 1_774_744_200n), {}, '1774744200000000000'],
    ['a timestamp before 1970', timestamps(new TimestampMillisecond('UTC'), -1n), {}, '-1000000'],
    ['a date', vectorFromArray([new Date('2026-03-29')], new DateDay()), {}, '1774742400000000000'],
    [
      'a date in milliseconds',
      vectorFromArray([new Date('2026-03-29')], new DateMillisecond()),
      {},
      '1774742400000000000',
    ],
    ['an integer', vectorFromArray([1_774_742_400], new Int32()), { precision: 's' }, '1774742400000000000'],
    ['RFC 3339', vectorFromArray(['2026-03-29T00:00:00.000000001Z'], new Utf8()), {}, '1774742400000000001'],
    ['text without seconds', vectorFromArray(['2018-10-26 12:00'], new Utf8()), {}, '1540555200000000000'],
    ['text with an offset', vectorFromArray(['2018-10-26 12:00:00-05:00'], new Utf8()), {}, '1540573200000000000'],
    ['text that repeats', vectorFromArray(['2018-10-26']), {}, '1540512000000000000'],
    [
      'naive text in a zone, before its clocks change',
      vectorFromArray(['2026-03-29 01:59'], new Utf8()),
      { timeZone: 'Europe/Berlin' },
      '1774745940000000000',
    ],
    [
      'naive text in a zone, after its clocks changed',
      vectorFromArray(['2026-03-29 03:00'], new Utf8()),
      { timeZone: 'Europe/Berlin' },
      '1774746000000000000',
    ],
    [
      'a naive timestamp in a zone',
      timestamps(new TimestampSecond(), 1_774_753_200n),
      { timeZone: 'Europe/Berlin' },
      '1774746000000000000',
    ],
    [
      'a date in a zone',
      vectorFromArray([new Date('2026-07-01')], new DateDay()),
      { timeZone: 'America/New_York' },
      '1782878400000000000',
    ],
    [
      'a timestamp with its own zone',
      timestamps(new TimestampSecond('Asia/Tokyo'), 0n),
      { timeZone: 'Europe/Berlin' },
      '0',
    ],
  ])('may be %s', (_, t, options, expected) => {
    expect(write({ t, v: vectorFromArray([1], new Float64()) }, options)).toEqual([`m v=1 ${expected}`])
  })

  it('is cut to the precision of the lines only if that is asked for', () => {
    const table = new Table({
      t: timestamps(new TimestampNanosecond('UTC'), -1n),
      v: vectorFromArray([1], new Float64()),
    })
    const lines = tableLines(table, { measurement: 'm', timeColumn: 't' })
    expect(linesOf(lines, { precision: 's', finerTimes: 'truncate' })).toBe('m v=1 -1\n')
    expect(() => linesOf(lines, { precision: 's' })).toThrow(/the precision 's' would cut it/)
  })

  it('of integers is in the precision of the write, or in that of the table', () => {
    const table = new Table({ t: vectorFromArray([5n], new Int64()), v: vectorFromArray([1], new Float64()) })
    const lines = tableLines(table, { measurement: 'm', timeColumn: 't' })
    expect(linesOf(lines, { precision: 'ms' })).toBe('m v=1 5\n')
    expect(linesOf(lines, { precision: 'ns', integerPrecision: 'ms' })).toBe('m v=1 5000000\n')
    const inSeconds = tableLines(table, { measurement: 'm', timeColumn: 't', precision: 's' })
    expect(linesOf(inSeconds, { precision: 'ns', integerPrecision: 'ms' })).toBe('m v=1 5000000000\n')
  })

  it.each([
    ['ms', 1_598_846_404n, 'seconds, not milliseconds'],
    ['ns', 1_598_846_404_123n, 'milliseconds, not nanoseconds'],
  ] as const)('of integers in %s is refused if it is %d', (precision, time, units) => {
    const t = vectorFromArray([5n, null, time], new Int64())
    const table = new Table({ t, v: vectorFromArray([1, 2, 3], new Float64()) })
    const message = `Row 3 of the time column "t": ${time} looks like the wrong unit (${units}?); set \`precision\`, or make`
    for (const options of [{}, { precision }]) {
      const lines = tableLines(table, { measurement: 'm', timeColumn: 't', ...options })
      expect(() => linesOf(lines, { precision: 'ns', integerPrecision: precision })).toThrow(message)
    }
    const typed = new Table({
      t: timestamps(new TimestampNanosecond('UTC'), time),
      v: vectorFromArray([1], new Float64()),
    })
    expect(linesOf(tableLines(typed, { measurement: 'm', timeColumn: 't' }))).toBe(`m v=1 ${time}\n`)
  })

  it('is `_time` unless another column is named', () => {
    const table = new Table({ _time: times, time2: times, v })
    expect(linesOf(tableLines(table, { measurement: 'm' }))).toBe(
      'm time2=1i,v=1 1\nm time2=2i,v=2 2\nm time2=3i,v=3 3\n',
    )
    expect(() => tableLines(table.select(['v']), { measurement: 'm' })).toThrow(
      refused('FLUXLINE_DATAFRAME', /`timeColumn` is missing and there is no "_time" column \(columns: "v"\)/),
    )
  })

  it.each<[string, Vector, string, RegExp]>([
    [
      'is null',
      vectorFromArray([1n, null, 3n], new Int64()),
      'FLUXLINE_LINE_PROTOCOL',
      /Row 2 of measurement "m" has no time/,
    ],
    [
      'is not a time',
      vectorFromArray(['2026-01-01', 'soon', ''], new Utf8()),
      'FLUXLINE_DATAFRAME',
      /Row 2 of the time column "t": "soon" is not an RFC 3339 timestamp/,
    ],
    [
      'is out of range',
      vectorFromArray([1n, 2n ** 63n - 1n, 3n], new Int64()),
      'FLUXLINE_LINE_PROTOCOL',
      /9223372036854775807n? is outside InfluxDB's range/,
    ],
    [
      'does not fit in 64 bits',
      vectorFromArray([1n, 2n ** 63n, 3n], new Uint64()),
      'FLUXLINE_DATAFRAME',
      /Row 2 .* 9223372036854775808/,
    ],
  ])('that %s is refused', (_, t, code, message) => {
    expect(() => write({ t, v })).toThrow(refused(code, message))
  })
})

/** Makes a vector of times, since Arrow's builders take milliseconds. */
function timestamps(type: TimestampNanosecond | TimestampMillisecond | TimestampSecond, ...values: bigint[]): Vector {
  return makeVector(makeData({ type: type as TimestampNanosecond, data: BigInt64Array.from(values) }))
}
