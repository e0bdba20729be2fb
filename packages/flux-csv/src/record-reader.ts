import { AnnotatedReader } from './annotated-reader.ts'
import type { Block } from './annotated-reader.ts'
import { BASE64, BOOLEAN, codeOf, DOUBLE, DURATION, LONG, TEXT, TIME, UNSIGNED } from './cell-codes.ts'
import type { CellCode } from './cell-codes.ts'
import { badCell, decodeBoolean, decodeDouble, decodeInteger } from './cell-text.ts'
import { CsvError, show } from './errors.ts'
import { FluxDuration } from './duration.ts'
import type { FluxColumn } from './flux-column.ts'
import { FluxRecord } from './flux-record.ts'
import type { FluxValue, TableMeta } from './flux-record.ts'
import { readDouble, readInteger } from './number-cells.ts'
import type { RecordOptions } from './options.ts'
import { rowShape } from './row-object.ts'
import type { RowShape } from './row-object.ts'
import { PLAIN } from './tokenizer.ts'
import { TimeReader } from './time-cells.ts'
import { Timestamp } from './timestamp.ts'

/** What a cell can be, whatever the options. */
type Value = FluxValue<object, bigint>

/** A column and the cell of it that was decoded last: group columns and tags repeat it row after row. */
interface ColumnState {
  readonly column: FluxColumn
  readonly label: string
  readonly code: CellCode
  readonly cell: number
  /** What an empty cell reads as. */
  readonly empty: Value
  bytes: Uint8Array
  start: number
  end: number
  value: Value
}

const NO_BYTES = new Uint8Array(0)

/** Turns the rows of an {@link AnnotatedReader} into records: the plain way to read annotated CSV. */
export class RecordReader {
  readonly csv: AnnotatedReader
  /** Called with the meta of each table before its first record, and of tables without one. */
  onTable: ((meta: TableMeta) => void) | undefined
  readonly #options: RecordOptions
  readonly #time = new TimeReader()
  #block: Block | undefined
  #columns: readonly ColumnState[] = []
  #shape: RowShape = rowShape([])
  #table: ColumnState | undefined
  #result: ColumnState | undefined
  #meta: TableMeta | undefined

  constructor(options: RecordOptions) {
    this.#options = options
    this.csv = new AnnotatedReader(options)
  }

  /** The next record of the chunks so far; `undefined` where the next row is not all there. */
  next(): FluxRecord<unknown, unknown> | undefined {
    const { csv } = this
    if (csv.tokens.row === 0) csv.refuseOther()
    while (csv.tokens.next()) {
      const kind = csv.classify()
      if (kind === 'data') return this.#record()
      if (kind === 'header') this.#begin(csv.block)
    }
    return undefined
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
    this.#block = block
    this.#columns = block.columns.map((column) => this.#stateOf(column, block.offset))
    this.#shape = rowShape(block.columns.map(({ label }) => label))
    this.#table = this.#columns.find(({ label }) => label === 'table')
    this.#result = this.#columns.find(({ label }) => label === 'result')
    this.#meta = undefined
  }

  /** A header without rows is an empty table. */
  #announceEmpty(): void {
    if (this.#block === undefined || this.#meta !== undefined) return
    this.#startTable(this.#table?.empty ?? 0, this.#result?.empty ?? '')
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

  #stateOf(column: FluxColumn, offset: number): ColumnState {
    const code = codeOf(column.dataType)
    const state = {
      column,
      label: column.label,
      code,
      cell: column.index + offset,
      bytes: NO_BYTES,
      start: 0,
      end: 0,
      value: null,
    }
    return { ...state, empty: this.#emptyValue(column, code) }
  }

  #emptyValue({ label, dataType, defaultValue }: FluxColumn, code: CellCode): Value {
    if (defaultValue === '') return code === TEXT && this.#options.emptyString === 'empty' ? '' : null
    const bytes = new TextEncoder().encode(defaultValue)
    const value = this.#decode(code, bytes, 0, bytes.length, () => defaultValue)
    if (value !== undefined) return value
    const { row } = this.csv.tokens
    throw new CsvError(
      `The default of column ${show(label)} (${dataType}) is ${show(defaultValue)}, which is not of that type.`,
      row,
      label,
    )
  }

  #record(): FluxRecord<unknown, unknown> {
    const { bytes, starts, ends, kinds } = this.csv.tokens
    const columns = this.#columns
    const row: Value[] = []
    let isNewTable = this.#meta === undefined
    for (let index = 0; index < columns.length; index++) {
      const state = columns[index]!
      const start = starts[state.cell]!
      const end = ends[state.cell]!
      if (start === end) {
        row.push(state.empty)
      } else if (state.code === DOUBLE) {
        const value = kinds[state.cell] === PLAIN ? readDouble(bytes, start, end) : Number.NaN
        row.push(Number.isNaN(value) ? this.#read(state) : value)
      } else if (isSameCell(state, bytes, start, end)) {
        row.push(state.value)
      } else {
        const value = this.#read(state)
        // Bytes can be changed by whoever gets them.
        if (state.code !== BASE64) remember(state, bytes, start, end, value)
        if (state === this.#table || state === this.#result) isNewTable = true
        row.push(value)
      }
    }
    return new FluxRecord<unknown, unknown>(isNewTable ? this.#metaOf(row) : this.#meta!, row)
  }

  #metaOf(row: readonly Value[]): TableMeta {
    const table = this.#table ? Number(row[this.#table.column.index]) : 0
    const result = this.#result ? textOf(row[this.#result.column.index]) : ''
    const meta = this.#meta
    return meta?.index === table && meta.result === result ? meta : this.#startTable(table, result)
  }

  #read(state: ColumnState): Value {
    const { bytes, starts, ends } = this.csv.tokens
    const text = (): string => this.csv.text.of(state.cell)
    const value = this.#decode(state.code, bytes, starts[state.cell]!, ends[state.cell]!, text)
    if (value === undefined) throw badCell(state.column, text(), this.csv.tokens.row)
    return value
  }

  /** `undefined` where the cell is not of its column's type. */
  #decode(code: CellCode, bytes: Uint8Array, start: number, end: number, text: () => string): Value | undefined {
    switch (code) {
      case TEXT:
        return text()
      case DOUBLE:
        return decodeDouble(text())
      case LONG:
      case UNSIGNED:
        return this.#decodeInteger(code, bytes, start, end, text)
      case BOOLEAN:
        return decodeBoolean(text())
      case TIME:
        return this.#decodeTime(bytes, start, end, text)
      case DURATION:
        return orUndefined(() => new FluxDuration(text()))
      case BASE64:
        return orUndefined(() => Uint8Array.from(atob(text()), (character) => character.charCodeAt(0)))
    }
  }

  #decodeInteger(code: CellCode, bytes: Uint8Array, start: number, end: number, text: () => string): Value | undefined {
    const { integers = 'number' } = this.#options
    if (integers === 'number') {
      const value = readInteger(bytes, start, end)
      if (!Number.isNaN(value) && (code === LONG || value >= 0)) return value + 0
    }
    const digits = text()
    const value = decodeInteger(digits, code === LONG)
    if (value === undefined) return undefined
    if (integers === 'number') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined
    return integers === 'bigint' ? value : digits
  }

  #decodeTime(bytes: Uint8Array, start: number, end: number, text: () => string): Value | undefined {
    const { times = 'timestamp' } = this.#options
    const time = this.#time
    if (!time.read(bytes, start, end)) return undefined
    if (times === 'timestamp') {
      const milliseconds = Math.floor(time.nanoseconds / 1_000_000)
      return new Timestamp(time.seconds * 1000 + milliseconds, time.nanoseconds - milliseconds * 1_000_000)
    }
    if (times === 'nanoseconds') return BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanoseconds)
    return times === 'string' ? text() : (times(text()) as object)
  }
}

/** The name of a result, which InfluxDB writes as text. */
function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : ''
}

function orUndefined<Result>(decode: () => Result): Result | undefined {
  try {
    return decode()
  } catch {
    return undefined
  }
}

function isSameCell(state: ColumnState, bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start
  if (length !== state.end - state.start) return false
  const known = state.bytes
  // From the end: what differs between neighbours, in times and counters, differs there.
  for (let at = end - 1, other = state.end - 1; at >= start; at--, other--) if (bytes[at] !== known[other]) return false
  return true
}

function remember(state: ColumnState, bytes: Uint8Array, start: number, end: number, value: Value): void {
  state.bytes = bytes
  state.start = start
  state.end = end
  state.value = value
}
