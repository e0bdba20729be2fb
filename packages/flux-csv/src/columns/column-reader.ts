import type { ColumnBlock, ColumnData } from '../model/column-block.ts'
import type { ColumnOptions } from '../model/options.ts'
import { AnnotatedReader } from '../scan/annotations.ts'
import type { Block } from '../scan/block.ts'
import type { ChunkQueue } from '../scan/chunk-queue.ts'
import { UNQUOTED } from '../scan/tokenizer.ts'
import { UnquotedBytes } from '../scan/unquoted-bytes.ts'
import { badCell, badDefault } from '../types/cell-errors.ts'
import { setCell } from '../types/dispatch.ts'
import { decodeText } from '../types/string.ts'
import type { StorageName } from '../wasm/storage-codes.ts'
import { WasmRows } from '../wasm/wasm-rows.ts'
import { ColumnBuilder } from './column-builder.ts'
import { setFromWasm } from './wasm-columns.ts'

const FIRST_ROWS = 1024
/** Fewer rows are reserved at first if there are many columns. */
const FIRST_CELLS = 1_048_576
/** Capacity of a block whose predecessor was full: it may be the last, with few rows. */
const NEXT_ROWS = 4096

/**
 * Reads annotated CSV into columns, without making rows on the way.
 *
 * WebAssembly reads rows in the usual form, many at a time. The tokenizer reads the others.
 */
export class ColumnReader {
  /** Takes the chunks. If one exceeds a limit, this fails as {@link fail} says. */
  readonly queue: Pick<ChunkQueue, 'push' | 'endInput'> = {
    push: (chunk) => this.#push(chunk),
    endInput: () => this.#queue.endInput(),
  }
  readonly #queue: ChunkQueue
  readonly #csv: AnnotatedReader
  readonly #blockRows: number
  readonly #isEmptyText: boolean
  readonly #wasm: WasmRows
  #unquoted: UnquotedBytes | undefined
  #builders: ColumnBuilder[] = []
  #offset = 0
  #length = 0
  /** The row whose tail the tokenizer expects, or has just found; -1 if it is in no block, or in the one before. */
  #tailRow = -1
  /** Rows that fit in every column. */
  #capacity = 0
  /** Rows of the block before, if it had the same columns. */
  #lastLength = 0
  /** An error that waits until the rows before it are taken. */
  #failure: { readonly error: unknown } | undefined

  constructor(options: ColumnOptions) {
    this.#csv = new AnnotatedReader(options)
    this.#queue = this.#csv.queue
    this.#wasm = new WasmRows(this.#csv)
    this.#blockRows = options.blockRows ?? 16_384
    this.#isEmptyText = options.emptyString === 'empty'
  }

  /**
   * Returns the next block: a full one, or what is left if the schema changes, the input ends or an error comes next.
   * `undefined` if the input ends before.
   *
   * @throws FluxError, CsvError, TruncatedResponseError, LimitError
   */
  nextBlock(): ColumnBlock | undefined {
    if (this.#failure) return this.#restBefore(this.#failure.error)
    try {
      return this.#readBlock() ?? (this.#queue.isLast ? this.takeRest() : undefined)
    } catch (error) {
      this.fail(error)
      return this.#restBefore(error)
    }
  }

  /** Returns the rows before an error, which comes next. @throws the error if there are none */
  #restBefore(error: unknown): ColumnBlock {
    const rest = this.takeRest()
    if (rest === undefined) throw error
    return rest
  }

  /** Returns the rows that are in no block yet; `undefined` if there are none. */
  takeRest(): ColumnBlock | undefined {
    const length = this.#length
    if (length === 0) return undefined
    this.#length = 0
    this.#tailRow = -1
    this.#capacity = 0
    this.#lastLength = length
    const columns: ColumnData[] = []
    for (const builder of this.#builders) columns.push(builder.build(length))
    return { length, columns }
  }

  #push(chunk: Uint8Array): void {
    try {
      this.#queue.push(chunk)
    } catch (error) {
      this.fail(error)
    }
  }

  /** Takes an error, which comes after the rows that are in no block yet. */
  fail(error: unknown): void {
    this.#failure = { error }
  }

  /** Takes the end of the response, after its last block. @throws FluxError if an error table has no row */
  finish(): void {
    this.#csv.finish()
  }

  /** Ends the reading, also before the end of the response. */
  close(): void {
    this.#wasm.release()
  }

  #readBlock(): ColumnBlock | undefined {
    const csv = this.#csv
    csv.refuseOtherFormats()
    for (;;) {
      if (csv.isInData) this.#readWasmRows()
      if (this.#length >= this.#blockRows) return this.takeRest()
      if (!csv.tokens.nextRow()) return undefined
      const kind = csv.classifyRow()
      if (kind === 'data') this.#readRow()
      else if (kind === 'header') {
        const block = this.#beginTable(csv.block)
        if (block) return block
      }
    }
  }

  /** Begins a block of tables, and returns what is left of the one before. */
  #beginTable({ columns, types, offset }: Block): ColumnBlock | undefined {
    const builders: ColumnBuilder[] = []
    const names: (StorageName | undefined)[] = []
    for (const [index, column] of columns.entries()) {
      const { wasm } = types[index]!
      const builder = new ColumnBuilder(column, types[index]!, this.#isEmptyText)
      // An invalid default is an error even if no cell needs it. The rows before are still there then.
      if (!builder.hasValidDefault()) throw badDefault(column, this.#csv.tokens.row)
      builders.push(builder)
      names.push(wasm ? wasm.column : undefined)
    }
    const rest = this.takeRest()
    this.#offset = offset
    this.#builders = builders
    this.#capacity = 0
    this.#lastLength = 0
    this.#wasm.beginTable(columns, names)
    return rest
  }

  /** Reads rows until one is not in the usual form, or not complete. */
  #readWasmRows(): void {
    const csv = this.#csv
    for (;;) {
      const row = this.#length
      const rows = this.#wasm.readRows(Math.min(this.#blockRows - row, csv.rowsLeft))
      if (rows === 0) return
      if (row + rows > this.#capacity) this.#reserve(row + rows)
      const builders = this.#builders
      for (let index = 0; index < builders.length; index++) setFromWasm(builders[index]!, row, rows, this.#wasm, index)
      this.#length = row + rows
    }
  }

  /** Reserves capacity for this many rows and for those that may come, judging by the rows so far and the block before. */
  #reserve(rows: number): void {
    const { bytes, position } = this.#queue
    const expected = Math.ceil((rows * bytes.length) / Math.max(position, 1))
    const first = Math.min(FIRST_ROWS, Math.ceil(FIRST_CELLS / this.#builders.length))
    const least = Math.max(first, Math.min(this.#lastLength, NEXT_ROWS))
    this.#capacity = Math.min(this.#blockRows, Math.max(least, expected, rows * 4))
    for (const builder of this.#builders) builder.reserve(this.#capacity)
  }

  /** Reads the present row of the tokenizer. @throws CsvError */
  #readRow(): void {
    const { tokens } = this.#csv
    const builders = this.#builders
    const row = this.#length
    if (row >= this.#capacity) this.#reserve(row + 1)
    const hasTail = tokens.tailFrom !== Infinity && row > 0 && this.#tailRow === row - 1
    const end = hasTail ? tokens.tailFrom - this.#offset : builders.length
    this.#readCells(row, end)
    for (let index = end; index < builders.length; index++) builders[index]!.repeatLast(row)
    if (hasTail) this.#tailRow = row
    else if (row > 0) this.#expectTail(row)
    this.#length = row + 1
  }

  /** Expects the texts at the end of a row once more in the next, if they were also in the row before. */
  #expectTail(row: number): void {
    const builders = this.#builders
    let from = builders.length
    while (from > 0 && builders[from - 1]!.repeatsText(row)) from--
    if (from === builders.length) return
    this.#csv.tokens.expectTail(from + this.#offset)
    this.#tailRow = row
  }

  /** Reads the first cells of the present row. */
  #readCells(row: number, count: number): void {
    const { starts, ends, kinds } = this.#csv.tokens
    const { bytes } = this.#queue
    const builders = this.#builders
    for (let index = 0; index < count; index++) {
      const builder = builders[index]!
      const cell = index + this.#offset
      const start = starts[cell]!
      const end = ends[cell]!
      if (start === end) builder.setEmpty(row)
      else if (kinds[cell] === UNQUOTED) this.#readCell(builder, row, bytes, start, end)
      else {
        const unquoted = (this.#unquoted ??= new UnquotedBytes())
        const length = unquoted.unquote(bytes, start, end)
        this.#readCell(builder, row, unquoted.bytes, 0, length)
      }
    }
  }

  #readCell(builder: ColumnBuilder, row: number, bytes: Uint8Array, start: number, end: number): void {
    if (setCell(builder.type.code, builder, row, bytes, start, end)) return
    throw badCell(builder.column, decodeText(bytes, start, end), this.#csv.tokens.row)
  }
}
