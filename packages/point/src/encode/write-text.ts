import { escapeBy, quote, TAG_VALUE } from './escape.ts'
import type { EscapeOptions } from './escape.ts'

// Text straight into bytes. Every function takes the place to write at and returns the place after; three bytes a
// character and two more must be free. What is not plain ASCII goes the plain way, so both give the same bytes.

const BACKSLASH = 92
const QUOTE = 34
const ESCAPED = 1
const SLOW = 2

// A backslash in a tag value matters only at its end and before spaces, which the plain way looks at.
const IN_TAG_VALUE: Uint8Array = /* @__PURE__ */ classes(' ,=', '\n\r\t\\')
const IN_STRING: Uint8Array = /* @__PURE__ */ classes('"\\', '')
const encoder: TextEncoder = /* @__PURE__ */ new TextEncoder()

/** Text that is written again and again, four bytes at a time. */
export interface Precompiled {
  /** In bytes. */
  readonly length: number
  /** The bytes, little-endian; the last word may have too many. */
  readonly words: Int32Array
}

/** Encodes a text once. */
export function precompile(text: string): Precompiled {
  const bytes = encoder.encode(text)
  const padded = new Uint8Array((bytes.length + 3) & ~3)
  padded.set(bytes)
  const view = new DataView(padded.buffer)
  return {
    length: bytes.length,
    words: Int32Array.from({ length: padded.length / 4 }, (_, at) => view.getInt32(at * 4, true)),
  }
}

/** Writes a precompiled text; three bytes after it may be overwritten too. Short texts take longer by `set`. */
export function writePrecompiled(view: DataView, at: number, { words, length }: Precompiled): number {
  for (let index = 0; index < words.length; index++) view.setInt32(at + index * 4, words[index]!, true)
  return at + length
}

/** Writes a tag value. @throws LineProtocolError as `escapeBy` */
export function writeTagValue(
  bytes: Uint8Array,
  at: number,
  text: string,
  options: EscapeOptions,
  key: string,
  measurement: string,
): number {
  const end = writeClassed(bytes, at, text, IN_TAG_VALUE)
  return end === -1 ? writeUtf8(bytes, at, escapeBy(TAG_VALUE, text, options, ['Tag', measurement, key])) : end
}

/** Writes a string field's value in its quotes. @throws LineProtocolError as `quote` */
export function writeQuoted(bytes: Uint8Array, at: number, text: string, key: string, measurement: string): number {
  bytes[at] = QUOTE
  const end = writeClassed(bytes, at + 1, text, IN_STRING)
  if (end === -1) return writeUtf8(bytes, at, quote(text, ['Field', measurement, key]))
  bytes[end] = QUOTE
  return end + 1
}

function writeUtf8(bytes: Uint8Array, at: number, text: string): number {
  return at + encoder.encodeInto(text, bytes.subarray(at)).written
}

/** -1 where a character is not ASCII, or is one for the plain way. */
function writeClassed(bytes: Uint8Array, at: number, text: string, classOf: Uint8Array): number {
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
