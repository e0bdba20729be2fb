import { AnnotatedReader } from './annotated-reader.ts'
import type { Block } from './annotated-reader.ts'
import { codeOf, TEXT } from './cell-codes.ts'
import { CellDecoder } from './cell-decoder.ts'
import type { Value } from './cell-decoder.ts'
import { badCell, badDefault } from './cell-text.ts'
import type { FluxColumn } from './flux-column.ts'
import { FluxRecord } from './flux-record.ts'
import type { TableMeta } from './flux-record.ts'
import type { RecordOptions } from './options.ts'
import { PlainRows } from './plain-rows.ts'
import { rowShape, rowShapeLike } from './row-object.ts'
import type { RowShape } from './row-object.ts'

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
  #plain: PlainRows | undefined
  #shape: RowShape = rowShape([], [])
  /** The columns of these names; -1 where there is none. */
  #table = -1
  #result = -1
  #meta: TableMeta | undefined
  #lastTable: Value = null
  #lastResult: Value = null
  /** The shape that has the values of the steady columns, made when a second row has them. */
  #steadyShape: RowShape | undefined
  #changes = 0

  constructor(options: RecordOptions) {
    this.#options = options
    this.#decoder = new CellDecoder(options)
    this.csv = new AnnotatedReader(options)
  }

  /** The next record of the chunks so far; `undefined` where the next row is not all there. */
  next(): FluxRecord<unknown, unknown> | undefined {
    const { csv } = this
    if (csv.tokens.row === 0) csv.refuseOther()
    for (;;) {
      const record = csv.isInData ? this.#plainRecord() : undefined
      if (record !== undefined) return record
      if (!csv.tokens.next()) return undefined
      const kind = csv.classify()
      if (kind === 'data') return this.#record()
      if (kind === 'header') this.#begin(csv.block)
    }
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
    this.#plain = new PlainRows(block, this.#empty, this.csv, this.#decoder, this.#options)
    this.#shape = rowShape(
      columns.map(({ label }) => label),
      this.#plain.varying,
    )
    this.#steadyShape = undefined
    this.#changes = -1
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

  /** Reads a row in one pass; `undefined` where it is not a plain one, or not all there. */
  #plainRecord(): FluxRecord<unknown, unknown> | undefined {
    const { csv } = this
    const plain = this.#plain!
    const row = plain.next()
    if (row === undefined) return undefined
    csv.countRow()
    const meta = this.#metaOf(row)
    if (plain.changes !== this.#changes) {
      this.#changes = plain.changes
      this.#steadyShape = undefined
      return new FluxRecord<unknown, unknown>(meta, row)
    }
    this.#steadyShape ??= rowShapeLike(this.#shape, row, plain.varying)
    return new FluxRecord<unknown, unknown>(meta, row, this.#steadyShape)
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
    const { bytes, starts, ends } = this.csv.tokens
    const start = starts[cell]!
    const end = ends[cell]!
    if (start === end) return this.#empty[column.index]!
    const text = (): string => this.csv.text.of(cell)
    const value = this.#decoder.decode(codeOf(column.dataType), bytes, start, end, text)
    if (value === undefined) throw badCell(column, text(), this.csv.tokens.row)
    return value
  }
}

/** The name of a result, which InfluxDB writes as text. */
function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : ''
}
