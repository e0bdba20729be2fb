import { concat } from '@fluxline/internal/bytes'
import { LimitError, OptionError } from '../errors.ts'

const NEWLINE = 10
const QUOTE = 34
const NO_BYTES = new Uint8Array(0)

/**
 * The bytes of a response, chunk by chunk, and how far they are read.
 *
 * Readers see the bytes of one chunk at a time, or of one row that lies across several. Offsets count from the start of
 * the response, positions from the start of the present bytes.
 */
export class ChunkQueue {
  readonly #maxBytes: number
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
  /** Whether they end inside a quoted cell. */
  #isQuoted = false

  constructor(maxBytes: number | undefined) {
    this.#maxBytes = maxBytes ?? Infinity
  }

  /** Adds a chunk, whose bytes must not change while its rows are read. @throws OptionError, LimitError */
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
    if (this.#unfinished.length === 0) this.#isQuoted = endsQuoted(this.#bytes, this.#position, false)
    const end = endOfRow(chunk, this.#isQuoted)
    this.#unfinished.push(end === -1 ? chunk : chunk.subarray(0, end))
    if (end === -1) this.#isQuoted = endsQuoted(chunk, 0, this.#isQuoted)
    else {
      this.#completeRow()
      this.#next = chunk.subarray(end)
    }
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

/** Whether bytes that begin inside a quoted cell, or outside, end inside. A doubled quote closes and opens. */
function endsQuoted(bytes: Uint8Array, start: number, isQuoted: boolean): boolean {
  for (let at = bytes.indexOf(QUOTE, start); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) isQuoted = !isQuoted
  return isQuoted
}

/** Where a row ends that began before the chunk; -1 if it goes on. */
function endOfRow(chunk: Uint8Array, isQuoted: boolean): number {
  for (let at = 0; at < chunk.length; at++) {
    if (chunk[at] === QUOTE) isQuoted = !isQuoted
    else if (chunk[at] === NEWLINE && !isQuoted) return at + 1
  }
  return -1
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
