import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { asIs, inspectAs, inspection } from './inspect.ts'

class Sample {
  readonly #name: string
  readonly #members: object | string
  constructor(name: string, members: object | string) {
    this.#name = name
    this.#members = members
  }

  [inspection](...args: readonly never[]): string {
    return inspectAs(this.#name, this.#members, ...args)
  }
}

it('prints a name and members, without those that are undefined', () => {
  const values = { _time: asIs('2026-01-01T00:00:00Z'), _value: 1.5 }
  expect(inspect(new Sample('FluxRecord', { result: '_result', table: 0, error: undefined, values }))).toBe(
    "FluxRecord {\n  result: '_result',\n  table: 0,\n  values: { _time: 2026-01-01T00:00:00Z, _value: 1.5 }\n}",
  )
  expect(inspect(new Sample("Point 'h2o'", { tags: { location: 'west' } }))).toBe(
    "Point 'h2o' { tags: { location: 'west' } }",
  )
  expect(inspect(new Sample('FluxDuration', '1h30m'))).toBe('FluxDuration 1h30m')
})

it('keeps to the depth, the colours and the indentation of what it is printed in', () => {
  const sample = new Sample('A', { b: { c: { d: { e: 1 } } } })
  expect(inspect(sample)).toBe('A { b: { c: { d: [Object] } } }')
  expect(inspect({ outer: { inner: sample } })).toContain('inner: A { b: [Object] }')
  expect(inspect({ outer: { inner: { sample } } })).toContain('sample: [A]')
  expect(inspect(sample, { depth: null })).toContain('e: 1')
  expect(inspect(new Sample('A', { b: 1 }), { colors: true })).toContain('\u001B[33m1\u001B[39m')
})

it('prints JSON if the runtime passes no function', () => {
  expect(inspectAs('A', { b: 5n, c: undefined, d: asIs('1h') })).toBe('A {"b":"5n","d":"1h"}')
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  expect(inspectAs('A', circle)).toBe('A {…}')
})
