import { AnnotatedReader } from './annotated-reader.ts'
import { badCell, badDefault, decodeBoolean, decodeDouble, decodeInteger } from './cell-text.ts'
import type { ColumnBlock } from './column-block.ts'
import { BOOLEAN, DOUBLE, LONG, TEXT, TIME, UNSIGNED } from './cell-codes.ts'
import { ColumnBuilder } from './column-builder.ts'
import type { FluxColumn } from './flux-column.ts'
import { NumberScanner } from './number-cells.ts'
import type { CsvOptions, EmptyStringOption, TypeHintsOption } from './options.ts'
import { TimeReader } from './time-cells.ts'
import { PLAIN } from './tokenizer.ts'

/** How columns are read. */
export interface ColumnOptions extends CsvOptions, EmptyStringOption, TypeHintsOption {
  /** A block is handed out when it has so many rows, when the schema changes, and at the end. @defaultValue 16384 */
  readonly blockRows?: number | undefined
}

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34
const T = 116
const F = 102
const LONGEST_BILLIONS = 9

const utf8 = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Turns the rows of an {@link AnnotatedReader} into columns, without making rows on the way.
 *
 * Rows of plain cells are read in one pass, each column by its type; any other goes through the tokenizer like a record.
 */
export class ColumnReader {
  readonly csv: AnnotatedReader
  readonly #blockRows: number
  readonly #isEmptyText: boolean
  readonly #numbers = new NumberScanner()
  readonly #time = new TimeReader()
  #builders: ColumnBuilder[] = []
  #defaults: (Uint8Array | undefined)[] = []
  #offset = 0
  #length = 0
  /** Rows that every column has room for. */
  #capacity = 0

  constructor(options: ColumnOptions) {
    this.csv = new AnnotatedReader(options)
    this.#blockRows = options.blockRows ?? 16_384
    this.#isEmptyText = options.emptyString === 'empty'
  }

  /** The next full block of the chunks so far; `undefined` where the chunks end before it is full. */
  next(): ColumnBlock | undefined {
    const { csv } = this
    const { tokens } = csv
    if (tokens.row === 0) csv.refuseOther()
    for (;;) {
      while (csv.isInData && this.#readPlainRow()) if (this.#length >= this.#blockRows) return this.take()
      if (!tokens.next()) return undefined
      const kind = csv.classify()
      if (kind === 'data') this.#readRow()
      else if (kind === 'header') {
        const block = this.#begin()
        if (block) return block
      }
      if (this.#length >= this.#blockRows) return this.take()
    }
  }

  /** The rows that are not handed out yet; `undefined` where there are none. */
  take(): ColumnBlock | undefined {
    const length = this.#length
    if (length === 0) return undefined
    this.#length = 0
    this.#capacity = 0
    return { length, columns: this.#builders.map((builder) => builder.take(length)) }
  }

  /** Begins a block of tables, and hands out what is left of the one before. */
  #begin(): ColumnBlock | undefined {
    const { columns, offset } = this.csv.block
    // Where this fails, the rows before are still there.
    const builders = columns.map((column) => this.#builderOf(column))
    const block = this.take()
    this.#offset = offset
    this.#builders = builders
    this.#capacity = 0
    this.#defaults = columns.map(({ defaultValue }) => (defaultValue === '' ? undefined : utf8.encode(defaultValue)))
    return block
  }

  #builderOf(column: FluxColumn): ColumnBuilder {
    const builder = new ColumnBuilder(column, this.#isEmptyText)
    if (column.defaultValue === '' || builder.code === TEXT) return builder
    // A default that cannot be read is an error whether a cell needs it or not.
    builder.reserve(1)
    if (!this.#setDecoded(builder, 0, column.defaultValue)) throw badDefault(column, this.csv.tokens.row)
    return builder
  }

  /** Reads a row of plain cells; false where it is not one, or not all there, and nothing has changed. */
  #readPlainRow(): boolean {
    const { tokens } = this.csv
    const { bytes, delimiter } = tokens
    const builders = this.#builders
    const last = builders.length - 1
    const row = this.#length
    let at = tokens.position
    if (row >= this.#capacity) this.#reserve(row)
    if (this.csv.mayEndBlock(bytes[at])) return false
    if (this.#offset === 1 && bytes[at++] !== delimiter) return false
    for (let index = 0; index <= last; index++) {
      const builder = builders[index]!
      const first = bytes[at]
      if (first === delimiter || first === NEWLINE || (first === CARRIAGE_RETURN && bytes[at + 1] === NEWLINE)) {
        if (this.#defaults[index] === undefined || builder.defaultText !== undefined)
          this.#readEmpty(builder, row, undefined)
        else return false
      } else {
        at = this.#readPlainCell(builder, row, bytes, at, delimiter)
        if (at === -1) return false
      }
      if (index === last) {
        if (bytes[at] === CARRIAGE_RETURN) at++
        if (bytes[at] !== NEWLINE) return false
      } else if (bytes[at] !== delimiter) return false
      at++
    }
    tokens.skipTo(at)
    this.csv.countRow()
    this.#length = row + 1
    return true
  }

  /** Makes room for one row more, and for those that the chunk may hold, going by the ones so far. */
  #reserve(rows: number): void {
    const { bytes, position } = this.csv.tokens
    const expected = Math.ceil((rows * bytes.length) / Math.max(position, 1))
    this.#capacity = Math.min(this.#blockRows, Math.max(expected, rows + 63)) + 1
    for (const builder of this.#builders) builder.reserve(this.#capacity)
  }

  /** Returns where the cell ends; -1 where it is empty, quoted or of another form than its column's plain one. */
  #readPlainCell(builder: ColumnBuilder, row: number, bytes: Uint8Array, at: number, delimiter: number): number {
    switch (builder.code) {
      case DOUBLE: {
        const value = this.#numbers.double(bytes, at)
        // oxlint-disable-next-line no-self-compare: NaN, without a call.
        if (value !== value) return -1
        builder.doubles[row] = value
        return this.#numbers.end
      }
      case TEXT:
        return readPlainText(builder, row, bytes, at, delimiter)
      case TIME:
        return this.#readPlainTime(builder, row, bytes, at, delimiter)
      case LONG:
      case UNSIGNED:
        return this.#readPlainInteger(builder, row, bytes, at)
      case BOOLEAN: {
        const isTrue = bytes[at] === T
        if (!isTrue && bytes[at] !== F) return -1
        const end = at + (isTrue ? 4 : 5)
        if (!isWord(bytes, at, isTrue ? TRUE : FALSE)) return -1
        builder.setBoolean(row, isTrue)
        return end
      }
      default:
        return -1
    }
  }

  #readPlainInteger(builder: ColumnBuilder, row: number, bytes: Uint8Array, at: number): number {
    const numbers = this.#numbers
    if (!numbers.integer(bytes, at) || (numbers.isNegative && builder.code === UNSIGNED)) return -1
    if (numbers.lowDigits === 0) builder.setInteger(row, 0, numbers.high, numbers.isNegative)
    else if (numbers.lowDigits === LONGEST_BILLIONS)
      builder.setInteger(row, numbers.high, numbers.low, numbers.isNegative)
    else {
      // Between 10 and 17 digits a number holds the value, which is cut into billions again.
      const value = numbers.high * 10 ** numbers.lowDigits + numbers.low
      if (value > 9_007_199_254_740_991) return -1
      const billions = Math.floor(value / 1e9)
      builder.setInteger(row, billions, value - billions * 1e9, numbers.isNegative)
    }
    return numbers.end
  }

  #readPlainTime(builder: ColumnBuilder, row: number, bytes: Uint8Array, at: number, delimiter: number): number {
    // The bounds of the query's range are the same in every row.
    const same = endOfSameCell(builder, bytes, at, delimiter)
    if (same !== -1) {
      builder.repeatTime(row)
      return same
    }
    const end = endOfCell(bytes, at + 20, delimiter)
    if (end === -1 || !this.#time.read(bytes, at, end)) return -1
    builder.setInteger(row, this.#time.seconds, this.#time.nanoseconds, false)
    builder.remember(row, bytes, at, end)
    return end
  }

  /** Reads the row that the tokenizer cut. @throws CsvError */
  #readRow(): void {
    const { tokens, text } = this.csv
    const { bytes, starts, ends, kinds } = tokens
    const row = this.#length
    if (row >= this.#capacity) this.#reserve(row)
    for (const [index, builder] of this.#builders.entries()) {
      const cell = index + this.#offset
      const start = starts[cell]!
      const end = ends[cell]!
      const fallback = this.#defaults[index]
      if (start === end) this.#readEmpty(builder, row, fallback)
      else if (kinds[cell] === PLAIN) this.#readCell(builder, row, bytes, start, end)
      else {
        const decoded = utf8.encode(text.of(cell))
        this.#readCell(builder, row, decoded, 0, decoded.length)
      }
    }
    this.#length = row + 1
  }

  #readEmpty(builder: ColumnBuilder, row: number, fallback: Uint8Array | undefined): void {
    if (builder.defaultText) builder.setDefault(row)
    else if (fallback) this.#readCell(builder, row, fallback, 0, fallback.length)
    else builder.setNull(row)
  }

  #readCell(builder: ColumnBuilder, row: number, bytes: Uint8Array, start: number, end: number): void {
    if (builder.code === TEXT) {
      builder.setText(row, bytes, start, end)
      return
    }
    const text = decoder.decode(bytes.subarray(start, end))
    if (!this.#setDecoded(builder, row, text)) throw badCell(builder.column, text, this.csv.tokens.row)
  }

  /** False where the cell is not of its column's type. */
  #setDecoded(builder: ColumnBuilder, row: number, text: string): boolean {
    switch (builder.code) {
      case DOUBLE: {
        const value = decodeDouble(text)
        if (value !== undefined) builder.doubles[row] = value
        return value !== undefined
      }
      case LONG:
      case UNSIGNED: {
        const value = decodeInteger(text, builder.code === LONG)
        if (value !== undefined) builder.setBigint(row, value)
        return value !== undefined
      }
      case BOOLEAN: {
        const value = decodeBoolean(text)
        if (value !== undefined) builder.setBoolean(row, value)
        return value !== undefined
      }
      case TIME: {
        const encoded = utf8.encode(text)
        const isTime = this.#time.read(encoded, 0, encoded.length)
        if (isTime) builder.setInteger(row, this.#time.seconds, this.#time.nanoseconds, false)
        return isTime
      }
      default:
        return setBase64(builder, row, text)
    }
  }
}

const TRUE = utf8.encode('true')
const FALSE = utf8.encode('false')

function isWord(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word[index]) return false
  return true
}

/** Where a plain cell ends, at a delimiter or the line's end; -1 where the chunk ends before. */
function endOfCell(bytes: Uint8Array, start: number, delimiter: number): number {
  let at = start
  for (; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === delimiter || byte === NEWLINE)
      return bytes[at - 1] === CARRIAGE_RETURN && byte === NEWLINE ? at - 1 : at
  }
  return -1
}

function readPlainText(
  builder: ColumnBuilder,
  row: number,
  bytes: Uint8Array,
  start: number,
  delimiter: number,
): number {
  // Group columns and tags repeat row after row.
  const same = builder.repeats ? endOfSameCell(builder, bytes, start, delimiter) : -1
  if (same !== -1) {
    builder.indices[row] = builder.lastPlace
    return same
  }
  if (bytes[start] === QUOTE) return readQuotedText(builder, row, bytes, start)
  const end = endOfCell(bytes, start, delimiter)
  if (end === -1) return -1
  builder.setText(row, bytes, start, end)
  if (builder.repeats) builder.remember(builder.indices[row]!, bytes, start, end)
  return end
}

/** Where the cell ends if it is the one that the column decoded last; -1 where it is another. */
function endOfSameCell(
  { lastBytes, lastStart, lastEnd }: ColumnBuilder,
  bytes: Uint8Array,
  start: number,
  delimiter: number,
): number {
  const end = start + lastEnd - lastStart
  const after = bytes[end]
  if (end === start || (after !== delimiter && after !== NEWLINE && after !== CARRIAGE_RETURN)) return -1
  // From the end: what differs between neighbours differs there.
  for (let at = end - 1, last = lastEnd - 1; at >= start; at--, last--) if (bytes[at] !== lastBytes[last]) return -1
  return end
}

let unquoted = new Uint8Array(1024)

/** Reads a cell in quotes, as `CellText` does: doubled quotes are one, and a line break is LF. */
function readQuotedText(builder: ColumnBuilder, row: number, bytes: Uint8Array, start: number): number {
  let length = 0
  let at = start + 1
  for (; ; at++) {
    const byte = bytes[at]
    if (byte === undefined) return -1
    if (byte === QUOTE && bytes[++at] !== QUOTE) break
    if (byte === CARRIAGE_RETURN && bytes[at + 1] === NEWLINE) continue
    if (length === unquoted.length) {
      const larger = new Uint8Array(length * 2)
      larger.set(unquoted)
      unquoted = larger
    }
    unquoted[length++] = byte
  }
  // An empty text may stand for a default, as an empty cell does.
  if (length === 0) return -1
  builder.setText(row, unquoted, 0, length)
  return at
}

function setBase64(builder: ColumnBuilder, row: number, text: string): boolean {
  try {
    builder.setBinary(
      row,
      Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
    )
    return true
  } catch {
    return false
  }
}
