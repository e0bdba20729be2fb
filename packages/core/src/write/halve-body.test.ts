import fc from 'fast-check'
import { expect, it } from 'vitest'
import { halveBody } from './halve-body.ts'

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)
const split = (body: string): string[] | undefined => halveBody(new TextEncoder().encode(body))?.map(text)

it('cuts near the middle, after a newline', () => {
  expect(split('m v=1\nm v=2\nm v=3\nm v=4')).toEqual(['m v=1\nm v=2\n', 'm v=3\nm v=4'])
})

it.each([
  ['a single line', 'm v=1\n'],
  ['a newline inside quotes', 'm v="a\nb\nc"'],
  ['an escaped quote inside quotes', 'm v="a\\"\nb"'],
])('leaves %s whole', (_, body) => {
  expect(split(body)).toBeUndefined()
})

it('treats a quote in a tag as an ordinary character', () => {
  expect(split('m,t=a" v=1\nm v=2\n')).toEqual(['m,t=a" v=1\n', 'm v=2\n'])
})

it('loses no byte, whatever the body', () => {
  const character = fc.constantFrom('m', ',', '=', ' ', '"', '\\', '\n', '1', 'é')
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 200 }), (body) => {
      const halves = split(body)
      expect(halves === undefined || halves.join('') === body).toBe(true)
      expect(halves?.some((half) => half === '') ?? false).toBe(false)
    }),
  )
})
