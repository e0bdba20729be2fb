import { escapeBy, FIELD_KEY, MEASUREMENT, quote, TAG_KEY, TAG_VALUE } from './escape.ts'
import type { EscapeOptions } from './escape.ts'

// Text straight into bytes. Every function takes the offset to write at and returns the offset after; three bytes a
// character and two more must be free. Text with other characters than ASCII takes the general path, `escapeBy` and
// `quote`, which gives the same bytes.

const COMMA = 44
const EQUALS = 61
const BACKSLASH = 92
const QUOTE = 34
const SHARP = 35
const ESCAPED = 1
const GENERAL = 2

// A backslash in a tag value matters only at its end and before spaces, which the general path checks.
const IN_TAG_VALUE: Uint8Array = /* @__PURE__ */ classes(' ,=', '\n\r\t\\')
const IN_MEASUREMENT: Uint8Array = /* @__PURE__ */ classes(' ,', '\n\r\t\\')
const NONE: Uint8Array = /* @__PURE__ */ new Uint8Array(128)
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
  const words = new Int32Array((bytes.length + 3) >> 2)
  for (let at = 0; at < bytes.length; at++) words[at >> 2]! |= bytes[at]! << (8 * (at & 3))
  return { length: bytes.length, words }
}

/** Writes a precompiled text; up to three bytes after it are overwritten too. `set` takes longer for short texts. */
export function writePrecompiled(view: DataView, at: number, { words, length }: Precompiled): number {
  for (let index = 0; index < words.length; index++) view.setInt32(at + index * 4, words[index]!, true)
  return at + length
}

/** Writes a comma, a key and an equals sign. @throws LineProtocolError as `escapeBy` does */
export function writeKey(
  bytes: Uint8Array,
  at: number,
  what: 'Tag' | 'Field',
  key: string,
  measurement: string,
  options: EscapeOptions,
): number {
  const escaped = escapeBy(what === 'Tag' ? TAG_KEY : FIELD_KEY, key, options, [what, measurement, key])
  bytes[at++] = COMMA
  const end = writeClassed(bytes, at, escaped, NONE)
  at = end === -1 ? writeUtf8(bytes, at, escaped) : end
  bytes[at] = EQUALS
  return at + 1
}

/** Writes a measurement's name. @throws LineProtocolError as `escapeBy` does */
export function writeMeasurement(bytes: Uint8Array, at: number, name: string, options: EscapeOptions): number {
  const first = name.charCodeAt(0)
  // An empty name, a comment or U+0000 at the start.
  const end = first > SHARP ? writeClassed(bytes, at, name, IN_MEASUREMENT) : -1
  return end === -1 ? writeUtf8(bytes, at, escapeBy(MEASUREMENT, name, options, ['Measurement', name])) : end
}

/** Writes a tag value. @throws LineProtocolError as `escapeBy` does */
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

/** Writes a string field's value in its quotes. @throws LineProtocolError as `quote` does */
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

/** Writes text by the classes of its characters; returns -1 if one is not ASCII, or needs the general path. */
function writeClassed(bytes: Uint8Array, at: number, text: string, classOf: Uint8Array): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 127) return -1
    if (classOf[code] !== 0) {
      if (classOf[code] === GENERAL) return -1
      bytes[at++] = BACKSLASH
    }
    bytes[at++] = code
  }
  return at
}

function classes(escaped: string, general: string): Uint8Array {
  const table = new Uint8Array(128)
  for (const character of escaped) table[character.charCodeAt(0)] = ESCAPED
  for (const character of general) table[character.charCodeAt(0)] = GENERAL
  return table
}
