import { AnnotatedReader } from '../scan/annotations.ts'
import type { Block } from '../scan/annotations.ts'
import { badCell, badDefault } from '../types/decode-text.ts'
import { TEXT } from '../types/cell-codes.ts'
import type { ColumnBlock } from '../model/column-block.ts'
import { ColumnBuilder } from './column-builder.ts'
import { setDecoded, setEmpty, setRead } from '../types/decoded-cells.ts'
import type { FluxColumn } from '../model/flux-column.ts'
import type { CsvOptions, EmptyStringOption, TypeHintsOption } from '../model/options.ts'
import { setPlain } from './wasm-columns.ts'
import { PlainRows } from '../wasm/wasm-rows.ts'
import { PLAIN } from '../scan/tokenizer.ts'
import { UnquotedBytes } from '../scan/unquoted-bytes.ts'

/** How columns are read. */
export interface ColumnOptions extends CsvOptions, EmptyStringOption, TypeHintsOption {
  /** A block is handed out when it has so many rows, when the schema changes, and at the end. @defaultValue 16384 */
  readonly blockRows?: number | undefined
}

const FIRST_ROWS = 1024
/** Room that a block begins with whose predecessor was full: it may be the last one, and have few. */
const NEXT_ROWS = 4096

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Turns the rows of an {@link AnnotatedReader} into columns, without making rows on the way.
 *
 * Plain rows are read many at a time; any other goes through the tokenizer like a record.
 */
export class ColumnReader {
  readonly csv: AnnotatedReader
  readonly #blockRows: number
  readonly #isEmptyText: boolean
  readonly #plain: PlainRows
  readonly #unquoted = new UnquotedBytes()
  #builders: ColumnBuilder[] = []
  #offset = 0
  #length = 0
  /** Rows that every column has room for. */
  #capacity = 0
  /** Rows of the block before, if it was one of the same columns. */
  #lastLength = 0

  constructor(options: ColumnOptions) {
    this.csv = new AnnotatedReader(options)
    this.#plain = new PlainRows(this.csv)
    this.#blockRows = Math.max(1, options.blockRows ?? 16_384)
    this.#isEmptyText = options.emptyString === 'empty'
  }

  /** The next full block of the chunks so far; `undefined` where the chunks end before it is full. */
  next(): ColumnBlock | undefined {
    const { csv } = this
    const { tokens } = csv
    if (tokens.row === 0) csv.refuseOther()
    for (;;) {
      if (csv.isInData) this.#readPlainRows()
      if (this.#length >= this.#blockRows) return this.take()
      if (!tokens.next()) return undefined
      const kind = csv.classify()
      if (kind === 'data') this.#readRow()
      else if (kind === 'header') {
        const block = this.#begin(csv.block)
        if (block) return block
      }
    }
  }

  /** The rows that are not handed out yet; `undefined` where there are none. */
  take(): ColumnBlock | undefined {
    const length = this.#length
    if (length === 0) return undefined
    this.#length = 0
    this.#capacity = 0
    this.#lastLength = length
    return { length, columns: this.#builders.map((builder) => builder.take(length)) }
  }

  /** Takes the end of the reading, wherever it is left. */
  close(): void {
    this.#plain.release()
  }

  /** Begins a block of tables, and hands out what is left of the one before. */
  #begin(header: Block): ColumnBlock | undefined {
    // Where this fails, the rows before are still there.
    const builders = header.columns.map((column) => this.#builderOf(column))
    const block = this.take()
    this.#offset = header.offset
    this.#builders = builders
    this.#capacity = 0
    this.#lastLength = 0
    this.#plain.begin(
      header,
      builders.map(({ code }) => code),
    )
    return block
  }

  #builderOf(column: FluxColumn): ColumnBuilder {
    const builder = new ColumnBuilder(column, this.#isEmptyText)
    if (column.defaultValue === '' || builder.code === TEXT) return builder
    // A default that cannot be read is an error whether a cell needs it or not.
    builder.reserve(1)
    if (!setDecoded(builder, 0, column.defaultValue)) throw badDefault(column, this.csv.tokens.row)
    return builder
  }

  /** Reads plain rows until there is a row that is none, or not all there. */
  #readPlainRows(): void {
    const { csv } = this
    for (;;) {
      const row = this.#length
      const rows = this.#plain.read(Math.min(this.#blockRows - row, csv.rowsLeft))
      if (rows === 0) return
      if (row + rows > this.#capacity) this.#reserve(row + rows, csv.tokens.position)
      const builders = this.#builders
      for (let index = 0; index < builders.length; index++) setPlain(builders[index]!, row, rows, this.#plain, index)
      this.#length = row + rows
    }
  }

  /** Makes room for so many rows, and for those that may come, going by the ones so far and by the block before. */
  #reserve(rows: number, position: number): void {
    const { bytes } = this.csv.tokens
    const expected = Math.ceil((rows * bytes.length) / Math.max(position, 1))
    const least = Math.max(FIRST_ROWS, Math.min(this.#lastLength, NEXT_ROWS))
    this.#capacity = Math.min(this.#blockRows, Math.max(least, expected, rows * 4))
    for (const builder of this.#builders) builder.reserve(this.#capacity)
  }

  /** Reads the row that the tokenizer cut. @throws CsvError */
  #readRow(): void {
    const { tokens } = this.csv
    const { bytes, starts, ends, kinds } = tokens
    const row = this.#length
    if (row >= this.#capacity) this.#reserve(row + 1, tokens.position)
    for (const [index, builder] of this.#builders.entries()) {
      const cell = index + this.#offset
      const start = starts[cell]!
      const end = ends[cell]!
      if (start === end) setEmpty(builder, row)
      else if (kinds[cell] === PLAIN) this.#readCell(builder, row, bytes, start, end)
      else {
        const length = this.#unquoted.take(bytes, start, end)
        this.#readCell(builder, row, this.#unquoted.bytes, 0, length)
      }
    }
    this.#length = row + 1
  }

  #readCell(builder: ColumnBuilder, row: number, bytes: Uint8Array, start: number, end: number): void {
    if (builder.code === TEXT) {
      builder.setText(row, bytes, start, end)
      return
    }
    if (setRead(builder, row, bytes, start, end)) return
    const text = decoder.decode(bytes.subarray(start, end))
    if (!setDecoded(builder, row, text)) throw badCell(builder.column, text, this.csv.tokens.row)
  }
}
