import { describe, expect, it } from 'vitest'
import { and, checkPredicate, eq, errorCaret, ne } from './predicate.ts'

describe('a predicate', () => {
  it.each([
    [eq('room', 'attic'), '"room" = "attic"'],
    [ne('room', 'attic'), '"room" != "attic"'],
    [eq('a "b"', 'c\\d\n'), String.raw`"a \"b\"" = "c\\d\n"`],
    [and(eq('_measurement', 'h2o'), ne('room', '')), '("_measurement" = "h2o") AND ("room" != "")'],
    [and('a="b" AND c="d"'), 'a="b" AND c="d"'],
  ])('of case %# is %s', (given, expected) => {
    expect(given).toBe(expected)
  })

  it.each([
    ['a field', () => eq('_field', 'f')],
    ['a value', () => ne('_value', '1')],
    ['a time', () => eq('_time', '2026')],
    ['an empty value', () => eq('room', '')],
    ['nothing', () => and()],
    ['an empty part', () => and(eq('a', 'b'), ' ')],
    ['NUL, after which InfluxDB reads nothing', () => checkPredicate('_measurement="m"\0 AND room="attic"')],
    ['half of a surrogate pair', () => checkPredicate(eq('room', '\ud83d'))],
  ])('by %s is refused', (_, build) => {
    expect(build).toThrow(expect.objectContaining({ code: 'FLUXLINE_OPTION' }))
  })
})

describe('another measurement than one', () => {
  const refusal = expect.objectContaining({
    code: 'FLUXLINE_OPTION',
    message: expect.stringMatching(
      /^_measurement != .* List the measurements, and delete each with eq\('_measurement', name\)\.$/,
    ),
  })

  it.each([
    '_measurement != "m2"',
    '_measurement!="m2"',
    '_measurement <> "m2"',
    '"_measurement" != "m2"',
    '_measurement\n!= m2',
    '((_measurement != "m2"))',
    'room="attic" and (_measurement != "m2")',
    '_measurement = "m1" and _measurement != "m2"',
    '_measurement !=',
  ])('is refused, since InfluxDB would delete only a part: %s', (predicate) => {
    expect(() => checkPredicate(predicate)).toThrow(refusal)
    expect(() => and(eq('a', 'b'), predicate)).toThrow(refusal)
  })

  it('is refused by ne', () => {
    expect(() => ne('_measurement', 'm2')).toThrow(refusal)
    expect(() => ne('_measurement', '')).toThrow(refusal)
  })

  it.each([
    'room != "_measurement"',
    'room="_measurement != 1"',
    '"a\\" _measurement != x" != "y"',
    '"_measurement\\"" != "y"',
    '"my_measurement" != "y"',
    '_measurement = "m" and room != "x"',
  ])('differs from a predicate of tags: %s', (predicate) => {
    expect(() => checkPredicate(predicate)).not.toThrow()
  })
})

describe('the position of an error', () => {
  it.each([
    ['a>1', 'error decoding json body: invalid operator ">" at position: 1', '  a>1\n   ^'],
    ['ä="é" or x="y"', 'the logical operator OR is not supported yet at position 6', '  ä="é" or x="y"\n        ^'],
    ['t="v" and', 'found EOF, expected identifier at line 1, char 11', '  t="v" and\n           ^'],
  ])('in %s is shown', (predicate, words, expected) => {
    expect(errorCaret(predicate, words)).toBe(expected)
  })

  it('is left out if the server does not name it, or not its line', () => {
    expect(errorCaret('(t="v"', 'extra ( seen')).toBeUndefined()
    expect(errorCaret('t="v" and\nx > 1', 'invalid operator ">" at position: 2')).toBeUndefined()
  })
})
