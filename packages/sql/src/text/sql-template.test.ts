import { Timestamp } from '@fluxline/flux-csv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sql, sqlIdentifier, sqlInterval, sqlRaw } from './sql-template.ts'
import type { SqlInput } from './value-node.ts'

const text = (parts: TemplateStringsArray, ...values: SqlInput[]): string => String(sql(parts, ...values))

describe('a value in code', () => {
  it.each<[string, SqlInput, string]>([
    ['text', `it's "x" \\ \n`, `'it''s "x" \\ \n'`],
    ['a number', 1.5, '1.5'],
    ['a negative number', -3, '-3'],
    ['negative zero', -0, '-0.0'],
    ['a large number', 1e300, '1e+300'],
    ['a bigint', 2n ** 64n - 1n, '18446744073709551615'],
    ['a boolean', false, 'false'],
    ['null', null, 'NULL'],
    ['a date', new Date(0), `TIMESTAMP '1970-01-01T00:00:00.000Z'`],
    ['a time with nanoseconds', Timestamp.fromNanoseconds(-1n), `TIMESTAMP '1969-12-31T23:59:59.999999999Z'`],
    ['a Temporal instant', { epochNanoseconds: 1n }, `TIMESTAMP '1970-01-01T00:00:00.000000001Z'`],
    ['an interval', sqlInterval('1h30m'), `INTERVAL '1 hours 30 minutes'`],
    ['a negative interval', sqlInterval('-7d'), `INTERVAL '-7 days'`],
    ['an identifier', sqlIdentifier(`a"b'`), `"a""b'"`],
    ['a nested template', sql`a = ${1}`, 'a = 1'],
    ['a raw text', sqlRaw('now()'), 'now()'],
    ['a list', ['a', 1, null], `('a', 1, NULL)`],
  ])('is a literal: %s', (_, value, expected) => {
    expect(text`SELECT x FROM y WHERE ${value}`).toBe(`SELECT x FROM y WHERE ${expected}`)
  })

  it('is an identifier where text would be a constant or an error', () => {
    expect(
      text`SELECT ${'a'} FROM ${'t'} JOIN ${'u'} ON t.${'x'} = ${'y'} GROUP BY ${'g'}, ${'h'} ORDER BY ${'i'} LIMIT ${5}`,
    ).toBe(`SELECT 'a' FROM "t" JOIN "u" ON t."x" = 'y' GROUP BY "g", "h" ORDER BY "i" LIMIT 5`)
    expect(text`SELECT * FROM ${'s'}.${'t'}, ${'u'} WHERE a IN ${['x', 'y']} AND b IN (${['z']}) AND c = ${'d'}`).toBe(
      `SELECT * FROM "s"."t", "u" WHERE a IN ('x', 'y') AND b IN ('z') AND c = 'd'`,
    )
    expect(text`SELECT ${sqlIdentifier('n')} FROM t WHERE f(${'a'}, ${'b'}) GROUP BY f(${'c'})`).toBe(
      `SELECT "n" FROM t WHERE f('a', 'b') GROUP BY f('c')`,
    )
  })

  it('does not become a comment or a part of a word', () => {
    expect(text`SELECT 1 -${-1}`).toBe('SELECT 1 - -1')
    for (const act of [
      () => text`SELECT x_${1} FROM y`,
      () => text`SELECT 1.${5}`,
      () => text`SELECT ${1}e5`,
      () => text`SELECT $${'b'}`,
      () => text`SELECT ${'a'}b`,
      () => text`SELECT ${'a'}'b'`,
      () => text`SELECT 'b'${'a'}`,
      () => text`SELECT x::${'a'}`,
    ])
      expect(act).toThrow(/is part of a name or a number|is right after quotes/)
  })
})

describe('a value in quotes', () => {
  it('is escaped text', () => {
    expect(text`SELECT "a ${'"x"'}" FROM b WHERE c = 'x ${`it's`} ${5} ${new Date(0)}'`).toBe(
      `SELECT "a ""x""" FROM b WHERE c = 'x it''s 5 1970-01-01T00:00:00.000Z'`,
    )
  })

  it.each<[string, () => string, RegExp]>([
    ['a list', () => text`SELECT '${['a']}'`, /is inside quotes, but has no text/],
    ['after a prefix', () => text`SELECT E'${'a'}'`, /after a prefix/],
    ['dollar quotes', () => text`SELECT $$${'a'}$$`, /is inside dollar quotes/],
    ['tagged dollar quotes', () => text`SELECT $x$ ${'a'} $x$`, /is inside dollar quotes/],
    ['a comment', () => text`SELECT a /* ${'x'} */`, /is inside a comment/],
    ['a line comment', () => text`SELECT a -- ${'x'}`, /is inside a comment/],
    ['a comment in a comment', () => text`SELECT a /* /* */ ${'x'} -- */`, /which servers read in two ways/],
    ['an open string', () => text`SELECT 'a${'b'}`, /ends inside a string; close it/],
    ['an empty list', () => text`SELECT a IN ${[]}`, /is an empty list/],
    ['an empty name', () => text`SELECT a FROM ${''}`, /is empty/],
  ])('is refused: %s', (_, act, message) => {
    expect(act).toThrow(expect.objectContaining({ code: 'FLUXLINE_QUERY', message: expect.stringMatching(message) }))
  })
})

it.each<[unknown, RegExp]>([
  [undefined, /^Value 1 of the template is undefined, which cannot be written in SQL/],
  [NaN, /is NaN/],
  [Infinity, /is Infinity/],
  [2n ** 64n, /does not fit in 64 bits/],
  [{ a: 1 }, /cannot be written in SQL; pass one of its members/],
  [/x/, /cannot be written in SQL/],
  [new Date(NaN), /is an invalid Date/],
  ['a\0', /cannot write NUL/],
  ['\ud800', /unpaired surrogate/],
])('refuses %s', (value, message) => {
  expect(() => text`SELECT a FROM b WHERE c = ${value as never}`).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_QUERY', message: expect.stringMatching(message) }),
  )
})

it('refuses what is not a template, and wrong intervals', () => {
  expect(() => sql('SELECT a' as never)).toThrow(/is the tag of a template/)
  for (const bad of ['', '5', '1.5h', 'x', 5 as never]) expect(() => sqlInterval(bad)).toThrow(/is not an interval/)
})

it('never lets text out of its literal', () => {
  const hostile = fc.string({ unit: fc.constantFrom("'", '"', '\\', '-', '/', '*', ';', '$', '\n', 'a', ' ', 'é') })
  fc.assert(
    fc.property(hostile, (value) => {
      const script = text`SELECT ${value}, 'x${value}' FROM t WHERE a = ${value}`
      // Each literal is between quotes that stand alone.
      const literals = [...script.matchAll(/'(?:[^']|'')*'/g)].map(([literal]) =>
        literal.slice(1, -1).replaceAll("''", "'"),
      )
      expect(literals.slice(0, 3)).toEqual([value, `x${value}`, value])
    }),
  )
})
