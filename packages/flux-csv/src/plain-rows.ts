import type { AnnotatedReader, Block } from './annotated-reader.ts'
import { isSameWords, SLACK, viewOf } from './byte-words.ts'
import { BASE64, codeOf, DOUBLE, LONG, TEXT, TIME } from './cell-codes.ts'
import type { CellCode } from './cell-codes.ts'
import type { CellDecoder, Value } from './cell-decoder.ts'
import { afterCell, NumberRun } from './number-run.ts'
import { NumberWords } from './number-words.ts'
import type { RecordOptions } from './options.ts'
import { PlainColumn } from './plain-column.ts'
import { SteadyRun } from './steady-run.ts'
import { fourTimes, nextMark } from './text-end.ts'
import { ESCAPED } from './tokenizer.ts'

/** Columns next to each other: of one type, or with a run where each of them has one value in a whole table. */
interface Step {
  readonly code: CellCode
  readonly columns: PlainColumn[]
  readonly run: SteadyRun | undefined
}

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34
const QUOTES = fourTimes(QUOTE)
const NO_BYTES = new Uint8Array(0)
/** Characters of numbers and times, whose cells would go on over such a delimiter. */
const PART_OF_CELL = /[\w.:+-]/

/**
 * Reads rows as InfluxDB writes nearly all of them, in one pass over their bytes; every other row it leaves to whoever
 * takes the time to look at it closely.
 */
export class PlainRows {
  /** The columns that differ from row to row. */
  readonly varying: readonly number[]
  /** How often the values of the other columns have changed. */
  changes = 0
  readonly #csv: AnnotatedReader
  readonly #decoder: CellDecoder
  readonly #readsNumbers: boolean
  readonly #isUsable: boolean
  readonly #delimiter: number
  readonly #delimiters: number
  readonly #numberRun = new NumberRun()
  readonly #numbers = new NumberWords()
  readonly #steps: readonly Step[]
  /** Whether an empty cell comes before the first column, that of the annotations. */
  readonly #hasOffset: boolean
  readonly #last: number
  /** The values of the columns that have a run, as of the run. */
  readonly #steady: Value[]
  /** The bytes of the tokenizer, and the same as an array of one class. */
  #source: Uint8Array = NO_BYTES
  #bytes: Uint8Array = NO_BYTES
  #view: DataView = viewOf(NO_BYTES)
  /** What follows the last line end: the cells that are read here begin before it, so that each meets a line end. */
  #limit = 0

  constructor(
    { columns, offset }: Block,
    empty: readonly Value[],
    csv: AnnotatedReader,
    decoder: CellDecoder,
    { integers = 'number' }: RecordOptions,
  ) {
    const { delimiter } = csv.tokens
    this.#csv = csv
    this.#decoder = decoder
    this.#readsNumbers = integers === 'number'
    this.#isUsable = !PART_OF_CELL.test(String.fromCharCode(delimiter))
    this.#delimiter = delimiter
    this.#delimiters = fourTimes(delimiter)
    this.#steps = stepsOf(columns, empty)
    this.#hasOffset = offset === 1
    this.#last = columns.length - 1
    this.#steady = columns.map(() => null)
    this.varying = this.#steps.flatMap((step) => (step.run ? [] : step.columns.map(({ index }) => index)))
  }

  /** Reads the next row; `undefined` where it is not a plain one, or not all there. */
  next(): Value[] | undefined {
    const csv = this.#csv
    const { tokens } = csv
    if (tokens.bytes !== this.#source) this.#use(tokens.bytes)
    const bytes = this.#bytes
    let at = tokens.position
    if (at >= this.#limit || csv.mayEndBlock(bytes[at])) return undefined
    if (this.#hasOffset && bytes[at++] !== this.#delimiter) return undefined
    // Young, as are the values that go into it: to put those into something old takes the engine longer.
    const row = this.#steady.slice()
    for (const step of this.#steps) {
      const { run } = step
      if (run !== undefined)
        at = run.isAt(this.#view, at, this.#limit) ? at + run.length : this.#renew(run, step, row, at)
      else if (step.code === DOUBLE || (step.code === LONG && this.#readsNumbers)) at = this.#numberCells(step, row, at)
      else at = this.#cells(step.columns, row, at)
      if (at === -1) return undefined
    }
    tokens.skipTo(at)
    return row
  }

  #use(bytes: Uint8Array): void {
    this.#source = bytes
    // Buffers are arrays of another class, which would make every access slower.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#view = viewOf(bytes)
    // From each byte of a row a word may be read.
    const last = this.#view.byteLength - 1 - SLACK
    this.#limit = this.#isUsable && last >= 0 ? this.#bytes.lastIndexOf(NEWLINE, last) + 1 : 0
    for (const { columns } of this.#steps) for (const column of columns) column.forget()
  }

  /** Reads the cells of a run that is not the known one, which it then is. */
  #renew(run: SteadyRun, { columns }: Step, row: Value[], start: number): number {
    this.changes++
    const end = this.#cells(columns, row, start)
    if (end === -1) return -1
    run.remember(this.#view, start, end)
    for (const { index } of columns) this.#steady[index] = row[index]!
    return end
  }

  #numberCells({ code, columns }: Step, row: Value[], start: number): number {
    const run = this.#numberRun
    const first = columns[0]!.index
    const end = first + columns.length
    let at = start
    for (let column = first; column < end; column++) {
      at = run.read(this.#bytes, this.#delimiter, row, at, column, end, code === DOUBLE)
      if (run.column === end) break
      column = run.column
      at = this.#cell(columns[column - first]!, row, at)
      if (at === -1) return -1
    }
    return at
  }

  #cells(columns: readonly PlainColumn[], row: Value[], start: number): number {
    let at = start
    for (const column of columns) {
      at = this.#cell(column, row, at)
      if (at === -1) return -1
    }
    return at
  }

  /** Sets the value of a column and returns where the next cell begins; -1 where it is not of its column's plain form. */
  #cell(column: PlainColumn, row: Value[], start: number): number {
    const end = column.code === TEXT ? this.#textCell(column, row, start) : this.#typedCell(column, row, start)
    return end === -1 ? -1 : afterCell(this.#bytes, end, this.#delimiter, column.index === this.#last)
  }

  /** Sets a value that is no text, and returns where its cell ends. */
  #typedCell(column: PlainColumn, row: Value[], start: number): number {
    const bytes = this.#bytes
    const { code, index } = column
    if (code === TIME) {
      const end = this.#decoder.scanTime(bytes, this.#view, start)
      if (end !== -1) {
        row[index] = this.#decoder.timestamp()
        return end
      }
    } else if (code === DOUBLE) {
      const value = this.#numbers.double(bytes, this.#view, start)
      if (!Number.isNaN(value)) {
        row[index] = value
        return this.#numbers.end
      }
    }
    if (this.#isBetweenCells(start) || this.#isRepeated(column, start)) return this.#known(column, row, start)
    if (bytes[start] === QUOTE) return -1
    const end = this.#endOf(start)
    const text = (): string => this.#csv.text.between(bytes, start, end)
    const value = this.#decoder.decode(code, bytes, start, end, text)
    if (value === undefined) return -1
    row[index] = value
    // Bytes can be changed by whoever gets them.
    if (code !== BASE64) column.remember(start, end, value)
    return end
  }

  #textCell(column: PlainColumn, row: Value[], start: number): number {
    if (this.#isBetweenCells(start) || this.#isRepeated(column, start)) return this.#known(column, row, start)
    if (this.#bytes[start] === QUOTE) return this.#quotedCell(column, row, start)
    const end = this.#endOf(start)
    const value = this.#csv.text.between(this.#bytes, start, end)
    row[column.index] = value
    column.remember(start, end, value)
    return end
  }

  #isBetweenCells(at: number): boolean {
    const byte = this.#bytes[at]!
    return byte === this.#delimiter || byte === NEWLINE || byte === CARRIAGE_RETURN
  }

  /** Whether the cell is the one of its column that is known. */
  #isRepeated({ start, length }: PlainColumn, at: number): boolean {
    if (length === 0 || at + length >= this.#limit || !this.#isBetweenCells(at + length)) return false
    return isSameWords(this.#view, at, this.#view, start, length)
  }

  /** Sets the value of an empty cell or of one that is repeated. */
  #known(column: PlainColumn, row: Value[], start: number): number {
    const isEmpty = this.#isBetweenCells(start)
    row[column.index] = isEmpty ? column.empty : column.repeat()
    return isEmpty ? start : start + column.length
  }

  /** Where a cell without quotes ends. */
  #endOf(start: number): number {
    const bytes = this.#bytes
    for (let at = start; ; at++) {
      at = nextMark(this.#view, at, this.#delimiters)
      if (bytes[at] === this.#delimiter) return at
      if (bytes[at] === NEWLINE) return bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at
    }
  }

  #quotedCell(column: PlainColumn, row: Value[], start: number): number {
    const bytes = this.#bytes
    const { text } = this.#csv
    let value: Value = ''
    let hasLineEnd = false
    let from = start + 1
    let at = from
    for (; ; at++) {
      // A line end within the quotes may have been the last one.
      if (at + 1 >= this.#limit) return -1
      at = nextMark(this.#view, at, QUOTES)
      if (bytes[at] !== QUOTE) hasLineEnd ||= bytes[at] === NEWLINE
      else if (bytes[at + 1] !== QUOTE) break
      else {
        // One of the two belongs to the text.
        value += text.between(bytes, from, ++at)
        from = at + 1
      }
    }
    // An empty text may stand for a default, as an empty cell does.
    if (at === start + 1) value = column.empty
    else if (hasLineEnd) value = text.decode(ESCAPED, bytes, start + 1, at)
    else value += text.between(bytes, from, at)
    row[column.index] = value
    column.remember(start, at + 1, value)
    return at + 1
  }
}

/** Columns that have one value in a whole table make runs, the others steps of one type. */
function stepsOf(columns: Block['columns'], empty: readonly Value[]): Step[] {
  const steps: Step[] = []
  for (const { index, label, dataType, group } of columns) {
    const code = codeOf(dataType)
    const column = new PlainColumn(index, code, empty[index]!)
    // Bytes can be changed by whoever gets them, so that each record needs its own.
    const isSteady = (group || label === 'result' || label === 'table') && code !== BASE64
    const before = steps.at(-1)
    const goesOn = before && isSteady === (before.run !== undefined) && (isSteady || code === before.code)
    if (goesOn) before.columns.push(column)
    else steps.push({ code, columns: [column], run: isSteady ? new SteadyRun() : undefined })
  }
  return steps
}
