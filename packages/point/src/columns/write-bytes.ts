// Text that is UTF-8 already, straight into lines. Both functions return -1 if a character needs the general path, which
// `encode/write-text.ts` takes.

const SPACE = 32
const QUOTE = 34
const COMMA = 44
const EQUALS = 61
const BACKSLASH = 92
const LAST_ASCII = 127

/** Writes a tag value of ASCII, and returns the offset after it. */
export function writeTagBytes(target: Uint8Array, at: number, source: Uint8Array, start: number, end: number): number {
  for (let from = start; from < end; from++) {
    const byte = source[from]!
    if (byte < SPACE || byte === BACKSLASH || byte > LAST_ASCII) return -1
    if (byte === COMMA || byte === EQUALS || byte === SPACE) target[at++] = BACKSLASH
    target[at++] = byte
  }
  return at
}

/** Writes a string of ASCII in quotes, and returns the offset after it. */
export function writeQuotedBytes(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  target[at++] = QUOTE
  for (let from = start; from < end; from++) {
    const byte = source[from]!
    if (byte > LAST_ASCII) return -1
    if (byte === QUOTE || byte === BACKSLASH) target[at++] = BACKSLASH
    target[at++] = byte
  }
  target[at] = QUOTE
  return at + 1
}
