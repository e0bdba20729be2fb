import { viewOf } from './byte-words.ts'
import { BOOLEAN, DOUBLE, LONG, TEXT, TIME, UNSIGNED } from './cell-codes.ts'
import type { CellCode } from './cell-codes.ts'
import type { ColumnBuilder } from './column-builder.ts'
import { setDecoded, setEmpty } from './decoded-cells.ts'
import { NumberWords } from './number-words.ts'
import { TextCells } from './text-cells.ts'

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34

const utf8 = new TextEncoder()
const TRUE = utf8.encode('true')
const FALSE = utf8.encode('false')
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Reads plain cells into their columns, several of one type at a time: each type has a loop of its own, which knows nothing
 * of the others.
 *
 * All of them return where the cell after the last begins, and -1 where one is not plain, or not what follows. Bytes are
 * read without looking where they end, since no row is begun whose line end is not there, and no cell goes past it.
 */
export class ColumnCells {
  readonly #delimiter: number
  readonly #numbers = new NumberWords()
  readonly #texts: TextCells
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = viewOf(this.#bytes)
  #builders: readonly ColumnBuilder[] = []
  #last = -1

  constructor(delimiter: number) {
    this.#delimiter = delimiter
    this.#texts = new TextCells(delimiter)
  }

  /** The columns of the rows that come next. */
  begin(builders: readonly ColumnBuilder[]): void {
    this.#builders = builders
    this.#last = builders.length - 1
  }

  /** The bytes of the rows that come next, the last of which ends at `end`. */
  use(bytes: Uint8Array, view: DataView, end: number): void {
    this.#bytes = bytes
    this.#view = view
    this.#texts.use(bytes, view, end)
  }

  /** Reads the cells of some columns of one type, from `from` to before `to`. */
  read(code: CellCode, from: number, to: number, row: number, at: number): number {
    switch (code) {
      case DOUBLE:
        return this.#doubles(from, to, row, at)
      case TEXT:
        return this.#textCells(from, to, row, at)
      case TIME:
        return this.#times(from, to, row, at)
      case LONG:
      case UNSIGNED:
        return this.#integers(from, to, row, at)
      default:
        return this.#others(from, to, row, at)
    }
  }

  #doubles(from: number, to: number, row: number, start: number): number {
    const bytes = this.#bytes
    const view = this.#view
    const numbers = this.#numbers
    const builders = this.#builders
    let at = start
    for (let index = from; index < to && at !== -1; index++) {
      const builder = builders[index]!
      const value = numbers.double(bytes, view, at)
      // oxlint-disable-next-line no-self-compare: NaN, without a call.
      if (value === value) {
        builder.doubles[row] = value
        at = this.#after(numbers.end, index)
      } else at = this.#other(index, row, at)
    }
    return at
  }

  #integers(from: number, to: number, row: number, start: number): number {
    const bytes = this.#bytes
    const view = this.#view
    const numbers = this.#numbers
    const builders = this.#builders
    let at = start
    for (let index = from; index < to && at !== -1; index++) {
      const builder = builders[index]!
      const value = numbers.shortInteger(bytes, at)
      if (value >= 0 || (value < 0 && builder.code === LONG)) {
        builder.setShort(row, value)
        at = this.#after(numbers.end, index)
      } else if (numbers.integer(bytes, view, at) && !(numbers.isNegative && builder.code === UNSIGNED)) {
        builder.setInteger(row, numbers.billions, numbers.rest, numbers.isNegative)
        at = this.#after(numbers.end, index)
      } else at = this.#other(index, row, at)
    }
    return at
  }

  #times(from: number, to: number, row: number, start: number): number {
    let at = start
    for (let index = from; index < to && at !== -1; index++) {
      const builder = this.#builders[index]!
      const { time } = builder
      const end = time.scan(this.#bytes, this.#view, at)
      if (end === -1) at = this.#other(index, row, at)
      else {
        builder.setInteger(row, time.seconds, time.nanoseconds, false)
        at = this.#after(end, index)
      }
    }
    return at
  }

  #textCells(from: number, to: number, row: number, start: number): number {
    const builders = this.#builders
    const texts = this.#texts
    let at = start
    for (let index = from; index < to && at !== -1; index++) {
      const end = texts.read(builders[index]!, row, at)
      at = end === -1 ? -1 : this.#after(end, index)
    }
    return at
  }

  #others(from: number, to: number, row: number, start: number): number {
    let at = start
    for (let index = from; index < to && at !== -1; index++) {
      const builder = this.#builders[index]!
      const isTrue = this.#isWord(at, TRUE)
      if (builder.code === BOOLEAN && (isTrue || this.#isWord(at, FALSE))) {
        builder.setBoolean(row, isTrue)
        at = this.#after(at + (isTrue ? TRUE : FALSE).length, index)
      } else at = this.#other(index, row, at)
    }
    return at
  }

  /** Reads a cell that is empty, or of a form that takes the engine to read. */
  #other(index: number, row: number, start: number): number {
    const bytes = this.#bytes
    const builder = this.#builders[index]!
    const end = this.#texts.endOf(start)
    if (end === start) setEmpty(builder, row)
    else if (bytes[start] === QUOTE) return -1
    else if (!setDecoded(builder, row, decoder.decode(bytes.subarray(start, end)))) return -1
    return this.#after(end, index)
  }

  /** Where the cell after one begins, or the next row after the last one. */
  #after(end: number, index: number): number {
    const bytes = this.#bytes
    if (index !== this.#last) return bytes[end] === this.#delimiter ? end + 1 : -1
    const lineEnd = bytes[end] === CARRIAGE_RETURN ? end + 1 : end
    return bytes[lineEnd] === NEWLINE ? lineEnd + 1 : -1
  }

  #isWord(at: number, word: Uint8Array): boolean {
    for (let index = 0; index < word.length; index++) if (this.#bytes[at + index] !== word[index]) return false
    return true
  }
}
