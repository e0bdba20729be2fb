import type { ByteQueue } from '@fluxline/internal/byte-queue'
import { readNumber } from '@fluxline/internal/json-number'
import { Rfc3339Reader } from '@fluxline/internal/rfc3339-bytes'
import { readTime, UsualLines } from './usual-lines.ts'
import { ESCAPED, FALSE, NULL, RowCells, TEXT, TRUE } from '@fluxline/internal/row-cells'
import { TextReader } from '@fluxline/internal/text-reader'

/** A list or an object of JSON, as it is in the bytes. */
export const NESTED = 9

const decoder = new TextDecoder()
const NEWLINE = 0x0a
const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d
const FIRST_COLUMNS = 16

/** A column that has had a value. */
interface Column {
  readonly name: string
  /** Its name as JSON has it, with the quotes. */
  readonly key: Uint8Array
  readonly isTime: boolean
}

/**
 * Reads JSON lines: an object for each row, whose null members are left out. Integers keep all their digits, and times become
 * nanoseconds.
 *
 * @see InfluxDB 3 Core documentation, "Use the v3 HTTP query API", `format=jsonl`
 */
export class LineCursor {
  readonly queue: ByteQueue
  readonly knowsIntegers = true
  /** The names of the columns, in the order of their first values. */
  readonly columns: string[] = []
  /** The cells of the last row; there may be more than columns. */
  cells: RowCells = new RowCells(FIRST_COLUMNS)
  readonly #columns: Column[] = []
  readonly #timeColumns: ReadonlySet<string>
  readonly #texts = new TextReader()
  readonly #times = new Rfc3339Reader('optional')
  /** Whether the last string has escapes. */
  #hasEscape = false
  /** Where the search for the end of a line begins again. */
  #searched = 0
  readonly #usual = new UsualLines()
  /** Where the last line ends of those that had arrived with this many bytes. */
  #lastEnd = -1
  #totalBytes = 0

  /** @param timeColumns the names of columns of times, besides `time` */
  constructor(queue: ByteQueue, timeColumns: Iterable<string>) {
    this.queue = queue
    this.#timeColumns = new Set(['time', ...timeColumns])
  }

  /** Reads a row into the cells; false if bytes are missing, or at the end. */
  nextRow(): boolean {
    const { queue } = this
    const { bytes, end } = queue
    while (queue.position < end && bytes[queue.position]! <= 0x20) {
      queue.position++
      this.#searched = 0
    }
    const start = queue.position
    const last = this.#lastLineEnd()
    const usualEnd = start < last ? this.#usual.read(queue, this.cells, start, last) : -1
    if (usualEnd !== -1) {
      this.#searched = 0
      queue.position = usualEnd + 1
      return true
    }
    // JSON has line breaks in strings only as escapes.
    const lineEnd = bytes.indexOf(NEWLINE, start + this.#searched)
    if (lineEnd === -1 || lineEnd >= end) {
      this.#searched = end - start
      if (this.#searched > queue.maxCellBytes * Math.max(1, this.columns.length + 1)) throw queue.tooLong()
      return false
    }
    this.#searched = 0
    this.#readLine(bytes, start, lineEnd)
    queue.position = lineEnd + 1
    return true
  }

  /** Returns where the last line ends whose bytes have all arrived; -1 if there is none. */
  #lastLineEnd(): number {
    const { bytes, position, end, totalBytes } = this.queue
    // A block may be filled again up to the same end.
    if (totalBytes !== this.#totalBytes) {
      this.#totalBytes = totalBytes
      this.#lastEnd = bytes.lastIndexOf(NEWLINE, end - 1)
    }
    return this.#lastEnd >= position ? this.#lastEnd : -1
  }

  text(start: number, end: number): string {
    return this.#texts.read(this.queue.bytes, start, end)
  }

  escapedText(start: number, end: number): string {
    return this.#parse(start - 1, end + 1) as string
  }

  /** Returns the JSON of a nested value. */
  json(start: number, end: number): string {
    return decoder.decode(this.queue.bytes.subarray(start, end))
  }

  #readLine(bytes: Uint8Array, start: number, end: number): void {
    this.cells.kinds.fill(NULL)
    let position = skipBlanks(bytes, start)
    if (bytes[position] !== OPENING_BRACE) throw this.#unexpected(position)
    position = skipBlanks(bytes, position + 1)
    let column = 0
    if (bytes[position] === CLOSING_BRACE) position++
    else {
      for (;;) {
        const expected = this.#columns[column]?.key
        const isExpected = expected !== undefined && isSame(bytes, position, position + expected.length, expected)
        const keyEnd = isExpected ? position + expected.length : this.#endOfString(bytes, position, end)
        if (!isExpected) column = this.#columnAt(bytes, position, keyEnd, column)
        position = skipBlanks(bytes, keyEnd)
        if (bytes[position] !== COLON) throw this.#unexpected(position)
        position = skipBlanks(bytes, this.#readValue(bytes, skipBlanks(bytes, position + 1), end, column))
        column++
        const byte = bytes[position++]
        if (byte === CLOSING_BRACE) break
        if (byte !== COMMA) throw this.#unexpected(position - 1)
        position = skipBlanks(bytes, position)
      }
    }
    if (skipBlanks(bytes, position) < end) throw this.#unexpected(position)
  }

  /** Returns the index of the column with this key; rows have their columns in one order most of the time. */
  #columnAt(bytes: Uint8Array, start: number, end: number, expected: number): number {
    const columns = this.#columns
    for (let index = expected; index < columns.length; index++)
      if (isSame(bytes, start, end, columns[index]!.key)) return index
    for (let index = 0; index < expected; index++) if (isSame(bytes, start, end, columns[index]!.key)) return index
    const name = this.#parse(start, end) as string
    const known = this.columns.indexOf(name)
    if (known !== -1) return known
    // `slice` of a Buffer would be a view of the chunk.
    const key = new Uint8Array(bytes.subarray(start, end))
    const isTime = this.#timeColumns.has(name)
    columns.push({ name, key, isTime })
    this.#usual.addColumn(key, isTime)
    this.columns.push(name)
    if (columns.length > this.cells.kinds.length) this.#grow()
    return columns.length - 1
  }

  #grow(): void {
    const { kinds, numbers, highs, lows } = this.cells
    this.cells = new RowCells(kinds.length * 2)
    this.cells.kinds.set(kinds)
    this.cells.numbers.set(numbers)
    this.cells.highs.set(highs)
    this.cells.lows.set(lows)
  }

  /** Reads a value into a cell, and returns its end. */
  #readValue(bytes: Uint8Array, start: number, end: number, column: number): number {
    const { cells } = this
    const byte = bytes[start]!
    if (byte === QUOTE) {
      const valueEnd = this.#endOfString(bytes, start, end)
      const isEscaped = this.#hasEscape
      if (
        !isEscaped &&
        this.#columns[column]!.isTime &&
        readTime(this.#times, bytes, start + 1, valueEnd - 1, cells, column)
      )
        return valueEnd
      cells.kinds[column] = isEscaped ? ESCAPED : TEXT
      cells.highs[column] = start + 1
      cells.lows[column] = valueEnd - 1
      return valueEnd
    }
    if (byte === MINUS || (byte >= 0x30 && byte <= 0x39)) return readNumber(this.queue, start, cells, column)
    if (byte === OPENING_BRACE || byte === 0x5b) return this.#nested(bytes, start, end, column)
    for (const [word, kind] of words) {
      if (!isSame(bytes, start, start + word.length, word)) continue
      cells.kinds[column] = kind
      return start + word.length
    }
    throw this.#unexpected(start)
  }

  /** Takes a list or an object, up to the bracket that closes it. */
  #nested(bytes: Uint8Array, start: number, end: number, column: number): number {
    let depth = 0
    for (let position = start; position < end; position++) {
      const byte = bytes[position]!
      if (byte === QUOTE) position = this.#endOfString(bytes, position, end) - 1
      // `}` and `]` are two after `{` and `[`.
      else if (byte === OPENING_BRACE || byte === 0x5b) depth++
      else if ((byte === CLOSING_BRACE || byte === 0x5d) && --depth === 0) {
        this.cells.kinds[column] = NESTED
        this.cells.highs[column] = start
        this.cells.lows[column] = position + 1
        return position + 1
      }
    }
    throw this.#unexpected(start)
  }

  /** Returns the position after the quote that closes a string. */
  #endOfString(bytes: Uint8Array, start: number, end: number): number {
    if (bytes[start] !== QUOTE) throw this.#unexpected(start)
    this.#hasEscape = false
    for (let position = start + 1; position < end; position++) {
      const byte = bytes[position]
      if (byte === QUOTE) {
        if (position - start > this.queue.maxCellBytes) throw this.queue.tooLong()
        return position + 1
      }
      if (byte !== BACKSLASH) continue
      this.#hasEscape = true
      position++
    }
    throw this.#unexpected(start)
  }

  #parse(start: number, end: number): unknown {
    try {
      return JSON.parse(this.json(start, end))
    } catch {
      throw this.#unexpected(start)
    }
  }

  #unexpected(position: number): Error {
    const { queue } = this
    queue.position = position
    const text = decoder.decode(queue.bytes.subarray(position, Math.min(queue.end, position + 40)))
    return queue.unexpected(`${JSON.stringify(text)} does not fit`)
  }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const words = [
  [encode('null'), NULL],
  [encode('true'), TRUE],
  [encode('false'), FALSE],
] as const

function isSame(bytes: Uint8Array, start: number, end: number, other: Uint8Array): boolean {
  if (end - start !== other.length) return false
  for (let index = 0; index < other.length; index++) if (bytes[start + index] !== other[index]) return false
  return true
}

function skipBlanks(bytes: Uint8Array, start: number): number {
  let position = start
  while (bytes[position] === 0x20 || bytes[position] === 0x09 || bytes[position] === 0x0d) position++
  return position
}
