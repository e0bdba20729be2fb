import { expect, it } from 'vitest'
import { fromByteText, toByteText } from './byte-text.ts'

it('has each byte in one or two printable characters', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const text = toByteText(bytes)
  expect(text).toMatch(/^[#-~]+$/)
  expect(text).toHaveLength(90 + 166 * 2)
  expect(fromByteText(text)).toEqual(bytes)
})

it('has the same text for a byte at every place', () => {
  expect(toByteText(Uint8Array.of(0, 89, 90, 180, 255))).toBe('%~#%$%$p')
})
