import { Timestamp } from '@fluxline/flux-csv'
import { describe, expect, it } from 'vitest'
import { identifier, influxql, influxqlDuration, influxqlRaw } from './influxql-template.ts'
import type { InfluxQLInput } from './value-node.ts'

const text = (parts: TemplateStringsArray, ...values: InfluxQLInput[]): string => String(influxql(parts, ...values))

describe('a value in code', () => {
  it.each<[string, InfluxQLInput, string]>([
    ['text', `it's "x" \\ \n`, String.raw`'it\'s "x" \\ \n'`],
    ['a number', 1.5, '1.5'],
    ['a negative number', -3, '-3'],
    ['a large number', 1.25e21, '1250000000000000000000.0'],
    ['a number of more than 64 bits', 2e19, '20000000000000000000.0'],
    ['a number below 64 bits', -(2 ** 63), '-9223372036854776000.0'],
    ['a number of 63 bits', 2 ** 62, '4611686018427388000'],
    ['a small number', 5e-10, '0.0000000005'],
    ['a bigint', 2n ** 64n - 1n, '18446744073709551615'],
    ['a boolean', false, 'false'],
    ['a date', new Date(0), `'1970-01-01T00:00:00.000Z'`],
    ['a time with nanoseconds', Timestamp.fromNanoseconds(-1n), `'1969-12-31T23:59:59.999999999Z'`],
    ['a Temporal instant', { epochNanoseconds: 1n }, `'1970-01-01T00:00:00.000000001Z'`],
    ['a duration', influxqlDuration('1h30m'), '1h30m'],
    ['microseconds', influxqlDuration('5us'), '5u'],
    ['a regular expression', /^a\/b\\c$/i, String.raw`/(?i)^a\/b\x5cc$/`],
    ['an identifier', identifier(`a"b'`), String.raw`"a\"b'"`],
    ['a nested template', influxql`a = ${1}`, 'a = 1'],
    ['a raw text', influxqlRaw('now()'), 'now()'],
    ['a list', ['a', 1], `'a', 1`],
  ])('is a literal: %s', (_, value, expected) => {
    expect(text`SELECT x FROM y WHERE ${value}`).toBe(`SELECT x FROM y WHERE ${expected}`)
  })

  it('is an identifier where a name must stand', () => {
    expect(
      text`SELECT ${'f'}, ${'g'} FROM ${'db'}.${'rp'}.${'m'}, ${'n'} WHERE h = ${'x'} GROUP BY ${'h'}, ${'i'}`,
    ).toBe(`SELECT "f", "g" FROM "db"."rp"."m", "n" WHERE h = 'x' GROUP BY "h", "i"`)
    expect(text`SHOW TAG VALUES ON ${'db'} WITH KEY IN (${['a', 'b']}) WHERE c = ${'d'}`).toBe(
      `SHOW TAG VALUES ON "db" WITH KEY IN ('a', 'b') WHERE c = 'd'`.replace(`'a', 'b'`, '"a", "b"'),
    )
    expect(text`SHOW TAG VALUES WITH KEY = ${'a'}`).toBe('SHOW TAG VALUES WITH KEY = "a"')
    expect(text`CREATE RETENTION POLICY ${'p'} ON ${'d'} DURATION ${influxqlDuration('1d')} REPLICATION ${1}`).toBe(
      'CREATE RETENTION POLICY "p" ON "d" DURATION 1d REPLICATION 1',
    )
    expect(text`CREATE USER ${'u'} WITH PASSWORD ${'p'}`).toBe(`CREATE USER "u" WITH PASSWORD 'p'`)
    expect(
      text`SELECT mean(x) INTO ${'m'} FROM ${'n'} WHERE a = ${'b'} GROUP BY time(${5}m), ${'h'} tz(${'UTC'})`,
    ).toBe(`SELECT mean(x) INTO "m" FROM "n" WHERE a = 'b' GROUP BY time(5m), "h" tz('UTC')`)
  })

  it('matches one of a list after =~ and !~', () => {
    expect(text`SELECT x FROM y WHERE h =~ ${['a.b', 'c/d']} AND i !~ ${[]}`).toBe(
      String.raw`SELECT x FROM y WHERE h =~ /^(?:a\.b|c\/d)$/ AND i !~ /[^\x00-\x{10FFFF}]/`,
    )
  })

  it('does not become a comment, a duration or a part of a word', () => {
    expect(text`SELECT a -${-1} FROM b WHERE time > now() - ${5}m`).toBe('SELECT a - -1 FROM b WHERE time > now() - 5m')
    for (const act of [
      () => text`SELECT x_${1} FROM y`,
      () => text`SELECT ${1.5}m FROM y`,
      () => text`SELECT ${1}e5 FROM y`,
      () => text`SELECT x FROM y WHERE a = $${'b'}`,
      () => text`SELECT 1.${5} FROM y`,
      () => text`SELECT ${'a'}b FROM y`,
    ])
      expect(act).toThrow(/is part of a name or a number/)
  })
})

describe('a value in quotes', () => {
  it('is escaped text', () => {
    expect(text`SELECT "a ${'"x"'}" FROM b WHERE c = '${`it's`} ${5} ${new Date(0)}'`).toBe(
      String.raw`SELECT "a \"x\"" FROM b WHERE c = 'it\'s 5 1970-01-01T00:00:00.000Z'`,
    )
    expect(text`SELECT "${identifier('a"')}" FROM b`).toBe(String.raw`SELECT "a\"" FROM b`)
  })

  it('in a regular expression matches literally', () => {
    expect(text`SELECT a FROM b WHERE c =~ /^${'x.y/z'}+[${']'}]/`).toBe(
      String.raw`SELECT a FROM b WHERE c =~ /^(?:x\.y\/z)+[\]]/`,
    )
  })

  it.each<[string, () => string, RegExp]>([
    ['a list', () => text`SELECT '${['a']}' FROM b`, /is inside quotes, but has no text/],
    ['a RegExp', () => text`SELECT a FROM /${/x/}/`, /is inside a regular expression, but has no text/],
    ['a value after a backslash', () => text`SELECT 'a\\${'b'}' FROM b`, /is after a backslash/],
    ['a comment', () => text`SELECT a /* ${'x'} */ FROM b`, /is inside a comment/],
    ['a line comment', () => text`SELECT a -- ${'x'}`, /is inside a comment/],
    ['text after =~', () => text`SELECT a FROM b WHERE c =~ ${'x'}`, /is after =~ or !~; pass a RegExp or a list/],
    ['an open string', () => text`SELECT 'a${'b'}`, /ends inside a string; close it/],
    ['an empty list', () => text`SELECT ${[]} FROM b`, /is an empty list/],
  ])('is refused: %s', (_, act, message) => {
    expect(act).toThrow(expect.objectContaining({ code: 'FLUXLINE_QUERY', message: expect.stringMatching(message) }))
  })
})

it.each<[unknown, RegExp]>([
  [undefined, /^Value 1 of the template is undefined, which cannot be written in InfluxQL/],
  [null, /is null/],
  [NaN, /is NaN/],
  [Infinity, /is Infinity/],
  [2n ** 64n, /does not fit in 64 bits/],
  [{ a: 1 }, /cannot be written in InfluxQL; pass one of its members/],
  [new Date(NaN), /is an invalid Date/],
  ['a\r', /cannot write a carriage return or NUL; pass it in `params`/],
  ['\ud800', /unpaired surrogate/],
  [/(?=a)/, /InfluxQL does not support look-ahead/],
])('refuses %s', (value, message) => {
  expect(() => text`SELECT a FROM b WHERE c = ${value as never}`).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_QUERY', message: expect.stringMatching(message) }),
  )
})

it('refuses what is not a template, and wrong durations', () => {
  expect(() => influxql('SELECT a' as never)).toThrow(/is the tag of a template/)
  for (const bad of ['', '5', '1y', '1mo', '1.5h', 'x', 5 as never]) {
    expect(() => influxqlDuration(bad)).toThrow(/is not a duration of InfluxQL/)
  }
})
