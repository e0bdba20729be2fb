import { escapeKey, quoteString } from './escape.ts'
import type { EscapeOptions } from './escape.ts'

// Text straight into bytes. Every function takes the place to write at and returns the place after; three bytes a
// character and two more must be free. What is not plain ASCII goes the plain way, so both give the same bytes.

const BACKSLASH = 92
const QUOTE = 34
const ESCAPED = 1
const SLOW = 2

// A backslash in a tag value matters only at its end, which the plain way looks at.
const IN_TAG_VALUE = classes(' ,=', '\n\r\t\\')
const IN_STRING = classes('"\\', '')
const encoder = new TextEncoder()

/** Writes a tag value. @throws LineProtocolError as `escapeKey` */
export function writeTagValue(bytes: Uint8Array, at: number, text: string, options: EscapeOptions): number {
  const end = writeAscii(bytes, at, text, IN_TAG_VALUE)
  return end === -1 ? writeUtf8(bytes, at, escapeKey(text, options)) : end
}

/** Writes a string field's value in its quotes. */
export function writeQuoted(bytes: Uint8Array, at: number, text: string): number {
  bytes[at] = QUOTE
  const end = writeAscii(bytes, at + 1, text, IN_STRING)
  if (end === -1) return writeUtf8(bytes, at, quoteString(text))
  bytes[end] = QUOTE
  return end + 1
}

/** Writes any text as UTF-8. */
export function writeUtf8(bytes: Uint8Array, at: number, text: string): number {
  return at + encoder.encodeInto(text, bytes.subarray(at)).written
}

/** -1 where a character is not ASCII, or is one for the plain way. */
function writeAscii(bytes: Uint8Array, at: number, text: string, classOf: Uint8Array): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 127) return -1
    if (classOf[code] !== 0) {
      if (classOf[code] === SLOW) return -1
      bytes[at++] = BACKSLASH
    }
    bytes[at++] = code
  }
  return at
}

function classes(escaped: string, slow: string): Uint8Array {
  const table = new Uint8Array(128)
  for (const character of escaped) table[character.charCodeAt(0)] = ESCAPED
  for (const character of slow) table[character.charCodeAt(0)] = SLOW
  return table
}
