import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findOpenLine } from './open-line.ts'

const encoder = new TextEncoder()
const openLine = (text: string): string | undefined => {
  const found = findOpenLine(encoder.encode(text))
  return found && new TextDecoder().decode(encoder.encode(text).subarray(found.start, found.end))
}

it.each([
  ['a plain line', 'm v=1 1'],
  ['a closed quote', 'm v="a b" 1'],
  ['a newline within quotes', 'm v="a\nb" 1\nm v=1'],
  ['an escaped quote', String.raw`m v="a\"b" 1`],
  ['a quote that is no string', 'm,t="a v=1'],
  ['a quote in a comment', '# it is "so\nm v=1'],
  ['a backslash in the middle', String.raw`m,t=a\ b v=1`],
  ['a backslash at the end of a string', String.raw`m v="a\\"`],
])('lets %s be', (_, text) => {
  expect(openLine(text)).toBeUndefined()
})

it.each([
  ['a quote that never closes', 'm v=1\nm v="abc\nm v=2', 'm v="abc\n'],
  ['a quote that never closes in the last line', 'm v="abc', 'm v="abc'],
  ['a quote that the backslash before it escapes', String.raw`m v="a\"`, String.raw`m v="a\"`],
  ['a backslash at the end', 'm v=1 5\\', 'm v=1 5\\'],
  ['a backslash before the last newline', 'm v=1 5\\\n', 'm v=1 5\\\n'],
  ['a backslash before white space', 'm v=1 5\\ \r\nm v=2', 'm v=1 5\\ \r\n'],
  ['a quote after the fields', 'm v=1 "x\nm v="y" 1', 'm v=1 "x\n'],
])('finds %s', (_, text, line) => {
  expect(openLine(text)).toBe(line)
})

it('gives a place within the text, or nothing, for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('m', ' ', '=', ',', '"', '\\', '\n', '#', '1') }), (text) => {
      const found = findOpenLine(encoder.encode(text))
      if (found === undefined) return
      expect(found.start).toBeLessThan(found.end)
      expect(found.end).toBeLessThanOrEqual(text.length)
    }),
  )
})
