import { AnnotatedReader } from './annotated-reader.ts'
import type { Block } from './annotated-reader.ts'
import { BASE64, BOOLEAN, codeOf, DOUBLE, DURATION, LONG, TEXT, TIME, UNSIGNED } from './cell-codes.ts'
import type { CellCode } from './cell-codes.ts'
import { badCell, badDefault, decodeBoolean, decodeDouble, decodeInteger } from './cell-text.ts'
import { FluxDuration } from './duration.ts'
import type { FluxColumn } from './flux-column.ts'
import { FluxRecord } from './flux-record.ts'
import type { FluxValue, TableMeta } from './flux-record.ts'
import { NumberScanner, readInteger } from './number-cells.ts'
import type { RecordOptions } from './options.ts'
import { rowShape } from './row-object.ts'
import type { RowShape } from './row-object.ts'
import { ESCAPED, PLAIN, QUOTED } from './tokenizer.ts'
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
  kind: number
  bytes: Uint8Array
  start: number
  end: number
  value: Value
}

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34
const NO_BYTES = new Uint8Array(0)

/** Turns the rows of an {@link AnnotatedReader} into records: the plain way to read annotated CSV. */
export class RecordReader {
  readonly csv: AnnotatedReader
  /** Called with the meta of each table before its first record, and of tables without one. */
  onTable: ((meta: TableMeta) => void) | undefined
  readonly #options: RecordOptions
  readonly #time = new TimeReader()
  readonly #numbers = new NumberScanner()
  readonly #readsNumbers: boolean
  #block: Block | undefined
  #columns: readonly ColumnState[] = []
  #shape: RowShape = rowShape([])
  #table: ColumnState | undefined
  #result: ColumnState | undefined
  #meta: TableMeta | undefined
  #lastTable: Value = null
  #lastResult: Value = null

  constructor(options: RecordOptions) {
    this.#options = options
    this.#readsNumbers = (options.integers ?? 'number') === 'number'
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
      kind: PLAIN,
      bytes: NO_BYTES,
      start: 0,
      end: 0,
      value: null,
    }
    return { ...state, empty: this.#emptyValue(column, code) }
  }

  #emptyValue(column: FluxColumn, code: CellCode): Value {
    const { defaultValue } = column
    if (defaultValue === '') return code === TEXT && this.#options.emptyString === 'empty' ? '' : null
    const bytes = new TextEncoder().encode(defaultValue)
    const value = this.#decode(code, bytes, 0, bytes.length, () => defaultValue)
    if (value === undefined) throw badDefault(column, this.csv.tokens.row)
    return value
  }

  /** Reads a row of plain cells in one pass; `undefined` where it is not one, or not all there, and nothing has changed. */
  #plainRecord(): FluxRecord<unknown, unknown> | undefined {
    const { tokens } = this.csv
    const { bytes, delimiter } = tokens
    const columns = this.#columns
    const last = columns.length - 1
    // Of its length from the start: a row that grows is copied on the way.
    // oxlint-disable-next-line no-new-array, unicorn/no-new-array: the length is a number, and `Array.from` takes ten times as long.
    const row = new Array<Value>(columns.length)
    let at = tokens.position
    if (this.csv.mayEndBlock(bytes[at])) return undefined
    if (this.#block!.offset === 1 && bytes[at++] !== delimiter) return undefined
    for (let index = 0; index <= last; index++) {
      const state = columns[index]!
      at = this.#plainCell(state, row, index, bytes, at, delimiter)
      if (at === -1) return undefined
      if (index === last) {
        if (bytes[at] === CARRIAGE_RETURN) at++
        if (bytes[at] !== NEWLINE) return undefined
      } else if (bytes[at] !== delimiter) return undefined
      at++
    }
    tokens.skipTo(at)
    this.csv.countRow()
    return this.#recordOf(row)
  }

  /** Sets the cell's value and returns where it ends; -1 where it is quoted or not of its column's plain form. */
  #plainCell(
    state: ColumnState,
    row: Value[],
    index: number,
    bytes: Uint8Array,
    start: number,
    delimiter: number,
  ): number {
    const { code } = state
    if (isBetweenCells(bytes[start], delimiter)) {
      row[index] = state.empty
      return start
    }
    if (code === LONG && this.#readsNumbers) {
      const numbers = this.#numbers
      // Up to 15 digits every integer is one of a double's.
      if (!numbers.integer(bytes, start) || numbers.lowDigits > 6) return -1
      const value = numbers.high * 10 ** numbers.lowDigits + numbers.low
      row[index] = numbers.isNegative && value !== 0 ? -value : value
      return numbers.end
    }
    if (code === DOUBLE) {
      const value = this.#numbers.double(bytes, start)
      row[index] = value
      return Number.isNaN(value) ? -1 : this.#numbers.end
    }
    const same = start + state.end - state.start
    if (isBetweenCells(bytes[same], delimiter) && isSameCell(state, PLAIN, bytes, start, same)) {
      row[index] = state.value
      return same
    }
    if (bytes[start] === QUOTE) return code === TEXT ? this.#quotedCell(row, index, bytes, start) : -1
    const end = endOfPlainCell(bytes, start, delimiter)
    if (end === -1) return -1
    const text = (): string => this.csv.text.decode(PLAIN, bytes, start, end)
    const value = code === TEXT ? text() : this.#decode(code, bytes, start, end, text)
    if (value === undefined) return -1
    if (code !== BASE64) remember(state, PLAIN, bytes, start, end, value)
    row[index] = value
    return end
  }

  /** Sets a quoted text and returns where its cell ends. */
  #quotedCell(row: Value[], index: number, bytes: Uint8Array, start: number): number {
    let kind = QUOTED
    let at = start + 1
    for (; ; at++) {
      const byte = bytes[at]
      if (byte === undefined) return -1
      if (byte !== QUOTE) continue
      if (bytes[at + 1] !== QUOTE) break
      kind = ESCAPED
      at++
    }
    // An empty text may stand for a default, as an empty cell does.
    if (at === start + 1) return -1
    row[index] = this.csv.text.decode(kind, bytes, start + 1, at)
    return at + 1
  }

  #record(): FluxRecord<unknown, unknown> {
    const { bytes, starts, ends, kinds } = this.csv.tokens
    const row = this.#columns.map((state): Value => {
      const start = starts[state.cell]!
      const end = ends[state.cell]!
      const kind = kinds[state.cell]!
      if (start === end) return state.empty
      if (isSameCell(state, kind, bytes, start, end)) return state.value
      const value = this.#read(state)
      // Bytes can be changed by whoever gets them.
      if (state.code !== BASE64) remember(state, kind, bytes, start, end, value)
      return value
    })
    return this.#recordOf(row)
  }

  #recordOf(row: readonly Value[]): FluxRecord<unknown, unknown> {
    const table = this.#table === undefined ? null : row[this.#table.column.index]!
    const result = this.#result === undefined ? null : row[this.#result.column.index]!
    const isSameTable = this.#meta !== undefined && table === this.#lastTable && result === this.#lastResult
    this.#lastTable = table
    this.#lastResult = result
    return new FluxRecord<unknown, unknown>(isSameTable ? this.#meta! : this.#startTable(table, result), row)
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

function isBetweenCells(byte: number | undefined, delimiter: number): boolean {
  return byte === delimiter || byte === NEWLINE || byte === CARRIAGE_RETURN
}

/** Where a plain cell ends; -1 where the chunk ends before. */
function endOfPlainCell(bytes: Uint8Array, start: number, delimiter: number): number {
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === delimiter) return at
    if (byte === NEWLINE) return bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at
  }
  return -1
}

function isSameCell(state: ColumnState, kind: number, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== state.end - state.start || kind !== state.kind) return false
  const known = state.bytes
  // From the end: what differs between neighbours, in times and counters, differs there.
  for (let at = end - 1, other = state.end - 1; at >= start; at--, other--) if (bytes[at] !== known[other]) return false
  return true
}

function remember(state: ColumnState, kind: number, bytes: Uint8Array, start: number, end: number, value: Value): void {
  state.kind = kind
  state.bytes = bytes
  state.start = start
  state.end = end
  state.value = value
}
