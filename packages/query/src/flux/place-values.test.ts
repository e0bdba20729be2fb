import { describe, expect, it } from 'vitest'
import { flux, fluxDuration, FluxDuration, fluxFloat, fluxInt, fluxRaw, fluxUint } from '../index.ts'
import type { FluxExpression } from '../index.ts'

const hostile = ' or r.host != '
const b = '\\'

describe('a value inside a string literal is its text', () => {
  it.each<[FluxExpression, string]>([
    [flux`r.host == "${hostile}"`, 'r.host == " or r.host != "'],
    [flux`"${'"'}"`, String.raw`"\""`],
    [flux`"a-${'b'}-c"`, '"a-b-c"'],
    [flux`"${'a'}${'b'}/${'c'}"`, '"ab/c"'],
    [flux`"${''}"`, '""'],
    [flux`"${`a"${b}\n\r\t\0$`}"`, String.raw`"a\"\\\n\r\t\x00\x24"`],
    [flux`"${'${r.token}'}"`, String.raw`"\x24{r.token}"`],
    [flux`"${1} ${-1.5} ${2n} ${true} ${Infinity}"`, '"1 -1.5 2 true +Inf"'],
    [flux`"${new Date(0)}"`, '"1970-01-01T00:00:00.000Z"'],
    [flux`"${fluxFloat(2)} ${fluxInt(-3)} ${fluxUint(4)} ${fluxDuration('-1h')}"`, '"2 -3 4 -1h"'],
    [flux`"${new FluxDuration('1mo')} ${new TextEncoder().encode('"é')}"`, String.raw`"1mo \"é"`],
    [flux`"a \${r["${'b"'}"]} ${'c'}"`, '"a ${r["b\\""]} c"'],
    [flux`{"${'a"'}": "${'b'}"}`, String.raw`{"a\"": "b"}`],
    [flux`"// ${'a'}"`, '"// a"'],
    [flux`"\\"${'a'}"`, String.raw`"\"a"`],
    [flux`"\\\\${'a'}"`, String.raw`"\\a"`],
  ])('of case %#', (expression, expected) => {
    expect(expression.toString()).toBe(expected)
  })

  it('even after a dollar sign, which InfluxDB would read as a pair with what follows', () => {
    expect(flux`"$${'{r.token}'}"`.toString()).toBe(String.raw`"\x24{r.token}"`)
    expect(flux`"$${'" or true'}"`.toString()).toBe(String.raw`"\x24\" or true"`)
    expect(flux`"$$${'{'}"`.toString()).toBe('"$${"')
    expect(flux`"${'$'}${'{'}"`.toString()).toBe(String.raw`"\x24{"`)
  })
})

describe('a value inside a regular expression matches literally', () => {
  it.each<[FluxExpression, string]>([
    [flux`r.host =~ /^${'a.b'}$/`, String.raw`r.host =~ /^a\.b$/`],
    [flux`/${'/ or true //'}/`, String.raw`/\/ or true \/\//`],
    [flux`/a${b}/ and /b/`, String.raw`/a\x5c\x5c/ and /b/`],
    [flux`/${'\n"'}/`, String.raw`/\x0a"/`],
    [flux`/${''}/`, '/(?:)/'],
    [flux`/${'ab'}{2}|${'cd'}+|${'e'}/`, '/(?:ab){2}|(?:cd)+|e/'],
    [flux`/[^${'a-z]'}]/`, String.raw`/[^a\-z\]]/`],
    [flux`/[]${'a*'}*]${'b'}*/`, String.raw`/[]a\**](?:b)*/`],
    [flux`/[[:alpha:]${'^'}]${'ab'}+/`, String.raw`/[[:alpha:]\^](?:ab)+/`],
    [flux`/${1.5} ${fluxInt(2)} ${true}/`, String.raw`/1\.5 2 true/`],
    [flux`/\\/${'a'}/`, String.raw`/\/a/`],
  ])('of case %#', (expression, expected) => {
    expect(expression.toString()).toBe(expected)
  })
})

it('a regular expression that ends in a backslash ends at its last slash', () => {
  // InfluxDB reads /a\\/ up to the next slash.
  expect(flux`r.x =~ ${/a\\/} and r.y =~ ${/b/}`.toString()).toBe(String.raw`r.x =~ /a\x5c\x5c/ and r.y =~ /b/`)
})

describe('a nested template', () => {
  it('is inserted unchanged', () => {
    const filter = flux`filter(fn: (r) => r.host == "${hostile}")`
    expect(flux`from(bucket: ${'b'}) |> ${filter} |> limit(n: ${1})`.toString()).toBe(
      'from(bucket: "b") |> filter(fn: (r) => r.host == " or r.host != ") |> limit(n: 1)',
    )
    expect(flux`from(bucket: "b")${flux``}`.toString()).toBe('from(bucket: "b")')
    expect(flux`${flux`a // b`}\n|> f(x: ${1})`.toString()).toBe('a // b\n|> f(x: 1)')
  })

  it('can begin or end inside a string', () => {
    const head = flux`from(bucket: "${'a'}`
    expect(flux`${head}-${'b"'}") |> limit(n: ${1})`.toString()).toBe(String.raw`from(bucket: "a-b\"") |> limit(n: 1)`)
    expect(flux`"${flux`x ${'y"'}`} z"`.toString()).toBe(String.raw`"x y\" z"`)
  })

  it('is read in its new place, whatever it was alone', () => {
    const value = '1 or true'
    expect(flux`x ${flux`/ ${value} / 2`}`.toString()).toBe('x / "1 or true" / 2')
    expect(flux`${flux`/ ${value} / 2`}`.toString()).toBe('/ 1 or true / 2')
    expect(flux`"${flux`${'"'}`}"`.toString()).toBe(String.raw`"\""`)
  })

  it('of another copy of this package, or of raw text, is text', () => {
    const foreign = { toString: () => '"a', [Symbol.for('fluxline.flux')]: true } as unknown as FluxExpression
    expect(flux`${foreign}-${'b"'}"`.toString()).toBe(String.raw`"a-b\""`)
    expect(flux`"${fluxRaw('1ms')}"`.toString()).toBe('"1ms"')
  })
})

describe('a value is refused', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['in a comment', () => flux`a // last ${1}`, /^Value 1 of the template is inside a comment; move it out/],
    ['in a name', () => flux`r.host${1}`, /is part of a name or a number/],
    ['before a name', () => flux`${'a'}b`, /is part of a name/],
    ['as a member', () => flux`r.${'host'}`, /put a whole value there, such as r\[\$\{tag\}\]/],
    ['in a number', () => flux`limit(n: 1${2})`, /is part of a name or a number/],
    ['in a duration', () => flux`range(start: -${5}h)`, /or fluxDuration for a duration/],
    ['in a fraction', () => flux`1.${5}`, /is part of a name or a number/],
    ['beside another value', () => flux`${1}${2}`, /^Value 1 of .* is part of a name or a number/],
    ['after a backslash in a string', () => flux`"\\${'n'}"`, /middle of an escape sequence/],
    ['in an escape in a string', () => flux`"\\x4${'1'}"`, /middle of an escape sequence/],
    ['after an escaped dollar sign', () => flux`"\\$${'{'}"`, /middle of an escape sequence/],
    ['after a pair of dollar sign and backslash', () => flux`"$\\${'"'}"`, /middle of an escape sequence/],
    ['after a backslash in a regular expression', () => flux`/\\${'d'}/`, /middle of an escape sequence/],
    ['in a class of Unicode', () => flux`/\\p{${'L'}}/`, /middle of an escape sequence or a group/],
    ['in the flags of a group', () => flux`/(?${'i'})a/`, /middle of an escape sequence or a group/],
    ['in a class, if it is empty', () => flux`/[a${''}]/`, /empty text inside a class/],
    ['before a fraction', () => flux`${1}.5`, /would be read together with the text around it; put blanks/],
    ['before a date', () => flux`${2026}-01-01`, /would be read together/],
    ['after a sign that it would change', () => flux`a <${fluxDuration('-1h')}`, /would be read together/],
    ['if it would make a comment', () => flux`a /${/b/}`, /would be read together/],
    ['if it would divide', () => flux`x = a ${/ "b" /} 2`, /would be read together/],
    ['if it would close an open regular expression', () => flux`/a\\/ == ${'/ or true //'}`, /would be read together/],
    [
      'if it is a list in a string',
      () => flux`"${['a']}"`,
      /^Value 1 of the template is inside a string, but has no text/,
    ],
    ['if it is a record in a string', () => flux`"${{ a: 1 }}"`, /has no text/],
    ['if it is a RegExp in a string', () => flux`"${/a/}"`, /has no text/],
    ['if it is a RegExp in a regular expression', () => flux`/${/a/}/`, /inside a regular expression, but has no text/],
    ['if it is null in a string', () => flux`"${null as never}"`, /^Value 1 of the template is null/],
    ['in a list, if it is Flux that is open', () => flux`${[fluxRaw('"a'), 'or', fluxRaw('"')]}`, /close it/],
    [
      'in a list, if it ends in a comment',
      () => flux`${[flux`a // b`]}`,
      /\[0\] is Flux that ends inside .* a comment/,
    ],
    ['if it has no end', () => flux`${cycle()}`, /nested deeper than 32 levels/],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(expect.objectContaining({ code: 'FLUXLINE_QUERY', message: expect.stringMatching(message) }))
  })

  it('with its location', () => {
    expect(() => flux`from(bucket: ${'b'})\n  // of ${'host'} alone\n  |> range(start: ${0})`).toThrow(
      'Value 2 of the template is inside a comment; move it out of the comment.\n' +
        '  2 |   // of ${…} alone\n' +
        '    |         ^',
    )
  })
})

it('the tag says how it is written if it is called otherwise', () => {
  const message = /flux is the tag of a template.*fluxRaw/
  expect(() => flux('from(bucket: "b")' as never)).toThrow(message)
  expect(() => flux(['1', '2'] as never)).toThrow(message)
  // oxlint-disable-next-line no-useless-escape -- it is what the test is about
  expect(() => flux`/\u/`).toThrow(/Part 1 of the template has an invalid escape sequence/)
})

function cycle(): never {
  const list: unknown[] = []
  list.push(list)
  return list as never
}
