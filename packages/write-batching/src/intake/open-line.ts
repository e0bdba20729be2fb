const TAB = 9
const NEWLINE = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const QUOTE = 34
const HASH = 35
const COMMA = 44
const EQUALS = 61
const BACKSLASH = 92

/** Where a bad line is, its newline included. */
export interface OpenLine {
  readonly start: number
  readonly end: number
}

/**
 * Finds the first line of a text that does not end where it should: whose quote never closes, or which ends in a
 * backslash. The server would read what is written after it as more of that line, and refuse both.
 *
 * It reads as the server does, to whom a newline in quotes is data and a quote opens only after an equals sign.
 */
export function findOpenLine(text: Uint8Array): OpenLine | undefined {
  // Most texts have neither.
  if (!text.includes(QUOTE) && !text.includes(BACKSLASH)) return undefined
  for (let start = 0; start < text.length;) {
    const next = lineEnd(text, start)
    if (next === -1) return { start, end: newlineAfter(text, start) }
    start = next
  }
  return undefined
}

/** Where the next line begins; -1 where this one does not end. */
function lineEnd(text: Uint8Array, start: number): number {
  let at = start
  while (text[at] === SPACE || text[at] === TAB) at++
  // A comment ends with its line, whatever quotes it holds.
  if (text[at] === HASH) return newlineAfter(text, at)
  let spaces = 0
  let values = 0
  let quoted = false
  for (; at < text.length; at++) {
    const byte = text[at]
    if (byte === BACKSLASH) {
      if (isEnd(text, at + 1)) return -1
      at++
    } else if (byte === QUOTE && spaces > 0 && values > 0) {
      // A time holds no quotes, but the server would open one all the same.
      if (spaces > 1) return -1
      quoted = !quoted
    } else if (quoted) continue
    else if (byte === NEWLINE) return at + 1
    else if (byte === SPACE && text[at - 1] !== SPACE) spaces++
    else if (byte === EQUALS && spaces > 0) values++
    else if (byte === COMMA && spaces > 0) values--
  }
  return quoted ? -1 : text.length
}

/**
 * Whether a backslash before this place is the last of its line. White space at a line's end is taken off, and so is the
 * newline at the text's; elsewhere a newline right after a backslash is escaped by it.
 */
function isEnd(text: Uint8Array, start: number): boolean {
  let at = start
  while (text[at] === SPACE || text[at] === TAB || text[at] === CARRIAGE_RETURN) at++
  if (text[at] !== NEWLINE) return at >= text.length
  return at > start || text.subarray(at).every((byte) => byte <= SPACE)
}

function newlineAfter(text: Uint8Array, start: number): number {
  const newline = text.indexOf(NEWLINE, start)
  return newline === -1 ? text.length : newline + 1
}
