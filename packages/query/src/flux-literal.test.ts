import { describe, expect, it } from 'vitest'
import { flux, fluxDuration, fluxFloat, fluxInt, fluxRaw, fluxUint, toFlux } from './index.ts'
import type { FluxExpression, FluxInput } from './index.ts'

describe('a value in the template', () => {
  it.each<[FluxInput, string]>([
    ['text', '"text"'],
    ['a "quoted" \\ ${code}', String.raw`"a \"quoted\" \\ \x24{code}"`],
    ['line\nbreak\ttab\r', String.raw`"line\nbreak\ttab\r"`],
    [10, '10'],
    [0, '0'],
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
    [fluxDuration('-1h30m'), '-1h30m'],
  ])('of case %# becomes its literal', (value, expected) => {
    expect(flux`${value}`.toString()).toBe(expected)
  })

  it.each<[string, () => unknown]>([
    ['undefined', () => flux`${undefined as never}`],
    ['null', () => flux`${null as never}`],
    ['an invalid date', () => flux`${new Date(Number.NaN)}`],
    ['an integer of more than 64 bits', () => toFlux(2n ** 63n)],
    ['a flag that Flux does not know', () => toFlux(/a/y)],
    ['an int with a fraction', () => fluxInt(1.5)],
    ['a negative uint', () => fluxUint(-1n)],
    ['a duration that is none', () => fluxDuration('1h) |> drop(')],
  ])('is refused when it is %s', (_, build) => {
    expect(build).toThrow(expect.objectContaining({ code: 'FLUXLINE_QUERY' }))
  })

  it('is recognised as Flux when another copy of this package made it', () => {
    const foreign = { toString: () => 'foreign()', [Symbol.for('fluxline.flux')]: true } as unknown as FluxExpression
    expect(flux`x = ${foreign}`.toString()).toBe('x = foreign()')
  })
})
