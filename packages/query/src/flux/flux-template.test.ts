import { describe, expect, it } from 'vitest'
import { flux, fluxDuration, FluxDuration, fluxFloat, fluxInt, fluxRaw, fluxTime, fluxUint, toFlux } from '../index.ts'
import type { FluxExpression, FluxInput } from '../index.ts'

describe('a value in the template', () => {
  it.each<[FluxInput, string]>([
    ['text', '"text"'],
    ['a "quoted" \\ ${code}', String.raw`"a \"quoted\" \\ \x24{code}"`],
    ['line\nbreak\ttab\r', String.raw`"line\nbreak\ttab\r"`],
    [10, '10'],
    [0, '0'],
    [-0, '(-0.0)'],
    ['', '""'],
    ['\0$', String.raw`"\x00\x24"`],
    [[], '[]'],
    [{}, '{}'],
    [{ '': 1, 'a"b': 2 }, String.raw`{"": 1, "a\"b": 2}`],
    [new TextEncoder().encode('\uFEFFé'), 'bytes(v: "\uFEFFé")'],
    [new FluxDuration('1mo2d'), '1mo2d'],
    [new FluxDuration('-3µs'), '-3us'],
    [[fluxUint(1), flux`a`], '[uint(v: "1"), a]'],
    [-5, '(-5)'],
    [1.5, '1.5'],
    [-1.5, '(-1.5)'],
    [1e300, 'float(v: "1e+300")'],
    [Number.NaN, 'float(v: "NaN")'],
    [Infinity, 'float(v: "+Inf")'],
    [-Infinity, 'float(v: "-Inf")'],
    [9_223_372_036_854_775_807n, '9223372036854775807'],
    [-9_223_372_036_854_775_808n, 'int(v: "-9223372036854775808")'],
    [true, 'true'],
    [false, 'false'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [Object.assign(new Date(0), { nanoseconds: 1n }), '1970-01-01T00:00:00.000000001Z'],
    [{ epochNanoseconds: -1n }, '1969-12-31T23:59:59.999999999Z'],
    [/^host_\d+\/x$/i, '/(?i)^host_\\d+\\/x$/'],
    [['a', 1], '["a", 1]'],
    [{ 'odd key': 1, b: { c: true } }, '{"odd key": 1, "b": {"c": true}}'],
    [flux`a |> b(x: ${'y'})`, 'a |> b(x: "y")'],
    [fluxRaw('r._value > 0'), 'r._value > 0'],
    [fluxFloat(1), '1.0'],
    [fluxFloat(-0), '(-0.0)'],
    [fluxInt(5n), '5'],
    [fluxUint(5), 'uint(v: "5")'],
    [fluxInt('10'), '10'],
    [fluxInt('-9223372036854775808'), 'int(v: "-9223372036854775808")'],
    [fluxUint('18446744073709551615'), 'uint(v: "18446744073709551615")'],
    [fluxFloat('1.5'), '1.5'],
    [fluxFloat('10'), '10.0'],
    [fluxFloat('-1e-7'), 'float(v: "-1e-7")'],
    [fluxFloat('+Inf'), 'float(v: "+Inf")'],
    [fluxFloat('-Infinity'), 'float(v: "-Inf")'],
    [fluxFloat('NaN'), 'float(v: "NaN")'],
    [fluxTime('2026-03-01T00:00:00.123456789Z'), '2026-03-01T00:00:00.123456789Z'],
    [fluxTime('2026-03-01T01:00:00+01:00'), '2026-03-01T00:00:00.000Z'],
    [fluxTime(new Date(0)), '1970-01-01T00:00:00.000Z'],
    [fluxTime(1n), '1970-01-01T00:00:00.000000001Z'],
    [fluxDuration('-1h30m'), '-1h30m'],
  ])('of case %# becomes its literal', (value, expected) => {
    expect(flux`${value}`.toString()).toBe(expected)
  })

  it.each<[string, () => unknown, RegExp]>([
    ['undefined', () => flux`a ${1} b ${undefined as never}`, /^Value 2 of the template is undefined/],
    ['null, however deep', () => toFlux({ a: [1, { 'b c': null as never }] }), /^The value\.a\[1\]\["b c"\] is null/],
    ['a function', () => toFlux((() => 1) as never), /cannot be written in Flux; omit it/],
    ['a symbol', () => toFlux(Symbol('x') as never), /Symbol\(x\)/],
    ['a map', () => toFlux(new Map() as never), /\[object Map\].*plain object/],
    ['an invalid date', () => flux`${new Date(Number.NaN)}`, /invalid Date/],
    ['a date outside the range of Flux', () => flux`${new Date('2262-04-12')}`, /1677-09-21 to 2262-04-11/],
    ['nanoseconds outside the range of Flux', () => toFlux({ epochNanoseconds: -(2n ** 63n) - 1n }), /1677/],
    ['an integer of more than 64 bits', () => toFlux(2n ** 63n), /64 bits/],
    ['half of a character', () => toFlux('🎈'.slice(0, 1)), /unpaired surrogate/],
    ['a key with half of a character', () => toFlux({ ['🎈'.slice(1)]: 1 }), /^The value, in a key, is/],
    ['bytes that are not UTF-8', () => toFlux(Uint8Array.of(0xff)), /hex\.bytes/],
    ['text instead of a float', () => fluxFloat('1h'), /"1h" is not a float/],
    ['an empty float', () => fluxFloat(''), /"" is not a float/],
    ['a float in hexadecimal', () => fluxFloat('0x10'), /"0x10" is not a float/],
    ['text instead of an int', () => fluxInt('10x'), /"10x" is not an int/],
    ['a blank int', () => fluxInt(' '), /" " is not an int/],
    ['an int of text with a fraction', () => fluxInt('1.0'), /"1\.0" is not an int/],
    ['an int of text of more than 64 bits', () => fluxInt('9223372036854775808'), /64 bits/],
    ['an int of very many digits', () => fluxInt('1'.repeat(1_000_000)), /is not an int/],
    ['a negative uint of text', () => fluxUint('-1'), /0 to 2\^64/],
    [
      'a time without a zone',
      () => fluxTime('2026-03-01T00:00:00'),
      /^The time \("2026.*RFC 3339 timestamp with a zone/,
    ],
    ['a time that is none', () => fluxTime(null as never), /^The time \(null\) is not a time/],
    ['a time in seconds', () => fluxTime(1_772_323_200), /wrong unit.*pass a Date, RFC 3339 text, or nanoseconds\./],
    ['an int with a fraction', () => fluxInt(1.5), /1\.5 is not an int/],
    ['an int of more than 64 bits', () => fluxInt(2n ** 63n), /64 bits/],
    ['a negative uint', () => fluxUint(-1n), /0 to 2\^64/],
    ['a uint of more than 64 bits', () => fluxUint(2n ** 64n), /0 to 2\^64/],
    ['not a duration', () => fluxDuration('1h) |> drop('), /write one as 1h30m/],
    ['an empty duration', () => fluxDuration(''), /write one as 1h30m/],
    ['a duration that a number cannot hold', () => fluxDuration('9223372036854775807ns'), /larger unit/],
  ])('is refused if it is %s', (_, build, message) => {
    expect(build).toThrow(expect.objectContaining({ code: 'FLUXLINE_QUERY', message: expect.stringMatching(message) }))
  })

  it('is recognized as Flux if another copy of this package made it', () => {
    const foreign = { toString: () => 'foreign()', [Symbol.for('fluxline.flux')]: true } as unknown as FluxExpression
    expect(flux`x = ${foreign}`.toString()).toBe('x = foreign()')
  })
})
