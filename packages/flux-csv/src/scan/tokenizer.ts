import { CsvError, LimitError, NO_LINE_END, truncated } from '../errors.ts'
import type { CsvOptions } from '../model/options.ts'
import { isSame, viewOf } from './byte-words.ts'
import { ChunkQueue } from './chunk-queue.ts'

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/** Room for the cells of most rows. V8 allocates no more than 64 bytes beside other objects: 512 take 2 µs (Node 24.21). */
const FIRST_CELLS = 16

const NO_BYTES = /* @__PURE__ */ new Uint8Array(0)

/** How a row may end: with the bytes of a view, in which cells are known. */
interface Tail {
  /** The first of these cells. */
  readonly cell: number
  /** How many cells the row has. */
  readonly count: number
  readonly view: DataView
  readonly start: number
  /** With the line end. */
  readonly length: number
}

/** The form of a cell in the bytes. */
export const UNQUOTED = 0
/** Its quotes are not part of its range. */
const QUOTED = 1
/** The same, with doubled quotes inside. */
export const ESCAPED = 2

/**
 * Splits CSV into rows and cells without decoding anything: cells are ranges of the present bytes.
 *
 * Chunks may be split at any byte, since every character that matters is ASCII. Rows end with LF or CR LF; quoted cells
 * may contain both.
 * @see RFC 4180 "Common Format and MIME Type for Comma-Separated Values (CSV) Files"
 */
export class Tokenizer {
  readonly queue: ChunkQueue
  /** The byte between cells. */
  readonly delimiter: number
  /** The ranges of the present row's cells, in {@link ChunkQueue.bytes}. */
  starts: Int32Array = new Int32Array(FIRST_CELLS)
  ends: Int32Array = new Int32Array(FIRST_CELLS)
  /** {@link UNQUOTED}, {@link QUOTED} or {@link ESCAPED} for each cell. */
  kinds: Uint8Array = new Uint8Array(FIRST_CELLS)
  /** The number of cells of the present row; an empty line has one empty cell. */
  count = 0
  /** From this cell on, the present row has the bytes of an earlier one: see {@link expectTail}. */
  tailFrom: number = Infinity
  /** Whether the present row is the last, and has no line end. */
  hasNoLineEnd = false

  /** The most bytes of a cell, without the quotes around it. */
  readonly maxCellBytes: number
  readonly #maxColumns: number
  /** How the next row may end, and the position of that end in the row whose cells are known. */
  #tail: Tail | undefined
  #tailAt = 0
  /** The bytes that were read last, and their view. */
  #viewed: Uint8Array = NO_BYTES
  #view: DataView = viewOf(NO_BYTES)

  constructor({ delimiter = ',', maxBytes, maxColumns = Infinity, maxCellBytes = Infinity }: CsvOptions = {}) {
    this.maxCellBytes = maxCellBytes
    this.#maxColumns = maxColumns
    this.delimiter = delimiter.charCodeAt(0)
    this.queue = new ChunkQueue(this.delimiter, maxBytes, maxCellBytes)
  }

  /** The number of the present row, from 1. */
  get row(): number {
    return this.queue.rows
  }

  /** Goes to the next row; false if it is not complete yet. */
  nextRow(): boolean {
    const { queue } = this
    if (queue.isStarved) return false
    while (!this.#scan(queue.bytes, queue.position)) if (!queue.advance()) return false
    return true
  }

  /** @throws TruncatedResponseError if the present row has no line end */
  requireLineEnd(): void {
    if (this.hasNoLineEnd) throw truncated(this.row, NO_LINE_END)
  }

  /**
   * Lets the next row end like the present one, from a cell on: then {@link tailFrom} is that cell. To compare bytes takes a
   * third of the time of finding cells in them.
   */
  expectTail(cell: number): void {
    const { bytes, position } = this.queue
    const start = this.starts[cell]! - (this.kinds[cell] === UNQUOTED ? 0 : 1)
    this.#tail = { cell, count: this.count, view: this.#viewOf(bytes), start, length: position - start }
    this.#tailAt = start
  }

  /** Expects nothing of the next row. */
  expectNoTail(): void {
    this.#tail = undefined
  }

  /** Finds the cells of the tail, and returns the position after it; -1 if the bytes are others. */
  #findTail(bytes: Uint8Array, at: number): number {
    const { cell: first, count, view, start, length } = this.#tail!
    if (at + length > bytes.length || !isSame(this.#viewOf(bytes), at, view, start, length)) {
      this.#tail = undefined
      return -1
    }
    const { starts, ends } = this
    const shift = at - this.#tailAt
    for (let cell = first; cell < count; cell++) {
      starts[cell]! += shift
      ends[cell]! += shift
    }
    this.#tailAt = at
    return at + length
  }

  #viewOf(bytes: Uint8Array): DataView {
    if (this.#viewed !== bytes) this.#view = viewOf(bytes)
    this.#viewed = bytes
    return this.#view
  }

  #scan(bytes: Uint8Array, position: number): boolean {
    const { delimiter, queue } = this
    this.tailFrom = Infinity
    const { length } = bytes
    const tailCell = this.#tail === undefined ? -1 : this.#tail.cell
    let at = position
    if (bytes[at] === BYTE_ORDER_MARK[0] && queue.rows === 0) {
      if (length < 3 && !queue.isLast) return false
      // Editors put one at the start of a file; it is not part of the first cell.
      if (BYTE_ORDER_MARK.every((byte, index) => byte === bytes[at + index])) at += 3
    }
    if (at >= length) return false
    let count = 0
    for (;;) {
      if (count === tailCell) {
        const end = this.#findTail(bytes, at)
        if (end !== -1) {
          at = end
          this.tailFrom = count
          count = this.#tail!.count
          break
        }
      }
      if (count === this.starts.length) this.#grow()
      if (bytes[at] === QUOTE) {
        const end = this.#scanQuoted(bytes, at, count)
        if (end === -1) return this.#incomplete('in a quoted cell')
        at = end
      } else {
        this.starts[count] = at
        while (at < length && bytes[at] !== delimiter && bytes[at] !== NEWLINE) at++
        this.ends[count] = at
        this.kinds[count] = UNQUOTED
      }
      count++
      if (at >= length) {
        if (!queue.isLast) return false
        this.hasNoLineEnd = true
        break
      }
      if (bytes[at] === delimiter) {
        at++
        continue
      }
      // The line ends here; a carriage return before it belongs to the line end.
      const last = count - 1
      if (this.kinds[last] === UNQUOTED && at > this.starts[last]! && bytes[at - 1] === CARRIAGE_RETURN)
        this.ends[last] = at - 1
      at++
      break
    }
    this.count = count
    queue.endRow(at)
    if (this.maxCellBytes !== Infinity) this.#checkCells()
    return true
  }

  /** Returns where a quoted cell ends, with its closing quote; -1 if the bytes end before. */
  #scanQuoted(bytes: Uint8Array, start: number, cell: number): number {
    const { isLast, rows } = this.queue
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
    if (at + 1 >= bytes.length && !isLast) return -1
    this.starts[cell] = start + 1
    this.ends[cell] = at
    this.kinds[cell] = kind
    const after = bytes[at + 1] === CARRIAGE_RETURN ? at + 2 : at + 1
    if (after >= bytes.length && !isLast) return -1
    if (after < bytes.length && bytes[after] !== this.delimiter && bytes[after] !== NEWLINE) {
      throw new CsvError(
        `Row ${rows + 1} continues after the closing quote of cell ${cell + 1}, so the response is not CSV.`,
        rows + 1,
      )
    }
    return after
  }

  /** @throws LimitError */
  #checkCells(): void {
    const { starts, ends, count, maxCellBytes } = this
    for (let cell = 0; cell < count; cell++) {
      if (ends[cell]! - starts[cell]! <= maxCellBytes) continue
      throw new LimitError('maxCellBytes', maxCellBytes, `Cell ${cell + 1} of row ${this.row}`)
    }
  }

  #incomplete(where: string): false {
    if (!this.queue.isLast) return false
    throw truncated(this.row + 1, where)
  }

  /** @throws LimitError if a row without end would take all memory. The first cell may belong to the annotations. */
  #grow(): void {
    if (this.starts.length > Math.max(63, this.#maxColumns + 1)) throw new LimitError('maxColumns', this.#maxColumns)
    const size = this.starts.length * 2
    this.starts = grown(this.starts, new Int32Array(size))
    this.ends = grown(this.ends, new Int32Array(size))
    this.kinds = grown(this.kinds, new Uint8Array(size))
  }
}

function grown<Cells extends Int32Array | Uint8Array>(cells: Cells, larger: Cells): Cells {
  larger.set(cells)
  return larger
}
