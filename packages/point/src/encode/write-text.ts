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
/**
 * From this length on, `TextEncoder` writes strings without quotes and backslashes: four characters at a time took 1.15 times
 * as long for 96, 1.6 times for 200, 2.8 times for 1000, and as long for 64 (Node 24.21, November 2026).
 */
const LONG = 96
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
  view: DataView,
  at: number,
  what: 'Tag' | 'Field',
  key: string,
  measurement: string,
  options: EscapeOptions,
): number {
  const escaped = escapeBy(what === 'Tag' ? TAG_KEY : FIELD_KEY, key, options, [what, measurement, key])
  view.setUint8(at++, COMMA)
  const end = writeClassed(view, at, escaped, NONE)
  at = end === -1 ? writeUtf8(view, at, escaped) : end
  view.setUint8(at, EQUALS)
  return at + 1
}

/** Writes a measurement's name. @throws LineProtocolError as `escapeBy` does */
export function writeMeasurement(view: DataView, at: number, name: string, options: EscapeOptions): number {
  const first = name.charCodeAt(0)
  // An empty name, a comment or U+0000 at the start.
  const end = first > SHARP ? writeClassed(view, at, name, IN_MEASUREMENT) : -1
  return end === -1 ? writeUtf8(view, at, escapeBy(MEASUREMENT, name, options, ['Measurement', name])) : end
}

/** Writes a tag value. @throws LineProtocolError as `escapeBy` does */
export function writeTagValue(
  view: DataView,
  at: number,
  text: string,
  options: EscapeOptions,
  key: string,
  measurement: string,
): number {
  const end = writeClassed(view, at, text, IN_TAG_VALUE)
  return end === -1 ? writeUtf8(view, at, escapeBy(TAG_VALUE, text, options, ['Tag', measurement, key])) : end
}

/** Writes a string field's value in its quotes. @throws LineProtocolError as `quote` does */
export function writeQuoted(view: DataView, at: number, text: string, key: string, measurement: string): number {
  view.setUint8(at, QUOTE)
  const start = at + 1
  let end: number
  if (text.length < LONG || text.includes('"') || text.includes('\\')) {
    end = writeClassed(view, start, text, IN_STRING)
    if (end === -1) return writeUtf8(view, at, quote(text, ['Field', measurement, key]))
  } else {
    end = writeUtf8(view, start, text)
    // Half of a surrogate pair became U+FFFD, and is refused here.
    if (end - start !== text.length) quote(text, ['Field', measurement, key])
  }
  view.setUint8(end, QUOTE)
  return end + 1
}

function writeUtf8(view: DataView, at: number, text: string): number {
  return at + encoder.encodeInto(text, new Uint8Array(view.buffer, at)).written
}

/**
 * Writes text by the classes of its characters; returns -1 if one is not ASCII, or needs the general path.
 *
 * Four characters at a time while none needs a backslash: one at a time took 1.3 to 1.6 times as long for 10 to 28 characters
 * (Node 24.21, November 2026).
 */
function writeClassed(view: DataView, at: number, text: string, classOf: Uint8Array): number {
  const fours = text.length - 3
  let index = 0
  for (; index < fours; index += 4) {
    const a = text.charCodeAt(index)
    const b = text.charCodeAt(index + 1)
    const c = text.charCodeAt(index + 2)
    const d = text.charCodeAt(index + 3)
    if ((a | b | c | d) > 127 || (classOf[a]! | classOf[b]! | classOf[c]! | classOf[d]!) !== 0) break
    view.setUint32(at, a | (b << 8) | (c << 16) | (d << 24), true)
    at += 4
  }
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 127) return -1
    if (classOf[code] !== 0) {
      if (classOf[code] === GENERAL) return -1
      view.setUint8(at++, BACKSLASH)
    }
    view.setUint8(at++, code)
  }
  return at
}

function classes(escaped: string, general: string): Uint8Array {
  const table = new Uint8Array(128)
  for (const character of escaped) table[character.charCodeAt(0)] = ESCAPED
  for (const character of general) table[character.charCodeAt(0)] = GENERAL
  return table
}
