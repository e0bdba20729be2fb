import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lexFlux } from './flux-lexer.ts'
import { fluxString } from './flux-string.ts'

it.each([
  ['plain text', 'a b', '"a b"'],
  ['quotes and backslashes', String.raw`a "b" \ c`, String.raw`"a \"b\" \\ c"`],
  ['line breaks and tabs', 'a\n\r\tb', String.raw`"a\n\r\tb"`],
  ['what would begin an expression', '${r.x}', String.raw`"\x24{r.x}"`],
  ['a zero byte', 'a\0b', String.raw`"a\x00b"`],
  ['other characters', 'é🎈', '"é🎈"'],
  ['nothing', '', '""'],
])('writes %s', (_, text, literal) => {
  expect(fluxString(text)).toBe(literal)
})

it('writes any text as one literal', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '$', '{', '}', '\n', '/', 'a', '\0') }), (text) => {
      const literal = fluxString(text)
      expect(lexFlux(literal)).toEqual([
        { kind: 'string', text: literal, start: 0, end: literal.length, depth: 0, unterminated: false },
      ])
    }),
  )
})
