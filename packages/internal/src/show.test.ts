import fc from 'fast-check'
import { expect, it } from 'vitest'
import { show, showOption } from './show.ts'

class Hostile {
  toString(): string {
    throw new Error('No.')
  }
}
const revoked = Proxy.revocable({}, {})
revoked.revoke()

const samples: readonly (readonly [value: unknown, shown: string])[] = [
  ['text', '"text"'],
  ['a "b"\n', String.raw`"a \"b\"\n"`],
  ['', '""'],
  [5n, '5n'],
  [-0.5, '-0.5'],
  [Number.NaN, 'NaN'],
  [null, 'null'],
  [undefined, 'undefined'],
  [true, 'true'],
  [Symbol('x'), 'Symbol(x)'],
  [show, 'function show'],
  [() => {}, 'function'],
  [{}, '[object Object]'],
  [[1, 2], '1,2'],
  [Object.create(null), 'object'],
  [new Hostile(), 'object'],
  [revoked.proxy, 'object'],
  [Object.defineProperty(() => {}, 'name', { value: Symbol('x') }), 'function'],
]

it('shows values of all kinds, and no object makes it throw', () => {
  for (const [value, shown] of samples) expect(show(value)).toBe(shown)
})

it('cuts what is longer than 80 characters', () => {
  expect(show('a'.repeat(78))).toBe(`"${'a'.repeat(78)}"`)
  expect(show('a'.repeat(79))).toBe(`"${'a'.repeat(77)}…"`)
  expect(show('\n'.repeat(79))).toBe(`"${'\\n'.repeat(38)}…"`)
  expect(show(10n ** 90n)).toBe(`1${'0'.repeat(78)}…`)
})

it('never shows more than 80 characters, nor half of a pair', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('🎈', 'a', '"', '\u0000'), { maxLength: 120 }), (characters) => {
      const text = characters.join('')
      for (const shown of [show(text), show({ toString: () => text })]) {
        expect(shown.length).toBeLessThanOrEqual(80)
        expect(shown.isWellFormed()).toBe(true)
        expect(shown).not.toMatch(/\\ud/)
      }
      expect(text.startsWith(JSON.parse(show(text)).replace(/…$/, ''))).toBe(true)
    }),
  )
})

it.each<[unknown, string]>([
  ['p4ssW0rd', 'a text of 8 characters'],
  ['', '""'],
  [';;', '";;"'],
  ['1.5', '"1.5"'],
  ['2026-01-31T00:00:00Z', '"2026-01-31T00:00:00Z"'],
  ['true', '"true"'],
  [5, '5'],
  [5n, '5n'],
  [null, 'null'],
  [{ token: 'p4ssW0rd' }, 'an object'],
  [['p4ssW0rd'], 'an array'],
  [() => 'p4ssW0rd', 'a function'],
])('shows %s as the value of an option without what may be a secret', (value, shown) => {
  expect(showOption(value)).toBe(shown)
})
