import { concat } from '@fluxline/internal/bytes'
import { LimitError, OptionError } from '../errors.ts'

const NEWLINE = 10
const QUOTE = 34
const NO_BYTES = new Uint8Array(0)

// Where in a cell bytes end. A quote counts at the start of a cell and inside quotes.
const CELL_START = 0
const UNQUOTED = 1
const QUOTED = 2
const AFTER_QUOTE = 3

/**
 * The bytes of a response, chunk by chunk, and how far they are read.
 *
 * Readers see the bytes of one chunk at a time, or of one row that lies across several. Offsets count from the start of
 * the response, positions from the start of the present bytes.
 */
export class ChunkQueue {
  readonly #maxBytes: number
  readonly #maxCellBytes: number
  #bytes: Uint8Array = NO_BYTES
  #position = 0
  /** The offset of the first of the present bytes. */
  #start = 0
  #rows = 0
  #received = 0
  #isStarved = false
  #isEnded = false
  /** The rest of a chunk whose first row was completed: it comes after the present bytes. */
  #next: Uint8Array | undefined
  /** Chunks of a row that has not ended yet. */
  readonly #unfinished: Uint8Array[] = []
  /** Where in a cell they end, and how many bytes of it there are. */
  #cellState = CELL_START
  #cellBytes = 0
  readonly #delimiter: number

  constructor(delimiter: number, maxBytes: number = Infinity, maxCellBytes: number = Infinity) {
    this.#delimiter = delimiter
    this.#maxBytes = maxBytes
    this.#maxCellBytes = maxCellBytes
  }

  /**
   * Adds a chunk. Its bytes must not change until the reading ends: rows of later chunks are compared with them.
   *
   * @throws OptionError, LimitError
   */
  push(chunk: Uint8Array): void {
    // Also of another realm; a Buffer is one.
    const tag = Object.prototype.toString.call(chunk)
    if (tag !== '[object Uint8Array]') throw notBytes(tag.slice('[object '.length, -1))
    this.#received += chunk.length
    if (this.#received > this.#maxBytes) throw new LimitError('maxBytes', this.#maxBytes)
    this.advance()
    if (this.#position === this.#bytes.length) this.#use(chunk)
    else this.#continueRow(chunk)
  }

  /** Takes the end of the response: the last row needs no line end. */
  endInput(): void {
    this.#completeRow()
    this.#isEnded = true
    this.#isStarved = false
  }

  /** The bytes that rows are read from. They stay as they are when the next chunk comes. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** Where the next row begins in {@link bytes}. */
  get position(): number {
    return this.#position
  }

  /** Where the next row begins in the response. */
  get offset(): number {
    return this.#start + this.#position
  }

  /** Where the present bytes end in the response. */
  get endOffset(): number {
    return this.#start + this.#bytes.length
  }

  /** How many rows were read. */
  get rows(): number {
    return this.#rows
  }

  /** Whether nothing comes after the present bytes. */
  get isLast(): boolean {
    return this.#isEnded && this.#next === undefined
  }

  /** Whether no row is complete before the next chunk: searching a long one again and again would take quadratic time. */
  get isStarved(): boolean {
    return this.#isStarved
  }

  /** Ends a row at a position of the present bytes. */
  endRow(position: number): void {
    this.#position = position
    this.#rows++
  }

  /** Skips rows of this length, which may end in the next chunk. */
  skipRows(length: number, rows: number): void {
    const position = this.#position + length
    const beyond = position - this.#bytes.length
    this.#rows += rows
    this.#position = beyond > 0 ? this.#bytes.length : position
    if (beyond > 0 && this.advance()) this.#position = beyond
  }

  /** Goes on to the next bytes; false if there are none, so that readers wait for the next chunk. */
  advance(): boolean {
    const next = this.#next
    if (next === undefined) {
      this.#isStarved = true
      return false
    }
    this.#next = undefined
    // A quote in the middle of a cell hid that the row goes on.
    if (this.#position < this.#bytes.length) this.#use(concat([this.#bytes.subarray(this.#position), next]))
    else this.#use(next)
    return true
  }

  /** Copies the bytes from the next row on, also those of the next chunk; returns how many. */
  copyTo(target: Uint8Array, start: number, size: number): number {
    const part = this.#bytes.subarray(this.#position, this.#position + size)
    target.set(part, start)
    const next = this.#next
    if (next === undefined || part.length === size || this.#position + part.length < this.#bytes.length) {
      return part.length
    }
    const more = next.subarray(0, size - part.length)
    target.set(more, start + part.length)
    return part.length + more.length
  }

  /** Only the row that was cut is joined, and not before it is complete: otherwise a long row takes quadratic time. */
  #continueRow(chunk: Uint8Array): void {
    if (this.#unfinished.length === 0) {
      this.#cellState = CELL_START
      this.#cellBytes = 0
      this.#endOfRow(this.#bytes, this.#position)
    }
    const end = this.#endOfRow(chunk, 0)
    this.#unfinished.push(end === -1 ? chunk : chunk.subarray(0, end))
    if (end !== -1) {
      this.#completeRow()
      this.#next = chunk.subarray(end)
    }
  }

  /**
   * Returns where the row ends that these bytes begin or continue; -1 if it goes on.
   *
   * @throws LimitError if its last cell is too long already, so that a cell without end takes no memory
   */
  #endOfRow(bytes: Uint8Array, start: number): number {
    const delimiter = this.#delimiter
    const { length } = bytes
    let state = this.#cellState
    let cellStart = start - this.#cellBytes
    for (let at = start; at < length; at++) {
      const byte = bytes[at]!
      if (state === QUOTED) {
        at = bytes.indexOf(QUOTE, at)
        if (at === -1) break
        state = AFTER_QUOTE
      } else if (byte === QUOTE && (state === CELL_START || state === AFTER_QUOTE)) state = QUOTED
      else if (byte === NEWLINE) return at + 1
      // A byte order mark comes before the first cell.
      else if (byte === delimiter || (state === CELL_START && isInMark(byte))) {
        state = CELL_START
        cellStart = at + 1
      } else state = UNQUOTED
    }
    this.#cellState = state
    this.#cellBytes = length - cellStart
    // Quotes and a carriage return may be among them.
    if (this.#cellBytes > this.#maxCellBytes + 3)
      throw new LimitError('maxCellBytes', this.#maxCellBytes, `A cell of row ${this.#rows + 1}`)
    return -1
  }

  #completeRow(): void {
    if (this.#unfinished.length === 0) return
    this.#use(concat([this.#bytes.subarray(this.#position), ...this.#unfinished]))
    this.#unfinished.length = 0
  }

  #use(bytes: Uint8Array): void {
    this.#start += this.#position
    this.#bytes = bytes
    this.#position = 0
    this.#isStarved = false
  }
}

/** Whether a byte is one of a byte order mark. */
function isInMark(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf
}

function notBytes(tag: string): OptionError {
  const remedy =
    tag === 'String'
      ? 'encode text with new TextEncoder().encode(text)'
      : tag === 'Number'
        ? 'to pass all bytes at once, wrap them in an array: [bytes]'
        : 'convert a buffer with new Uint8Array(buffer)'
  return new OptionError(`Expected a chunk to be a Uint8Array, got ${tag}; ${remedy}.`, { value: tag })
}
