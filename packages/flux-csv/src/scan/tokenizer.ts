import { CsvError, LimitError, cutAnswer } from '../errors.ts'
import type { CsvOptions } from '../model/options.ts'

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/** How a cell stands in the bytes. */
export const PLAIN = 0
/** Its quotes are outside of its place. */
const QUOTED = 1
/** And it has doubled quotes inside. */
export const ESCAPED = 2

/** A chunk, and where to go on in it. */
interface Upcoming {
  readonly chunk: Uint8Array
  readonly position: number
}

/**
 * Cuts CSV into rows and cells, chunk by chunk, without decoding anything: cells are places in `bytes`.
 *
 * Chunks may be cut anywhere, since what they are cut at is ASCII. Rows end with LF or CR LF, quoted cells may hold both.
 * @see RFC 4180 "Common Format and MIME Type for Comma-Separated Values (CSV) Files"
 */
export class Tokenizer {
  /** What the places of the present row point into; it stays as it is when the next chunk comes. */
  bytes: Uint8Array = new Uint8Array(0)
  starts: Int32Array = new Int32Array(64)
  ends: Int32Array = new Int32Array(64)
  /** {@link PLAIN}, {@link QUOTED} or {@link ESCAPED} for each cell. */
  kinds: Uint8Array = new Uint8Array(64)
  /** Cells of the present row; an empty line is one empty cell. */
  count = 0
  /** Rows so far. */
  row = 0
  /** Whether the present row is the last, and has no line end. */
  endsOpen = false
  /** Whether the present bytes hold no further row: to look at a long one again before more has come would be in vain. */
  isWaiting = false
  readonly #delimiter: number
  readonly #maxBytes: number
  #position = 0
  #seen = 0
  #waiting: Uint8Array[] = []
  /** Whether what is waiting ends within quotes. */
  #isQuoted = false
  #ended = false
  /** The chunk that comes after the present bytes, and where to go on in it. */
  #after: Upcoming | undefined

  constructor({ delimiter = ',', maxBytes = Infinity }: CsvOptions = {}) {
    this.#delimiter = asciiCode(delimiter, 'delimiter')
    this.#maxBytes = maxBytes
  }

  /** Takes the next chunk; its bytes must not change while its rows are read. */
  push(chunk: Uint8Array): void {
    if (tagOf(chunk) !== 'Uint8Array') throw notBytes(chunk)
    this.#seen += chunk.length
    if (this.#seen > this.#maxBytes) throw new LimitError('maxBytes', this.#maxBytes)
    this.advance()
    const rest = this.bytes.length - this.#position
    if (rest === 0) {
      this.#use(chunk, 0)
      return
    }
    // Of the chunk, only the row that was cut is put together with what there is of it; and not before it is all there, or
    // the time for a long row would grow with its square.
    if (this.#waiting.length === 0) this.#isQuoted = isOpen(this.bytes, this.#position, false)
    const end = endOfRow(chunk, this.#isQuoted)
    this.#waiting.push(end === -1 ? chunk : chunk.subarray(0, end))
    if (end === -1) this.#isQuoted = isOpen(chunk, 0, this.#isQuoted)
    else {
      this.#join()
      this.#after = { chunk, position: end }
    }
  }

  /** Takes the end: what is left is the last row, which needs no line end. */
  end(): void {
    this.#join()
    this.#ended = true
    this.isWaiting = false
  }

  /** Where the next row begins in `bytes`. */
  get position(): number {
    return this.#position
  }

  /** What comes after the present bytes, where those are a row that two chunks were put together for. */
  get upcoming(): Upcoming | undefined {
    return this.#after
  }

  /** The byte between cells. */
  get delimiter(): number {
    return this.#delimiter
  }

  /** Passes over rows that were read without cutting them. */
  skipRows(position: number, rows: number): void {
    this.#position = position
    this.row += rows
  }

  /** Goes to the next row; false where it is not all there. */
  next(): boolean {
    if (this.isWaiting) return false
    while (!this.#scan()) {
      if (this.advance()) continue
      this.isWaiting = true
      return false
    }
    return true
  }

  #scan(): boolean {
    const { bytes } = this
    const delimiter = this.#delimiter
    const { length } = bytes
    let at = this.#position
    if (this.row === 0 && bytes[at] === BYTE_ORDER_MARK[0]) {
      if (length < 3 && !this.#isLast) return false
      // Editors put one at the start of a file; it is no part of the first cell.
      if (BYTE_ORDER_MARK.every((byte, index) => byte === bytes[at + index])) at += 3
    }
    if (at >= length) return false
    let count = 0
    for (;;) {
      if (count === this.starts.length) this.#grow()
      if (bytes[at] === QUOTE) {
        const end = this.#quoted(at, count)
        if (end === -1) return this.#incomplete('in a quoted cell')
        at = end
      } else {
        this.starts[count] = at
        while (at < length && bytes[at] !== delimiter && bytes[at] !== NEWLINE) at++
        this.ends[count] = at
        this.kinds[count] = PLAIN
      }
      count++
      if (at >= length) {
        if (!this.#isLast) return false
        this.endsOpen = true
        break
      }
      if (bytes[at] === delimiter) {
        at++
        continue
      }
      // The line ends here; a carriage return before it belongs to the end.
      const last = count - 1
      if (this.kinds[last] === PLAIN && at > this.starts[last]! && bytes[at - 1] === CARRIAGE_RETURN)
        this.ends[last] = at - 1
      at++
      break
    }
    this.#position = at
    this.count = count
    this.row++
    return true
  }

  /** Finds the end of a quoted cell and what comes after it; -1 where that is not there yet. */
  #quoted(start: number, cell: number): number {
    const { bytes } = this
    let kind = QUOTED
    let at = start + 1
    for (;;) {
      at = bytes.indexOf(QUOTE, at)
      if (at === -1) return -1
      if (bytes[at + 1] !== QUOTE) break
      if (at + 1 >= bytes.length) return -1
      kind = ESCAPED
      at += 2
    }
    // The quote may be the first of two, the carriage return the first half of a line end.
    if (at + 1 >= bytes.length && !this.#isLast) return -1
    this.starts[cell] = start + 1
    this.ends[cell] = at
    this.kinds[cell] = kind
    const after = bytes[at + 1] === CARRIAGE_RETURN ? at + 2 : at + 1
    if (after >= bytes.length && !this.#isLast) return -1
    if (after < bytes.length && bytes[after] !== this.#delimiter && bytes[after] !== NEWLINE) {
      throw new CsvError(
        `Row ${this.row + 1} goes on after the quote that ends its cell ${cell + 1}; the answer is not CSV.`,
        this.row + 1,
      )
    }
    return after
  }

  #incomplete(where: string): false {
    if (!this.#isLast) return false
    throw cutAnswer(this.row + 1, where)
  }

  /** Whether nothing comes after the present bytes. */
  get #isLast(): boolean {
    return this.#ended && this.#after === undefined
  }

  /** Goes on to the chunk whose first row was put together; false where there is none. */
  advance(): boolean {
    if (this.#after === undefined) return false
    const { chunk, position } = this.#after
    this.#after = undefined
    // A quote where none belongs hid that the row goes on.
    if (this.#position < this.bytes.length)
      this.#use(concat([this.bytes.subarray(this.#position), chunk.subarray(position)]), 0)
    else this.#use(chunk, position)
    return true
  }

  #use(bytes: Uint8Array, position: number): void {
    this.bytes = bytes
    this.#position = position
    this.isWaiting = false
  }

  #join(): void {
    if (this.#waiting.length === 0) return
    this.#use(concat([this.bytes.subarray(this.#position), ...this.#waiting]), 0)
    this.#waiting = []
  }

  #grow(): void {
    const size = this.starts.length * 2
    this.starts = filled(new Int32Array(size), this.starts)
    this.ends = filled(new Int32Array(size), this.ends)
    this.kinds = filled(new Uint8Array(size), this.kinds)
  }
}

/** Whether bytes that begin within quotes, or outside, end within: a doubled quote closes and opens. */
function isOpen(bytes: Uint8Array, start: number, isQuoted: boolean): boolean {
  for (let at = bytes.indexOf(QUOTE, start); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) isQuoted = !isQuoted
  return isQuoted
}

/** Where in a chunk a row ends that began before it; -1 where it goes on. */
function endOfRow(chunk: Uint8Array, isQuoted: boolean): number {
  for (let at = 0; at < chunk.length; at++) {
    if (chunk[at] === QUOTE) isQuoted = !isQuoted
    else if (chunk[at] === NEWLINE && !isQuoted) return at + 1
  }
  return -1
}

/** What an object says it is, also one of another realm: a Buffer is a `Uint8Array`. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

function notBytes(chunk: unknown): TypeError {
  const tag = tagOf(chunk)
  const remedy =
    tag === 'String'
      ? 'new TextEncoder().encode(text) makes bytes of a text'
      : tag === 'Number'
        ? 'where all the bytes are there, give them in an array: [bytes]'
        : 'new Uint8Array(buffer) makes bytes of a buffer'
  return new TypeError(`A chunk is of ${tag}, not a Uint8Array; ${remedy}.`)
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((size, part) => size + part.length, 0)
  const joined = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

function filled<Cells extends Int32Array | Uint8Array>(larger: Cells, cells: Cells): Cells {
  larger.set(cells)
  return larger
}

/** The code of a dialect's character. */
export function asciiCode(character: string, option: string): number {
  const code = character.charCodeAt(0)
  if (character.length === 1 && code < 128 && code !== QUOTE && code !== NEWLINE && code !== CARRIAGE_RETURN)
    return code
  throw new RangeError(
    `${option} is ${JSON.stringify(character)}; give one ASCII character that is neither a quote nor a line end`,
  )
}
