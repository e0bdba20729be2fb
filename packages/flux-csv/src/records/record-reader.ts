import { FluxRecord } from '../model/flux-record.ts'
import type { TableMeta } from '../model/flux-record.ts'
import type { RecordOptions } from '../model/options.ts'
import { recordShape, shapeLikeRow } from '../model/record-object.ts'
import type { RecordShape } from '../model/record-object.ts'
import { AnnotatedReader } from '../scan/annotations.ts'
import type { Block } from '../scan/block.ts'
import type { ChunkReader } from '@fluxline/internal/chunk-iterator'
import type { ChunkQueue } from '../scan/chunk-queue.ts'
import { badCell, badDefault } from '../types/cell-errors.ts'
import type { ValueOptions } from '../types/define-type.ts'
import { readCell } from '../types/dispatch.ts'
import { string } from '../types/string.ts'
import type { AnyValue } from '../values/flux-value.ts'
import { WasmRows } from '../wasm/wasm-rows.ts'
import { RepeatedCell } from './repeated-cell.ts'
import { WasmRecords } from './wasm-records.ts'

/**
 * How many bytes WebAssembly is used for. The tokenizer reads fewer faster: a response of one row takes half as long, one of
 * 12 rows 0.7 times as long (Node 24.21, November 2026). Tests set it to 0, for small responses.
 */
export const wasmUse = { leastBytes: 1024 }

/**
 * Rows that are read at once: few at first, for those who want the first ones only. The first of 64 kB comes in 0.4 of the time
 * (Node 24.21, November 2026).
 */
const FIRST_ROWS = 16
const MAX_ROWS = 1024

type AnyRecord = FluxRecord<unknown, unknown>

/** The constructor of a record whose shape is known. */
const ShapedRecord: new (meta: TableMeta, row: readonly unknown[], shape: RecordShape) => AnyRecord = FluxRecord

/**
 * Reads annotated CSV into records.
 *
 * WebAssembly reads rows in the usual form, many at a time. The tokenizer reads the others.
 */
export class RecordReader implements ChunkReader {
  readonly queue: ChunkQueue
  readonly #csv: AnnotatedReader
  /** Called with each table before its first record, and with tables that have none. */
  readonly #onTable: ((meta: TableMeta) => void) | undefined
  readonly #isEmptyText: boolean
  readonly #options: ValueOptions
  #block: Block | undefined
  /** The values of empty cells, by column. */
  #emptyValues: readonly AnyValue[] = []
  readonly #wasm: WasmRecords
  /** The last cells that were read one by one, by column. */
  readonly #repeated: RepeatedCell[] = []
  /** How many columns there are in the present row up to the last whose cell is not as before. */
  #changedColumns = 0
  /** A row with the values of the tail that the tokenizer expects. */
  #tailValues: readonly AnyValue[] = []
  /** Records that were read but not returned yet, from an index on. */
  #ready: AnyRecord[] = []
  #readyIndex = 0
  /** How many rows WebAssembly reads next. */
  #nextRows = FIRST_ROWS
  #shape: RecordShape | undefined
  /** The indices of these columns; -1 if there is none. */
  #tableColumn = -1
  #resultColumn = -1
  #meta: TableMeta | undefined
  #lastTable: AnyValue = null
  #lastResult: AnyValue = null
  /** A shape with the values of the constant columns, made when a second row has them. */
  #constantShape: RecordShape | undefined
  /** An error that waits until the records before it are taken. */
  #failure: { readonly error: unknown } | undefined

  constructor(options: RecordOptions, onTable?: (meta: TableMeta) => void) {
    const { emptyString, integers = 'number', times = 'timestamp' } = options
    this.#options = { integers, times }
    this.#isEmptyText = emptyString === 'empty'
    this.#onTable = onTable
    this.#csv = new AnnotatedReader(options)
    this.queue = this.#csv.queue
    this.#wasm = new WasmRecords(new WasmRows(this.#csv), this.#options)
  }

  /**
   * Returns the next record of the chunks so far; `undefined` if the next row is not complete.
   *
   * @throws FluxError, CsvError, TruncatedResponseError, LimitError, and what the caller's reader of times throws
   */
  nextRecord(): AnyRecord | undefined {
    if (this.#readyIndex < this.#ready.length) return this.#ready[this.#readyIndex++]
    if (this.#wasm.failure) throw this.#wasm.failure.error
    const csv = this.#csv
    csv.refuseOtherFormats()
    for (;;) {
      if (csv.isInData && this.#pays() && this.#readWasmRows()) return this.#ready[this.#readyIndex++]
      if (csv.skipKnownHead()) {
        this.#beginBlock(csv.block)
        continue
      }
      if (!csv.tokens.nextRow()) return undefined
      const kind = csv.classifyRow()
      if (kind === 'data') return this.#readRow()
      if (kind === 'header') this.#beginBlock(csv.block)
    }
  }

  /** Returns the records of the chunks so far; `undefined` if there are none. @throws as {@link nextRecord}, after them */
  nextBatch(): AnyRecord[] | undefined {
    if (this.#failure) throw this.#failure.error
    this.#nextRows = MAX_ROWS
    const batch: AnyRecord[] = []
    try {
      for (let record = this.nextRecord(); record !== undefined; record = this.nextRecord()) batch.push(record)
    } catch (error) {
      if (batch.length === 0) throw error
      this.#failure = { error }
    }
    return batch.length === 0 ? undefined : batch
  }

  /** Takes the end of the response, after its last record. @throws FluxError if an error table has no row */
  finish(): void {
    this.#csv.finish()
    this.#announceEmptyTable()
  }

  /** Ends the reading, also before the end of the response. */
  close(): void {
    this.#wasm.release()
    this.#ready = []
  }

  #beginBlock(block: Block): void {
    this.#announceEmptyTable()
    const { columns } = block
    const emptyValues: AnyValue[] = []
    const labels: string[] = []
    for (const { index, label } of columns) {
      emptyValues.push(this.#emptyValueOf(block, index))
      labels.push(label)
    }
    this.#tableColumn = labels.indexOf('table')
    this.#resultColumn = labels.indexOf('result')
    this.#block = block
    this.#emptyValues = emptyValues
    this.#repeated.length = 0
    this.#csv.tokens.expectNoTail()
    this.#wasm.beginTable(block, emptyValues)
    this.#shape = recordShape(columns, this.#wasm.varying)
    this.#constantShape = undefined
    this.#meta = undefined
  }

  /** A header without rows is an empty table. */
  #announceEmptyTable(): void {
    if (this.#block === undefined || this.#meta !== undefined) return
    this.#startTable(this.#emptyValues[this.#tableColumn] ?? 0, this.#emptyValues[this.#resultColumn] ?? '')
  }

  #startTable(table: AnyValue, result: AnyValue): TableMeta {
    const name = typeof result === 'string' ? result : ''
    this.#meta = { table: Number(table ?? 0), result: name, columns: this.#block!.columns }
    this.#onTable?.(this.#meta)
    return this.#meta
  }

  #emptyValueOf({ columns, types }: Block, index: number): AnyValue {
    const column = columns[index]!
    const type = types[index]!
    const { defaultValue } = column
    if (type === string) return defaultValue !== '' || this.#isEmptyText ? defaultValue : null
    if (defaultValue === '') return null
    const bytes = new TextEncoder().encode(defaultValue)
    const value = readCell(type.code, bytes, 0, bytes.length, () => defaultValue, this.#options)
    if (value === undefined) throw badDefault(column, this.#csv.tokens.row)
    return value
  }

  /** Whether so much is left of the present bytes that WebAssembly is faster. */
  #pays(): boolean {
    const { queue } = this
    return queue.endOffset - queue.offset >= wasmUse.leastBytes
  }

  /** Reads rows by WebAssembly; false if there were none. @throws what the caller's reader of times throws */
  #readWasmRows(): boolean {
    const wasm = this.#wasm
    const rows = wasm.readRows(Math.min(this.#nextRows, this.#csv.rowsLeft))
    this.#nextRows = Math.min(this.#nextRows * 8, MAX_ROWS)
    const ready: AnyRecord[] = []
    let change = 0
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!
      let shape = this.#shape!
      if (wasm.changes[change] === index) {
        change++
        this.#constantShape = undefined
      } else shape = this.#constantShape ??= shapeLikeRow(shape, row)
      ready.push(new ShapedRecord(this.#metaOf(row), row, shape))
    }
    this.#ready = ready
    this.#readyIndex = 0
    return rows.length > 0
  }

  #metaOf(row: readonly AnyValue[]): TableMeta {
    const table = this.#tableColumn === -1 ? null : row[this.#tableColumn]!
    const result = this.#resultColumn === -1 ? null : row[this.#resultColumn]!
    const isSameTable = this.#meta !== undefined && table === this.#lastTable && result === this.#lastResult
    this.#lastTable = table
    this.#lastResult = result
    return isSameTable ? this.#meta! : this.#startTable(table, result)
  }

  /** Reads the present row of the tokenizer. */
  #readRow(): AnyRecord {
    const { offset } = this.#block!
    const { tokens } = this.#csv
    const hasTail = tokens.tailFrom !== Infinity
    const row = (hasTail ? this.#tailValues : this.#emptyValues).slice()
    const end = hasTail ? tokens.tailFrom - offset : row.length
    this.#changedColumns = 0
    for (let index = 0; index < end; index++) row[index] = this.#readColumn(index, index + offset)
    // What comes after the last column that changed, such as tags, will probably stay the same.
    const from = this.#changedColumns
    if (from < end) {
      tokens.expectTail(from + offset)
      this.#tailValues = row.slice()
    }
    return new ShapedRecord(this.#metaOf(row), row, this.#shape!)
  }

  /** @throws CsvError if the cell is not of the column's datatype */
  #readColumn(index: number, cell: number): AnyValue {
    const { text, tokens } = this.#csv
    const { starts, ends, kinds } = tokens
    const { bytes } = this.queue
    const start = starts[cell]!
    const end = ends[cell]!
    if (start === end) return this.#emptyValues[index]!
    const kind = kinds[cell]!
    const repeated = (this.#repeated[index] ??= new RepeatedCell())
    if (repeated.isSame(kind, bytes, start, end)) return repeated.value
    this.#changedColumns = index + 1
    const { code, isMutable } = this.#block!.types[index]!
    const readText = (): string => text.textOfCell(cell)
    const value = readCell(code, bytes, start, end, readText, this.#options)
    if (value === undefined) throw badCell(this.#block!.columns[index]!, readText(), tokens.row)
    if (!isMutable) repeated.remember(kind, bytes, start, end, value)
    return value
  }
}
