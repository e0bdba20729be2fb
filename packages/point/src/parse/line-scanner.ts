const TAB = 9
const NEWLINE = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const QUOTE = 34
const HASH = 35
const COMMA = 44
const EQUALS = 61
const BACKSLASH = 92

/**
 * Walks over the lines of a block of line protocol, by the server's own reading of quotes and escapes: a newline inside
 * a quoted field is data, and a quote opens a field only right after its equals sign. Empty lines and comments are
 * passed over.
 *
 * Lines are given as places in the block, without the white space around them.
 */
export class LineScanner {
  readonly #bytes: Uint8Array
  #next = 0
  start = 0
  end = 0
  /** Whether the line has a time of its own. */
  hasTime = false
  /** Whether a newline ends it; the last line of a block may go on in the next. */
  isTerminated = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Goes to the next line; false where there is none. */
  next(): boolean {
    while (this.#next < this.#bytes.length) {
      this.#scan()
      if (this.end > this.start && this.#bytes[this.start] !== HASH) return true
    }
    return false
  }

  #scan(): void {
    const bytes = this.#bytes
    let at = this.#next
    while (isBlank(bytes[at])) at++
    this.start = at
    // A comment ends with its line, whatever quotes it holds.
    this.#next = bytes[at] === HASH ? endOfComment(bytes, at) : this.#scanLine(at)
    let end = this.#next
    while (end > this.start && isWhite(bytes[end - 1])) end--
    this.end = end
  }

  /** Returns where the next line begins. */
  #scanLine(start: number): number {
    const bytes = this.#bytes
    let spaces = 0
    let quoted = false
    let values = 0
    this.hasTime = false
    this.isTerminated = false
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at]
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE && spaces > 0 && values > 0) quoted = !quoted
      else if (quoted) continue
      else if (byte === NEWLINE) {
        this.isTerminated = true
        return at + 1
      } else if (byte === SPACE) {
        // Of a run of spaces one counts, and none at the end of the line.
        if (bytes[at - 1] !== SPACE || spaces === 0) spaces++
      } else if (spaces > 0) {
        if (byte === EQUALS) values++
        else if (byte === COMMA) values--
        if (spaces > 1 && !isWhite(byte)) this.hasTime = true
      }
    }
    return bytes.length
  }
}

function endOfComment(bytes: Uint8Array, start: number): number {
  const newline = bytes.indexOf(NEWLINE, start)
  return newline === -1 ? bytes.length : newline + 1
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB
}

function isWhite(byte: number | undefined): boolean {
  return isBlank(byte) || byte === NEWLINE || byte === CARRIAGE_RETURN
}
