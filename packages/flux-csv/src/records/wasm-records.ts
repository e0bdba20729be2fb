import type { Block } from '../scan/annotations.ts'
import {
  BOOLEAN,
  codeOf,
  DOUBLE,
  LONG,
  SAFE_LONG,
  SAFE_UNSIGNED,
  SPLIT_TIME,
  TEXT,
  TIME,
  TIME_TEXT,
  UNSIGNED,
} from '../types/cell-codes.ts'
import type { StoredCode } from '../types/cell-codes.ts'
import type { Value } from '../types/cell-decoder.ts'
import type { MachineTexts } from '../wasm/wasm-strings.ts'
import type { RecordOptions } from '../model/options.ts'
import type { PlainRows } from '../wasm/wasm-rows.ts'
import { Timestamp } from '../model/timestamp.ts'

/** Columns side by side that are stored in one way, from one to before another. */
interface Range {
  readonly code: StoredCode
  readonly from: number
  to: number
}

/** Makes the rows of records out of plain rows. */
export class PlainRecords {
  /** The columns that differ from row to row. */
  readonly varying: readonly number[]
  /** Of the rows that were read last, those whose steady columns have other values than the row before. */
  changes: number[] = []
  readonly #plain: PlainRows
  readonly #texts: MachineTexts
  readonly #options: RecordOptions
  /** What empty cells read as, by column. */
  readonly #empty: readonly Value[]
  readonly #codes: readonly StoredCode[]
  readonly #steady: readonly number[]
  readonly #ranges: readonly Range[]
  /** A row that has the values of the steady columns. */
  readonly #last: Value[]
  /** What the caller's reader of times threw, in the row after the last one. */
  #failure: { readonly error: unknown } | undefined

  constructor(block: Block, empty: readonly Value[], plain: PlainRows, texts: MachineTexts, options: RecordOptions) {
    const indices = [...block.columns.keys()]
    this.#codes = block.columns.map(({ dataType }) => storedCodeOf(dataType, options))
    plain.begin(block, this.#codes)
    this.#plain = plain
    this.#texts = texts
    this.#options = options
    this.#empty = empty
    this.#steady = indices.filter((index) => plain.steady[index])
    this.varying = indices.filter((index) => !plain.steady[index])
    this.#ranges = rangesOf(this.varying, this.#codes)
    this.#last = indices.map(() => null)
  }

  /**
   * Reads up to so many rows; none where the next one is not plain, or not all there.
   * @throws what the caller's reader of times throws, after the rows before
   */
  read(most: number): Value[][] {
    if (this.#failure) throw this.#failure.error
    const count = this.#plain.read(most)
    if (count === 0) return []
    const { machine } = this.#plain
    this.changes = []
    this.#texts.update(this.#plain)
    const rows: Value[][] = []
    // The caller's reader of times may read CSV itself.
    machine.isBusy = true
    try {
      const { changes } = this.#plain
      // There are none without steady columns.
      this.#readRows(0, changes[0] ?? count, rows)
      for (const [index, first] of changes.entries()) {
        if (this.#readSteady(first)) this.changes.push(first)
        this.#readRows(first, changes[index + 1] ?? count, rows)
      }
    } catch (error) {
      if (rows.length === 0) throw error
      this.#failure = { error }
    } finally {
      machine.isBusy = false
    }
    this.#setEmpty(rows)
    return rows
  }

  /** Reads the rows from one to before another, whose steady columns have the same values. */
  #readRows(first: number, end: number, rows: Value[][]): void {
    for (let row = first; row < end; row++) {
      // Young, as are the values that go into it: to put those into something old takes the engine longer.
      const values = this.#last.slice()
      for (const range of this.#ranges) this.#readRange(range, row, values)
      rows.push(values)
    }
  }

  /** Reads the steady columns, and says whether one of them has another value than before. */
  #readSteady(row: number): boolean {
    const last = this.#last
    let isNew = false
    for (const column of this.#steady) {
      const isEmpty = this.#plain.emptinessOf(column)?.[row] === 1
      const value = isEmpty ? this.#empty[column]! : this.#valueAt(column, row)
      if (isSame(value, last[column]!)) continue
      last[column] = value
      isNew = true
    }
    return isNew
  }

  #readRange({ code, from, to }: Range, row: number, values: Value[]): void {
    const plain = this.#plain
    const { doubles, words } = plain.machine
    const stride = plain.capacity
    if (code === DOUBLE || code === SAFE_LONG || code === SAFE_UNSIGNED) {
      let at = plain.valuesOf(from) + row
      for (let column = from; column < to; column++, at += stride) values[column] = doubles[at]!
    } else if (code === TEXT) {
      const { texts } = this.#texts
      let at = plain.valuesOf(from) + row
      for (let column = from; column < to; column++, at += stride) values[column] = texts[words[at * 2]!]!
    } else for (let column = from; column < to; column++) values[column] = this.#valueAt(column, row)
  }

  #valueAt(column: number, row: number): Value {
    const { doubles, words, signed, unsigned } = this.#plain.machine
    const at = this.#plain.valuesOf(column) + row
    const { integers, times } = this.#options
    switch (this.#codes[column]) {
      case TEXT:
        return this.#texts.texts[words[at * 2]!]!
      case BOOLEAN:
        return words[at * 2] === 1
      case LONG:
        return integers === 'string' ? String(signed[at]) : signed[at]!
      case UNSIGNED:
        return integers === 'string' ? String(unsigned[at]) : unsigned[at]!
      case TIME:
        return signed[at]!
      case SPLIT_TIME:
        return new Timestamp(doubles[at]!, doubles[at + this.#plain.capacity])
      case TIME_TEXT: {
        const text = this.#texts.texts[words[at * 2]!]!
        return typeof times === 'function' ? (times(text) as object) : text
      }
      default:
        return doubles[at]!
    }
  }

  #setEmpty(rows: readonly Value[][]): void {
    for (const column of this.varying) {
      const emptiness = this.#plain.emptinessOf(column)
      if (emptiness === undefined) continue
      const empty = this.#empty[column]!
      for (let row = 0; row < rows.length; row++) if (emptiness[row] === 1) rows[row]![column] = empty
    }
  }
}

function storedCodeOf(dataType: string, { integers = 'number', times = 'timestamp' }: RecordOptions): StoredCode {
  const code = codeOf(dataType)
  if (code === LONG) return integers === 'number' ? SAFE_LONG : LONG
  if (code === UNSIGNED) return integers === 'number' ? SAFE_UNSIGNED : UNSIGNED
  if (code !== TIME) return code
  return times === 'timestamp' ? SPLIT_TIME : times === 'nanoseconds' ? TIME : TIME_TEXT
}

function rangesOf(columns: readonly number[], codes: readonly StoredCode[]): Range[] {
  const ranges: Range[] = []
  for (const column of columns) {
    const code = codes[column]!
    const last = ranges.at(-1)
    if (last?.to === column && last.code === code) last.to++
    else ranges.push({ code, from: column, to: column + 1 })
  }
  return ranges
}

function isSame(one: Value, other: Value): boolean {
  if (one instanceof Timestamp && other instanceof Timestamp) return one.nanoseconds === other.nanoseconds
  return Object.is(one, other)
}
