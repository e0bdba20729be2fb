import { AnnotatedReader } from '../scan/annotations.ts'
import type { Block } from '../scan/annotations.ts'
import { BASE64, codeOf, TEXT } from '../types/cell-codes.ts'
import { CellDecoder } from '../types/cell-decoder.ts'
import type { Value } from '../types/cell-decoder.ts'
import { badCell, badDefault } from '../types/decode-text.ts'
import type { FluxColumn } from '../model/flux-column.ts'
import { FluxRecord } from '../model/flux-record.ts'
import type { TableMeta } from '../model/flux-record.ts'
import type { RecordOptions } from '../model/options.ts'
import { LastCell } from './repeated-cell.ts'
import { MachineTexts } from '../wasm/wasm-strings.ts'
import { PlainRecords } from './wasm-records.ts'
import { PlainRows } from '../wasm/wasm-rows.ts'
import { rowShape, rowShapeLike } from './record-object.ts'
import type { RowShape } from './record-object.ts'

/** Rows that are read at once. */
const MOST_ROWS = 1024

/** Turns the rows of an {@link AnnotatedReader} into records: the plain way to read annotated CSV. */
export class RecordReader {
  readonly csv: AnnotatedReader
  /** Called with the meta of each table before its first record, and of tables without one. */
  onTable: ((meta: TableMeta) => void) | undefined
  readonly #options: RecordOptions
  readonly #decoder: CellDecoder
  #block: Block | undefined
  /** What empty cells read as, by column. */
  #empty: readonly Value[] = []
  readonly #plain: PlainRows
  readonly #texts = new MachineTexts()
  #records: PlainRecords | undefined
  /** The cells of the last row that was read one by one. */
  #last: readonly LastCell[] = []
  /** Records that were read and not handed out, and how many of them were. */
  #ready: FluxRecord<unknown, unknown>[] = []
  #handedOut = 0
  #shape: RowShape = rowShape([], [])
  /** The columns of these names; -1 where there is none. */
  #table = -1
  #result = -1
  #meta: TableMeta | undefined
  #lastTable: Value = null
  #lastResult: Value = null
  /** The shape that has the values of the steady columns, made when a second row has them. */
  #steadyShape: RowShape | undefined

  constructor(options: RecordOptions) {
    this.#options = options
    this.#decoder = new CellDecoder(options)
    this.csv = new AnnotatedReader(options)
    this.#plain = new PlainRows(this.csv)
  }

  /** The next record of the chunks so far; `undefined` where the next row is not all there. */
  next(): FluxRecord<unknown, unknown> | undefined {
    const { csv } = this
    if (this.#handedOut < this.#ready.length) return this.#ready[this.#handedOut++]
    if (csv.tokens.row === 0) csv.refuseOther()
    for (;;) {
      if (csv.isInData && this.#readPlain()) return this.#ready[this.#handedOut++]
      if (!csv.tokens.next()) return undefined
      const kind = csv.classify()
      if (kind === 'data') return this.#record()
      if (kind === 'header') this.#begin(csv.block)
    }
  }

  /** Takes the end of the reading, wherever it is left. */
  close(): void {
    this.#plain.release()
    this.#ready = []
  }

  /** Takes the end of the answer. */
  end(): void {
    this.csv.tokens.end()
  }

  /** Checks, after the last record, that the answer did not end in an error without words. */
  finish(): void {
    this.csv.end()
    this.#announceEmpty()
  }

  #begin(block: Block): void {
    this.#announceEmpty()
    const { columns } = block
    this.#block = block
    this.#empty = columns.map((column) => this.#emptyValue(column))
    this.#last = columns.map(() => new LastCell())
    this.#records = new PlainRecords(block, this.#empty, this.#plain, this.#texts, this.#options)
    this.#shape = rowShape(
      columns.map(({ label }) => label),
      this.#records.varying,
    )
    this.#steadyShape = undefined
    this.#table = columns.findIndex(({ label }) => label === 'table')
    this.#result = columns.findIndex(({ label }) => label === 'result')
    this.#meta = undefined
  }

  /** A header without rows is an empty table. */
  #announceEmpty(): void {
    if (this.#block === undefined || this.#meta !== undefined) return
    this.#startTable(this.#empty[this.#table] ?? 0, this.#empty[this.#result] ?? '')
  }

  #startTable(table: Value, result: Value): TableMeta {
    const meta = {
      index: Number(table ?? 0),
      result: textOf(result),
      columns: this.#block!.columns,
      shape: this.#shape,
    }
    this.#meta = meta
    this.onTable?.(meta)
    return meta
  }

  #emptyValue(column: FluxColumn): Value {
    const { dataType, defaultValue } = column
    const code = codeOf(dataType)
    if (defaultValue === '') return code === TEXT && this.#options.emptyString === 'empty' ? '' : null
    const bytes = new TextEncoder().encode(defaultValue)
    const value = this.#decoder.decode(code, bytes, 0, bytes.length, () => defaultValue)
    if (value === undefined) throw badDefault(column, this.csv.tokens.row)
    return value
  }

  /** Reads plain rows, and says whether there were any. @throws what the caller's reader of times throws */
  #readPlain(): boolean {
    const records = this.#records!
    const rows = records.read(Math.min(MOST_ROWS, this.csv.rowsLeft))
    this.#ready = []
    this.#handedOut = 0
    let change = 0
    for (const [index, row] of rows.entries()) {
      if (records.changes[change] !== index) this.#ready.push(this.#alike(row))
      else {
        change++
        this.#steadyShape = undefined
        this.#ready.push(new FluxRecord<unknown, unknown>(this.#metaOf(row), row))
      }
    }
    return rows.length > 0
  }

  /** The record of a row whose steady columns have the values of the row before. */
  #alike(row: Value[]): FluxRecord<unknown, unknown> {
    this.#steadyShape ??= rowShapeLike(this.#shape, row, this.#records!.varying)
    return new FluxRecord<unknown, unknown>(this.#metaOf(row), row, this.#steadyShape)
  }

  #record(): FluxRecord<unknown, unknown> {
    const { columns, offset } = this.#block!
    const row = columns.map((column) => this.#read(column, column.index + offset))
    return new FluxRecord<unknown, unknown>(this.#metaOf(row), row)
  }

  #metaOf(row: readonly Value[]): TableMeta {
    const table = this.#table === -1 ? null : row[this.#table]!
    const result = this.#result === -1 ? null : row[this.#result]!
    const isSameTable = this.#meta !== undefined && table === this.#lastTable && result === this.#lastResult
    this.#lastTable = table
    this.#lastResult = result
    return isSameTable ? this.#meta! : this.#startTable(table, result)
  }

  #read(column: FluxColumn, cell: number): Value {
    const { bytes, starts, ends, kinds } = this.csv.tokens
    const start = starts[cell]!
    const end = ends[cell]!
    if (start === end) return this.#empty[column.index]!
    const kind = kinds[cell]!
    const last = this.#last[column.index]!
    if (last.is(kind, bytes, start, end)) return last.value
    const code = codeOf(column.dataType)
    const text = (): string => this.csv.text.of(cell)
    const value = this.#decoder.decode(code, bytes, start, end, text)
    if (value === undefined) throw badCell(column, text(), this.csv.tokens.row)
    // Bytes can be changed by whoever gets them.
    return code === BASE64 ? value : last.keep(kind, bytes, start, end, value)
  }
}

/** The name of a result, which InfluxDB writes as text. */
function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : ''
}
