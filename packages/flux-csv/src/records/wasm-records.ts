import { assertNever } from '@fluxline/internal/assert-never'
import type { Block } from '../scan/block.ts'
import type { DataType, ValueOptions } from '../types/define-type.ts'
import type { AnyValue } from '../values/flux-value.ts'
import { Timestamp } from '../values/timestamp.ts'
import {
  BOOLEAN,
  DOUBLE,
  LONG,
  SAFE_LONG,
  SAFE_UNSIGNED,
  SPLIT_TIME,
  storageCodes,
  TEXT,
  TIME,
  TIME_TEXT,
  UNSIGNED,
} from '../wasm/storage-codes.ts'
import type { StorageCode, StorageName } from '../wasm/storage-codes.ts'
import type { WasmRows } from '../wasm/wasm-rows.ts'

/** Bytes that are decoded at once. A text that is kept keeps all of them in memory. */
const WINDOW = 4096

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Adjacent columns that are stored in the same way, from one to before another. */
interface Range {
  readonly code: StorageCode
  readonly from: number
  to: number
}

/** Makes the rows of records from what WebAssembly read. */
export class WasmRecords {
  /** The columns whose cells differ from row to row. */
  varying: readonly number[] = []
  /** Of the last rows, those whose constant columns have other values than the row before. */
  changes: readonly number[] = []
  /** What the caller's reader of times threw, in the row after the last ones. */
  failure: { readonly error: unknown } | undefined
  readonly #wasm: WasmRows
  readonly #options: ValueOptions
  readonly #strings = new WasmStrings()
  /** The values of empty cells, by column. */
  #emptyValues: readonly AnyValue[] = []
  #codes: readonly StorageCode[] = []
  #constant: readonly number[] = []
  #ranges: readonly Range[] = []
  /** By column: 1 for each of the last rows whose cell is empty; `undefined` if there is none. */
  readonly #emptiness: (Uint8Array | undefined)[] = []
  /** A row with the values of the constant columns. */
  #last: AnyValue[] = []

  constructor(wasm: WasmRows, options: ValueOptions) {
    this.#wasm = wasm
    this.#options = options
  }

  /** Begins a block of tables. */
  beginTable({ columns, types }: Block, emptyValues: readonly AnyValue[]): void {
    const names: (StorageName | undefined)[] = []
    const codes: StorageCode[] = []
    for (const type of types) {
      const name = storageNameOf(type, this.#options)
      names.push(name)
      if (name !== undefined) codes.push(storageCodes[name])
    }
    this.#wasm.beginTable(columns, names)
    const constant: number[] = []
    const varying: number[] = []
    for (const { index } of columns) (this.#wasm.isConstant[index] ? constant : varying).push(index)
    this.varying = varying
    this.#constant = constant
    this.#codes = codes
    this.#ranges = rangesOf(varying, codes)
    this.#emptyValues = emptyValues
    this.#last = emptyValues.slice().fill(null)
    this.#emptiness.length = 0
  }

  /**
   * Reads up to this many rows; none if the next one is not in the usual form, or not complete.
   *
   * @throws what the caller's reader of times throws in the first row. In another one it ends the rows, and is kept as
   * {@link failure}.
   */
  readRows(maxRows: number): AnyValue[][] {
    const count = this.#wasm.readRows(maxRows)
    const rows: AnyValue[][] = []
    if (count === 0) return rows
    const { module, changes } = this.#wasm
    const changed: number[] = []
    this.changes = changed
    this.#strings.update(this.#wasm)
    for (let column = 0; column < this.#codes.length; column++) this.#emptiness[column] = this.#wasm.emptinessOf(column)
    // The caller's reader of times may read CSV itself.
    module.isBusy = true
    try {
      // Without constant columns, no row is a change.
      this.#readRange(0, changes[0] ?? count, rows)
      for (let index = 0; index < changes.length; index++) {
        const first = changes[index]!
        if (this.#readConstant(first)) changed.push(first)
        this.#readRange(first, changes[index + 1] ?? count, rows)
      }
    } catch (error) {
      if (rows.length === 0) throw error
      this.failure = { error }
    } finally {
      module.isBusy = false
    }
    this.#setEmpty(rows)
    return rows
  }

  /** Ends the reading. */
  release(): void {
    this.#wasm.release()
  }

  /** Reads the rows from one to before another, whose constant columns have the same values. */
  #readRange(first: number, end: number, rows: AnyValue[][]): void {
    for (let row = first; row < end; row++) {
      // A young object, like the values that it gets: references from old to young objects cost the engine more.
      const values = this.#last.slice()
      for (const range of this.#ranges) this.#readColumns(range, row, values)
      rows.push(values)
    }
  }

  /** Reads the constant columns; returns whether one of them has another value than before. */
  #readConstant(row: number): boolean {
    const last = this.#last
    let isNew = false
    for (const column of this.#constant) {
      const value = this.#valueAt(column, row)
      if (isSame(value, last[column]!)) continue
      last[column] = value
      isNew = true
    }
    return isNew
  }

  #readColumns({ code, from, to }: Range, row: number, values: AnyValue[]): void {
    const wasm = this.#wasm
    const { doubles, words } = wasm.module
    const stride = wasm.capacity
    if (code === DOUBLE || code === SAFE_LONG || code === SAFE_UNSIGNED) {
      let at = wasm.valuesOf(from) + row
      for (let column = from; column < to; column++, at += stride) values[column] = doubles[at]!
    } else if (code === TEXT) {
      const { texts } = this.#strings
      let at = wasm.valuesOf(from) + row
      for (let column = from; column < to; column++, at += stride) values[column] = texts[words[at * 2]!]!
    } else for (let column = from; column < to; column++) values[column] = this.#valueAt(column, row)
  }

  #valueAt(column: number, row: number): AnyValue {
    // An empty cell has no time in the module's memory.
    if (this.#emptiness[column]?.[row] === 1) return this.#emptyValues[column]!
    const { doubles, words, signed, unsigned } = this.#wasm.module
    const at = this.#wasm.valuesOf(column) + row
    const { integers, times } = this.#options
    const code = this.#codes[column]!
    switch (code) {
      case TEXT:
        return this.#strings.texts[words[at * 2]!]!
      case BOOLEAN:
        return words[at * 2] === 1
      case LONG:
        return integers === 'string' ? String(signed[at]) : signed[at]!
      case UNSIGNED:
        return integers === 'string' ? String(unsigned[at]) : unsigned[at]!
      case TIME:
        return signed[at]!
      case SPLIT_TIME:
        return new Timestamp(doubles[at]!, doubles[at + this.#wasm.capacity])
      case TIME_TEXT: {
        const text = this.#strings.texts[words[at * 2]!]!
        return typeof times === 'function' ? (times(text) as object) : text
      }
      case DOUBLE:
      case SAFE_LONG:
      case SAFE_UNSIGNED:
        return doubles[at]!
      default:
        return assertNever(code)
    }
  }

  #setEmpty(rows: readonly AnyValue[][]): void {
    for (const column of this.varying) {
      const emptiness = this.#emptiness[column]
      if (emptiness === undefined) continue
      const empty = this.#emptyValues[column]!
      for (let row = 0; row < rows.length; row++) if (emptiness[row] === 1) rows[row]![column] = empty
    }
  }
}

/** Returns how WebAssembly stores a column; `undefined` if it does not read it. */
function storageNameOf({ wasm }: DataType, { integers, times }: ValueOptions): StorageName | undefined {
  const record = wasm ? wasm.record : undefined
  if (typeof record !== 'object') return record
  return record.option === 'integers'
    ? record.codes[integers]
    : record.codes[typeof times === 'function' ? 'string' : times]
}

function rangesOf(columns: readonly number[], codes: readonly StorageCode[]): Range[] {
  const ranges: Range[] = []
  for (const column of columns) {
    const code = codes[column]!
    const last = ranges.at(-1)
    if (last?.to === column && last.code === code) last.to++
    else ranges.push({ code, from: column, to: column + 1 })
  }
  return ranges
}

function isSame(one: AnyValue, other: AnyValue): boolean {
  if (one instanceof Timestamp && other instanceof Timestamp) return one.nanoseconds === other.nanoseconds
  return Object.is(one, other)
}

/** The texts of a WebAssembly module by their numbers, each decoded once. */
class WasmStrings {
  /** By number, from 1. The text of an empty cell has the number 0. */
  readonly texts: string[] = ['']
  #generation = -1

  /** Decodes the texts that are new since the last time. */
  update({ module, generation }: WasmRows): void {
    const { texts } = this
    if (generation !== this.#generation) {
      this.#generation = generation
      texts.length = 1
    }
    const { words, bytes, rows, layout } = module
    const list = layout.TEXTS >> 2
    const count = rows.countTexts()
    while (texts.length <= count) {
      const first = texts.length
      const start = words[list + first * 2]!
      let last = first
      while (last < count && endOf(words, list + (last + 1) * 2) - start <= WINDOW) last++
      const part = bytes.subarray(start, endOf(words, list + last * 2))
      const text = utf8.decode(part)
      // ASCII is cut out of the text: decoding each text takes ten times as long.
      const isASCII = text.length === part.length
      for (let number = first; number <= last; number++) {
        const from = words[list + number * 2]! - start
        const to = from + words[list + number * 2 + 1]!
        texts.push(isASCII ? text.slice(from, to) : utf8.decode(part.subarray(from, to)))
      }
    }
  }
}

function endOf(words: Int32Array, entry: number): number {
  return words[entry]! + words[entry + 1]!
}
