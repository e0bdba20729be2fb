const TAB = 9
const NEWLINE = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const QUOTE = 34
const HASH = 35
const COMMA = 44
const EQUALS = 61
const BACKSLASH = 92

/** What the scan of one line finds. */
interface ScannedLine {
  /** Where the line begins, after blanks. */
  start: number
  /** Whether the line has a timestamp. */
  hasTime: boolean
  /** Whether a newline ends the line; the last line of a block may continue in the next block. */
  isTerminated: boolean
  /** Whether a quote is still open at its end, or follows the fields. */
  isQuoteOpen: boolean
  /** The place of the last escaped byte; -1 if there is none. */
  lastEscaped: number
}

/**
 * Walks over the lines of a block of line protocol, and reads quotes and escapes as the server does: a newline inside a
 * quoted field is data, and a quote opens a string only after the equals sign of a field. It skips empty lines and
 * comments; a comment ends with its line, whatever quotes it holds.
 *
 * Lines are places in the block, without the white space around them.
 */
export class LineScanner implements ScannedLine {
  readonly #bytes: Uint8Array
  #next = 0
  start = 0
  end = 0
  hasTime = false
  isTerminated = false
  isQuoteOpen = false
  lastEscaped = -1

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Goes to the next line; returns false if there is none. */
  nextLine(): boolean {
    const bytes = this.#bytes
    while (this.#next < bytes.length) {
      // It writes here: a scanner of one line is cheap then.
      this.#next = scanLine(bytes, this.#next, this)
      const { start } = this
      let end = this.#next
      while (end > start && isWhite(bytes[end - 1])) end--
      if (end === start || bytes[start] === HASH) continue
      this.end = end
      return true
    }
    return false
  }

  /** Whether the line ends inside a string or in a backslash, so that the server would join it with the next. */
  get isOpen(): boolean {
    return this.isQuoteOpen || this.lastEscaped >= this.end
  }
}

/**
 * Returns where to cut a block of lines in two: the first line end past its middle, or else the last before it; 0 if
 * the block is a single line.
 */
export function middleBoundary(bytes: Uint8Array): number {
  const line = new LineScanner(bytes)
  let cut = 0
  while (cut < bytes.length / 2) {
    const next = scanLine(bytes, cut, line)
    if (next === bytes.length) break
    cut = next
  }
  return cut
}

/** The place of a bad line, its newline included. */
export interface UnterminatedLine {
  readonly start: number
  readonly end: number
}

/**
 * Finds the first line whose quote never closes, or which ends in a backslash. The server would read what follows as
 * more of that line, and refuse both.
 *
 * @param before the bad line after which the search begins; by default it begins with the text
 */
export function findUnterminatedLine(bytes: Uint8Array, before?: UnterminatedLine): UnterminatedLine | undefined {
  const from = before?.end ?? 0
  if (from === bytes.length) return undefined
  // Each of thousands of lines that end in a backslash would be scanned to the end of the text.
  const joined = before && joinsNext(bytes, from) ? lineAt(bytes, from) : undefined
  if (joined && joinsNext(bytes, joined.end)) return joined
  const rest = bytes.subarray(from)
  // Most texts have neither.
  if (!rest.includes(QUOTE) && !rest.includes(BACKSLASH)) return undefined
  const scanner = new LineScanner(rest)
  while (scanner.nextLine()) {
    if (scanner.isOpen) return lineAt(bytes, from + scanner.start)
  }
  return undefined
}

/** Returns the place of a line that a newline ends, whatever the server makes of it; `undefined` if it is a comment. */
function lineAt(bytes: Uint8Array, from: number): UnterminatedLine | undefined {
  let start = from
  while (isBlank(bytes[start])) start++
  return bytes[start] === HASH ? undefined : { start, end: afterNewline(bytes, start) }
}

/** Whether a line that ends here ends in a backslash, so that the server reads the next as a part of it. */
function joinsNext(bytes: Uint8Array, end: number): boolean {
  const last = bytes[end - 1] === NEWLINE ? end - 1 : end
  let at = last
  while (bytes[at - 1] === BACKSLASH) at--
  return (last - at) % 2 === 1
}

/**
 * Returns a line without the white space at its ends. Not without a byte order mark, which `trim` removes too; and in linear
 * time, unlike an expression, which begins at each blank of a long run.
 */
export function withoutBlanks(line: Uint8Array): Uint8Array {
  let start = 0
  let end = line.length
  while (end > start && isWhite(line[end - 1])) end--
  while (start < end && isWhite(line[start])) start++
  return line.subarray(start, end)
}

/** Scans one line, a comment or an empty line among them, and returns where the next begins. */
function scanLine(bytes: Uint8Array, from: number, line: ScannedLine): number {
  let at = from
  while (isBlank(bytes[at])) at++
  line.start = at
  // The server opens strings in comments too, and drops the points that it reads as part of them. That is not meant.
  if (bytes[at] === HASH) return afterNewline(bytes, at)
  let spaces = 0
  let values = 0
  let quoted = false
  let quotedTime = false
  let hasTime = false
  let lastEscaped = -1
  let isTerminated = false
  for (; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === BACKSLASH) lastEscaped = ++at
    else if (byte === QUOTE && spaces > 0 && values > 0) {
      quoted = !quoted
      // A timestamp holds no quotes, but the server opens a string all the same.
      quotedTime ||= spaces > 1
    } else if (quoted) continue
    else if (byte === NEWLINE) {
      isTerminated = true
      at++
      break
    } else if (byte === SPACE) {
      // A run of spaces counts once, and not at all at the end of the line. One after an escaped space counts too.
      if (bytes[at - 1] !== SPACE || spaces === 0) spaces++
    } else if (spaces > 0) {
      if (byte === EQUALS) values++
      else if (byte === COMMA) values--
      if (spaces > 1 && !isWhite(byte)) hasTime = true
    }
  }
  line.hasTime = hasTime
  line.isTerminated = isTerminated
  line.isQuoteOpen = quoted || quotedTime
  line.lastEscaped = lastEscaped
  // A backslash at the very end escapes a byte that is not there.
  return Math.min(at, bytes.length)
}

function afterNewline(bytes: Uint8Array, start: number): number {
  return bytes.indexOf(NEWLINE, start) + 1 || bytes.length
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB
}

function isWhite(byte: number | undefined): boolean {
  return isBlank(byte) || byte === NEWLINE || byte === CARRIAGE_RETURN
}
