import { expect, it } from 'vitest'
import { TextReader } from './text-reader.ts'

it.each(['\uFEFFa', 'a\uFEFF', 'é', '', 'x'.repeat(25), `\uFEFF${'x'.repeat(25)}`])('reads all of %j', (text) => {
  const bytes = new TextEncoder().encode(`before${text}after`)
  const end = bytes.length - 'after'.length
  const reader = new TextReader()
  for (let time = 0; time < 2; time++) expect(reader.read(bytes, 'before'.length, end)).toBe(text)
})
