import { clear, countUnset, isSet, set } from '@fluxline/internal/bitmap'
import type { ColumnData } from '../model/column-block.ts'
import type { FluxColumn } from '../model/flux-column.ts'
import type { CellSink, DataType } from '../types/define-type.ts'
import { setCell } from '../types/dispatch.ts'
import { string } from '../types/string.ts'
import type { WasmRows } from '../wasm/wasm-rows.ts'
import { viewOf } from '../scan/byte-words.ts'
import { Dictionary } from './dictionary.ts'
import { TextList } from './text-list.ts'
import type { TextData } from './text-list.ts'

const NO_BYTES = new Uint8Array(0)
const NO_DOUBLES = new Float64Array(0)
const NO_WORDS = new Int32Array(0)
const utf8 = new TextEncoder()
/** The rows of a block that show whether texts repeat. */
const MANY_ROWS = 1024
/** A larger dictionary is not carried over to the next block, which may need few of its texts. */
const MANY_TEXTS = 4096
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/**
 * Builds one column of a block. All datatypes share this one class, so that the loop over columns stays monomorphic.
 */
export class ColumnBuilder implements CellSink {
  readonly column: FluxColumn
  /** Another of the same width may take its place. */
  type: DataType
  doubles: Float64Array = NO_DOUBLES
  /** 64-bit integers as halves, so that none becomes a bigint on the way. */
  words: Int32Array = NO_WORDS
  indices: Int32Array = NO_WORDS
  /** The value of an empty cell, as bytes; `undefined` if it is null. */
  readonly #defaultBytes: Uint8Array | undefined
  /** Rows that fit; 0 before the first is reserved. */
  #capacity = 0
  #bits: Uint8Array = NO_BYTES
  #validity: Uint8Array | undefined
  #dictionary: Dictionary | undefined
  #list: TextList | undefined
  /** Whether texts go to a dictionary, which ends once they do not repeat. */
  #hasDictionary: boolean
  #defaultIndex = -1
  /** How many texts of the dictionary are from the blocks before. */
  #carried = 0
  /** The dictionary's indices of a WebAssembly module's texts, plus one, while their numbers are valid. */
  #indexByNumber = NO_WORDS
  #generation = -1
  /** Whether the dictionary has no other texts. */
  #isNumbered = false

  constructor(column: FluxColumn, type: DataType, isEmptyText: boolean) {
    this.column = column
    this.type = type
    this.#hasDictionary = type.storage === 'utf8'
    const isText = type === string && isEmptyText
    this.#defaultBytes = column.defaultValue !== '' || isText ? utf8.encode(column.defaultValue) : undefined
  }

  /** Reserves capacity for this many rows. */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return
    if (this.#capacity === 0) this.#beginTexts()
    // Bits come in bytes.
    const capacity = (rows + 7) & ~7
    this.#capacity = capacity
    if (this.#validity) this.#validity = grown(this.#validity, new Uint8Array(capacity >> 3).fill(255))
    switch (this.type.storage) {
      case 'float64':
        this.doubles = grown(this.doubles, new Float64Array(capacity))
        break
      case 'boolean':
        this.#bits = grown(this.#bits, new Uint8Array(capacity >> 3))
        break
      case 'utf8':
        if (this.#hasDictionary) this.indices = grown(this.indices, new Int32Array(capacity))
        break
      case 'binary':
        break
      default:
        this.words = grown(this.words, new Int32Array(capacity * 2))
    }
  }

  setNull(row: number): void {
    this.#validity ??= new Uint8Array(this.#capacity >> 3).fill(255)
    clear(this.#validity, row)
    // Other values of a null row do not matter, but texts lie one after the other.
    if (this.#hasDictionary) this.indices[row] = 0
    else if (this.#list) this.setBinary(row, NO_BYTES)
  }

  setDouble(row: number, value: number): void {
    this.doubles[row] = value
  }

  setInteger(row: number, value: bigint): void {
    this.setHalves(row, Number((value >> 32n) & 0xffff_ffffn), Number(value & 0xffff_ffffn))
  }

  /** Sets a 64-bit integer. */
  setHalves(row: number, high: number, low: number): void {
    this.words[row * 2] = LITTLE_ENDIAN ? low : high
    this.words[row * 2 + 1] = LITTLE_ENDIAN ? high : low
  }

  setBoolean(row: number, value: boolean): void {
    if (value) set(this.#bits, row)
    else clear(this.#bits, row)
  }

  setText(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#hasDictionary) this.indices[row] = this.#indexOf(bytes, start, end)
    else this.#push(row, viewOf(bytes), start, end - start)
  }

  setBinary(row: number, bytes: Uint8Array): void {
    this.#push(row, viewOf(bytes), 0, bytes.length)
  }

  /** Sets an empty cell: to the column's default value, or to null. */
  setEmpty(row: number): void {
    const bytes = this.#defaultBytes
    if (bytes === undefined) this.setNull(row)
    else if (!this.#hasDictionary) setCell(this.type.code, this, row, bytes, 0, bytes.length)
    else {
      if (this.#defaultIndex === -1) {
        setCell(this.type.code, this, row, bytes, 0, bytes.length)
        this.#defaultIndex = this.indices[row]!
      } else this.indices[row] = this.#defaultIndex
    }
  }

  /** Whether the column's default value is of its datatype. */
  hasValidDefault(): boolean {
    const bytes = this.#defaultBytes
    if (bytes === undefined || this.type === string) return true
    this.reserve(1)
    return setCell(this.type.code, this, 0, bytes, 0, bytes.length)
  }

  /** Sets a text of a WebAssembly module whose index is not known. */
  setTextIn(row: number, view: DataView, start: number, length: number): void {
    if (!this.#hasDictionary) this.#push(row, view, start, length)
    else if (this.#isNumbered) this.indices[row] = this.#dictionary!.append(view, start, length)
    else this.indices[row] = this.#dictionary!.indexIn(view, start, length)
  }

  /**
   * Returns the dictionary's indices of a WebAssembly module's texts by their numbers: plus one, 0 if not known.
   * `undefined` if the column has no dictionary.
   */
  indexByNumber({ generation, module }: WasmRows): Int32Array | undefined {
    if (!this.#hasDictionary) return undefined
    const count = module.rows.countTexts() + 1
    if (generation !== this.#generation) {
      this.#generation = generation
      this.#indexByNumber = new Int32Array(count)
      this.#isNumbered = this.#dictionary!.texts.length === 0
    } else if (count > this.#indexByNumber.length) {
      this.#indexByNumber = grown(this.#indexByNumber, new Int32Array(count * 2))
    }
    return this.#indexByNumber
  }

  /** Gives a row the value of the one before, in a column with a dictionary. */
  repeatLast(row: number): void {
    if (this.#validity !== undefined && !isSet(this.#validity, row - 1)) this.setNull(row)
    else this.indices[row] = this.indices[row - 1]!
  }

  /** Repeats the value of a row, in a column with a dictionary, up to before `end`. */
  repeatText(row: number, end: number): void {
    const isNull = this.#validity !== undefined && !isSet(this.#validity, row)
    if (!isNull) this.indices.fill(this.indices[row]!, row + 1, end)
    else for (let next = row + 1; next < end; next++) this.setNull(next)
  }

  /** Whether a row has the text of the one before, in a column with a dictionary. */
  repeatsText(row: number): boolean {
    if (!this.#hasDictionary || this.indices[row] !== this.indices[row - 1]) return false
    return this.#validity === undefined || isSet(this.#validity, row) === isSet(this.#validity, row - 1)
  }

  /** Returns the column of a block, and begins the next. */
  build(length: number): ColumnData {
    const nullCount = this.#validity === undefined ? 0 : countUnset(this.#validity, length)
    // The only null may be in a row that was begun and failed.
    const validity = nullCount === 0 ? undefined : this.#validity?.subarray(0, (length + 7) >> 3)
    const data = this.#dataOf({ ...this.column, validity, nullCount }, length)
    this.#validity = undefined
    this.#capacity = 0
    this.doubles = NO_DOUBLES
    this.words = NO_WORDS
    this.#bits = NO_BYTES
    this.indices = NO_WORDS
    return data
  }

  #dataOf(base: ColumnBase, length: number): ColumnData {
    const kind = this.type.storage
    switch (kind) {
      case 'float64':
        return { ...base, kind, values: this.doubles.subarray(0, length) }
      case 'int64':
      case 'timestamp':
        return { ...base, kind, values: new BigInt64Array(this.words.buffer, 0, length) }
      case 'uint64':
        return { ...base, kind, values: new BigUint64Array(this.words.buffer, 0, length) }
      case 'boolean':
        return { ...base, kind, values: this.#bits.subarray(0, (length + 7) >> 3) }
      case 'binary':
        return { ...base, kind, data: this.#list!.data() }
      case 'utf8':
        return this.#textDataOf(base, length)
    }
  }

  #textDataOf(base: ColumnBase, length: number): ColumnData {
    if (!this.#hasDictionary) return { ...base, kind: 'utf8', data: this.#list!.data() }
    const dictionary = this.#dictionary!.texts.data()
    const indices = this.indices.subarray(0, length)
    const added = dictionary.length - this.#carried
    // Texts that do not repeat gain nothing by a dictionary, so the column has none from here on.
    this.#hasDictionary = this.column.group || length < MANY_ROWS || added * 2 <= length
    this.#carried = dictionary.length
    if (dictionary.length > MANY_TEXTS) this.#dictionary = undefined
    if (this.#hasDictionary) return { ...base, kind: 'dictionary', indices, dictionary }
    return { ...base, kind: 'utf8', data: spellOut(indices, dictionary, base.validity) }
  }

  #indexOf(bytes: Uint8Array, start: number, end: number): number {
    this.#isNumbered = false
    return this.#dictionary!.indexOf(bytes, start, end)
  }

  #beginTexts(): void {
    const { storage } = this.type
    if (storage === 'binary' || (storage === 'utf8' && !this.#hasDictionary)) this.#list = new TextList()
    if (!this.#hasDictionary || this.#dictionary !== undefined) return
    this.#dictionary = new Dictionary()
    this.#carried = 0
    this.#defaultIndex = -1
    this.#generation = -1
  }

  #push(row: number, view: DataView, start: number, length: number): void {
    // A row that was begun and failed may have been here before.
    this.#list!.truncate(row)
    this.#list!.push(view, start, length)
  }
}

/** What columns of all kinds have. */
interface ColumnBase extends FluxColumn {
  readonly validity: Uint8Array | undefined
  readonly nullCount: number
}

/** Returns the texts of a column with a dictionary, row by row. */
function spellOut(indices: Int32Array, { offsets, bytes }: TextData, validity: Uint8Array | undefined): TextData {
  const list = new TextList()
  const view = viewOf(bytes)
  for (const [row, index] of indices.entries()) {
    const isNull = validity !== undefined && !isSet(validity, row)
    if (isNull) list.push(view, 0, 0)
    else list.push(view, offsets[index]!, offsets[index + 1]! - offsets[index]!)
  }
  return list.data()
}

function grown<List extends Float64Array | Int32Array | Uint8Array>(list: List, larger: List): List {
  larger.set(list)
  return larger
}
