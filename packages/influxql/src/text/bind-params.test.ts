import { expect, it } from 'vitest'
import { bindParams } from './bind-params.ts'
import { identifier, influxqlDuration } from './influxql-template.ts'

it('writes each parameter as it must stand in its place', () => {
  const params = {
    host: `it's $n`,
    n: 2n ** 63n - 1n,
    f: 1.5,
    ok: true,
    re: /^a\/b$/,
    since: new Date(0),
    step: influxqlDuration('5m'),
    m: identifier('cpu "1"'),
    hosts: ['a', 'b'],
  }
  expect(
    bindParams(
      `SELECT mean(x) FROM $m WHERE a = $host AND n > -$n AND f = $f AND ok = $ok AND r =~ $re AND h =~ $hosts AND time > $since GROUP BY time($step)`,
      params,
    ),
  ).toBe(
    String.raw`SELECT mean(x) FROM "cpu \"1\"" WHERE a = 'it\'s $n' AND n > -9223372036854775807 AND f = 1.5 AND ok = true AND r =~ /^a\/b$/ AND h =~ /^(?:a|b)$/ AND time > '1970-01-01T00:00:00.000Z' GROUP BY time(5m)`,
  )
})

it('leaves text, names, regular expressions and comments alone', () => {
  const query = `SELECT "$a" FROM m WHERE b = '$a' AND c =~ /x$a/ -- $a\n /* $a */ AND d = 1`
  expect(bindParams(query, { a: 1 })).toBe(query)
})

it.each<[string, object, RegExp]>([
  ['SELECT a FROM b WHERE c = $d', {}, /uses \$d; pass `params\.d`/],
  ['SELECT a FROM b WHERE c = $toString', {}, /uses \$toString/],
  ['SELECT a FROM b WHERE c = $d', { d: null }, /params\.d is null/],
  ['SELECT a FROM b WHERE c =~ $d', { d: 'x' }, /params\.d is after =~/],
])('refuses %s with %j', (query, params, message) => {
  expect(() => bindParams(query, params as never)).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_QUERY', message: expect.stringMatching(message) }),
  )
})
