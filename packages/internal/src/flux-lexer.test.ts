import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endsValue, isOperatorWord, lexFlux } from './flux-lexer.ts'

const tokens = (script: string): string[] => lexFlux(script).map(({ kind, text }) => `${kind} ${text}`)
const texts = (script: string): string[] => lexFlux(script).map(({ text }) => text)

describe('lexFlux', () => {
  it('reads a script', () => {
    const script = `import "date"
option task = {name: "a", every: 1h30m}

// The last hour.
from(bucket: "b")
  |> range(start: -1h, stop: 2026-01-31T23:59:59.5Z)
  |> filter(fn: (r) => r._measurement =~ /^c[a-z]*\\/d/ and r["x"] >= 1.5)`
    expect(tokens(script).join('  ')).toBe(
      [
        'word import  string "date"',
        'word option  word task  sign =  sign {  word name  sign :  string "a"  sign ,  word every  sign :  duration 1h30m',
        'sign }  comment // The last hour.',
        'word from  sign (  word bucket  sign :  string "b"  sign )',
        'sign |>  word range  sign (  word start  sign :  sign -  duration 1h  sign ,',
        'word stop  sign :  time 2026-01-31T23:59:59.5Z  sign )',
        'sign |>  word filter  sign (  word fn  sign :  sign (  word r  sign )  sign =>',
        'word r  sign .  word _measurement  sign =~  regexp /^c[a-z]*\\/d/',
        'word and  word r  sign [  string "x"  sign ]  sign >=  number 1.5  sign )',
      ].join('  '),
    )
  })

  it.each<[string, string, string[]]>([
    ['a comment marker in a string', '"a // b" c', ['"a // b"', 'c']],
    ['a quote in a comment', '// "a\nb // c"\n"d"', ['// "a', 'b', '// c"', '"d"']],
    ['an escaped quote', String.raw`"a\"b" c`, [String.raw`"a\"b"`, 'c']],
    ['an escaped backslash before the quote', String.raw`"a\\" c`, [String.raw`"a\\"`, 'c']],
    ['a newline in a string', '"a\nb" c', ['"a\nb"', 'c']],
    ['a dollar sign without a brace', '"$a $" b', ['"$a $"', 'b']],
    ['an escaped dollar sign', String.raw`"\${a" b`, [String.raw`"\${a"`, 'b']],
    ['an expression', '"a ${r.b} c" d', ['"a ${r.b} c"', 'd']],
    ['a string in an expression', '"a ${r["b"]} |> yield()" c', ['"a ${r["b"]} |> yield()"', 'c']],
    ['an expression in an expression', '"a ${f(x: "b ${"c"} d")} e" f', ['"a ${f(x: "b ${"c"} d")} e"', 'f']],
    ['braces in an expression', '"${{a: {b: "}"}}}" c', ['"${{a: {b: "}"}}}"', 'c']],
    ['a comment in an expression', '"${a // }"\n} b" c', ['"${a // }"\n} b"', 'c']],
    ['a regular expression in an expression', '"${a =~ /}"/}" c', ['"${a =~ /}"/}"', 'c']],
    ['a division in an expression', '"${a / b}" / "${c / d}"', ['"${a / b}"', '/', '"${c / d}"']],
    ['an escaped slash', String.raw`x =~ /a\/b/ y`, ['x', '=~', String.raw`/a\/b/`, 'y']],
    ['a class of characters', 'x =~ /[^"a-z]+/ y', ['x', '=~', '/[^"a-z]+/', 'y']],
    ['quotes in a regular expression', '(/"/) "a"', ['(', '/"/', ')', '"a"']],
    ['a regular expression after a word operator', 'not /a/ or exists /b/', ['not', '/a/', 'or', 'exists', '/b/']],
    ['a division of a variable that looks like a word operator', 'in / with / 2', ['in', '/', 'with', '/', '2']],
    ['divisions', 'a / b / 2 / (c) / d[0] / "e" / 1h', 'a / b / 2 / ( c ) / d [ 0 ] / "e" / 1h'.split(' ')],
    ['a division after a comment', 'a // b\n / c / d', ['a', '// b', '/', 'c', '/', 'd']],
    ['pairs', 'a|>b<-c=>d==e!=f<=g>=h=~i!~j', 'a |> b <- c => d == e != f <= g >= h =~ i !~ j'.split(' ')],
    ['a class of characters with a slash, which ends it', 'x =~ /[/] + "/"', ['x', '=~', '/[/', ']', '+', '"/"']],
    [
      'a slash after an escaped backslash, which does not end it',
      String.raw`x =~ /a\\/ and y =~ /b/`,
      ['x', '=~', String.raw`/a\\/ and y =~ /`, 'b', '/'],
    ],
    [
      'a slash after an escaped backslash, if no other follows',
      String.raw`x =~ /a\\/ y`,
      ['x', '=~', String.raw`/a\\/`, 'y'],
    ],
    ['a line break in a regular expression', 'x =~ /a\nb"/ y', ['x', '=~', '/a\nb"/', 'y']],
    ['a dollar sign before an expression', '"$${r["b"]}" c', ['"$${r["', 'b', '"]}"', 'c']],
    ['two dollar signs before an expression', '"$$${r["b"]}" c', ['"$$${r["b"]}"', 'c']],
    ['a dollar sign before a backslash', String.raw`"a $\" + b`, [String.raw`"a $\"`, '+', 'b']],
    [
      'a dollar sign before a backslash, after an expression',
      String.raw`"${'${a}'} $\" b`,
      [String.raw`"${'${a}'} $\"`, 'b'],
    ],
    ['other characters', '@a ? 🎈 § \\', ['@', 'a', '?', '🎈', '§', '\\']],
    ['words of other scripts', 'größe = 漢字1', ['größe', '=', '漢字1']],
    ['digits of other scripts, which end a word', 'a²1', ['a', '²', '1']],
    ['nothing', ' \t\r\n', []],
  ])('reads %s', (_, script, expected) => {
    expect(texts(script)).toEqual(expected)
  })

  it.each([
    ['1', ['number 1']],
    ['1.5', ['number 1.5']],
    ['1.', ['number 1.']],
    ['.5', ['number .5']],
    ['a.5', ['word a', 'number .5']],
    ['1mo2d', ['duration 1mo2d']],
    ['5µs', ['duration 5µs']],
    ['1m2', ['duration 1m', 'number 2']],
    ['1x', ['number 1', 'word x']],
    ['2026-01-31', ['time 2026-01-31']],
    ['2026-01-31T12:00:00+01:00', ['time 2026-01-31T12:00:00+01:00']],
    ['2026-01-31T12:00:00.123456789Z', ['time 2026-01-31T12:00:00.123456789Z']],
    ['2026-01-31T12:00:00', ['time 2026-01-31T12:00:00']],
    ['2026-01-31T12', ['time 2026-01-31', 'word T12']],
    ['2026-1', ['number 2026', 'sign -', 'number 1']],
  ])('reads the number %s', (script, expected) => {
    expect(tokens(script)).toEqual(expected)
  })

  it('says how deep in brackets each token is', () => {
    const depths = lexFlux('a(b: [{c: "(${d})"}]) // (\n)e').map(({ text, depth }) => `${text} ${depth}`)
    expect(depths.join('  ')).toBe(
      'a 0  ( 0  b 1  : 1  [ 1  { 2  c 3  : 3  "(${d})" 3  } 2  ] 1  ) 0  // ( 0  ) -1  e -1',
    )
  })

  it.each([
    ['a string', 'a "b', '"b'],
    ['a string that ends in a backslash', 'a "b\\', '"b\\'],
    ['an expression', 'a "b ${c', '"b ${c'],
    ['an expression with a closed string', 'a "b ${"c"', '"b ${"c"'],
    ['a string after an expression', 'a "b ${c} d', '"b ${c} d'],
    ['a regular expression', 'a =~ /b', '/b'],
    ['a regular expression that ends in a backslash', 'a =~ /b\\', '/b\\'],
  ])('says that %s does not end', (_, script, text) => {
    expect(lexFlux(script).at(-1)).toMatchObject({ text, end: script.length, unterminated: true })
  })

  it('loses nothing but white space, whatever the text', () => {
    const unit = fc.constantFrom('"', '${', '{', '}', '/', '\\', '\n', ' ', 'a', '1', '(', ')', '=', '🎈', '|>', '-')
    fc.assert(
      fc.property(fc.string({ unit }), (script) => {
        let end = 0
        for (const token of lexFlux(script)) {
          expect(script.slice(end, token.start).trim()).toBe('')
          expect(token.text).toBe(script.slice(token.start, token.end))
          expect(token.end).toBeGreaterThan(token.start)
          end = token.end
        }
        expect(script.slice(end).trim()).toBe('')
        expect(end).toBeLessThanOrEqual(script.length)
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['"', '"${', '"${"}', '/\\', '= /', '(', '1-', '\\/', '{"${/'])(
    'takes linear time for %j again and again',
    (text) => {
      const script = text.repeat(200_000)
      const start = performance.now()
      lexFlux(script)
      expect(performance.now() - start).toBeLessThan(2000)
    },
  )
})

it('says which tokens end a value', () => {
  const ends = lexFlux('a and 1 + "b" ) ( ] 1h = /c/').filter((token) => endsValue(token))
  expect(ends.map(({ text }) => text)).toEqual(['a', '1', '"b"', ')', ']', '1h', '/c/'])
  expect([isOperatorWord('return'), isOperatorWord('returns'), isOperatorWord('constructor')]).toEqual([
    true,
    false,
    false,
  ])
})
