import { BASE64, BOOLEAN, codeOf, DOUBLE, DURATION, LONG, TEXT, TIME, UNSIGNED } from '../types/cell-codes.ts'
import type { CellCode } from '../types/cell-codes.ts'
import type { ColumnData } from '../model/column-block.ts'
import { Dictionary, TextList } from './dictionary.ts'
import type { TextData } from './dictionary.ts'
import type { FluxColumn } from '../model/flux-column.ts'
import { viewOf } from './byte-words.ts'
import type { PlainRows } from '../wasm/wasm-rows.ts'

const NONE = new Uint8Array(0)
const NO_DOUBLES = new Float64Array(0)
const NO_INDICES = new Int32Array(0)
const utf8 = new TextEncoder()
/** Rows of a block that show whether texts repeat. */
const MANY_ROWS = 1024
/** A dictionary with more texts than these is not carried on to the next block, which may need few of them. */
const MANY_TEXTS = 4096
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/**
 * Builds one column of a block. All kinds share this one shape, so that the loop over columns stays monomorphic.
 */
export class ColumnBuilder {
  readonly column: FluxColumn
  readonly code: CellCode
  /** Rows that there is room for; none before the first is asked for. */
  capacity = 0
  doubles: Float64Array = NO_DOUBLES
  /** 64-bit integers as halves: no bigint is made on the way. */
  words: Int32Array = NO_INDICES
  bits: Uint8Array = NONE
  indices: Int32Array = NO_INDICES
  dictionary: Dictionary | undefined
  list: TextList | undefined
  /** What an empty cell of text stands for; `undefined` where that is null. */
  readonly defaultText: Uint8Array | undefined
  #defaultPlace = -1
  #validity: Uint8Array | undefined
  #isPlain = false
  /** How many texts of the dictionary are of the blocks before. */
  #carried = 0
  /** Where the texts of a machine are in the dictionary, for as long as their numbers count. */
  #places = NO_INDICES
  #generation = -1
  /** Whether the dictionary has no text but those. */
  #isNumbered = false

  constructor(column: FluxColumn, isEmptyText: boolean) {
    this.column = column
    const code = codeOf(column.dataType)
    // Arrow has no type for durations with months: they stay text.
    this.code = code === DURATION ? TEXT : code
    if (this.code === TEXT && (column.defaultValue !== '' || isEmptyText))
      this.defaultText = utf8.encode(column.defaultValue)
  }

  /** Makes room for so many rows. */
  reserve(rows: number): void {
    if (rows <= this.capacity) return
    if (this.capacity === 0) this.#begin()
    // Bits come in bytes.
    this.capacity = (rows + 7) & ~7
    if (this.code === DOUBLE) this.doubles = grown(this.doubles, new Float64Array(this.capacity))
    else if (this.code === BOOLEAN) this.bits = grown(this.bits, new Uint8Array(this.capacity >> 3))
    else if (this.code === TEXT && !this.#isPlain) this.indices = grown(this.indices, new Int32Array(this.capacity))
    else if (this.code !== TEXT && this.code !== BASE64)
      this.words = grown(this.words, new Int32Array(this.capacity * 2))
    if (this.#validity) this.#validity = grown(this.#validity, new Uint8Array(this.capacity >> 3).fill(255))
  }

  setNull(row: number): void {
    this.#validity ??= new Uint8Array(this.capacity >> 3).fill(255)
    this.#validity[row >> 3]! &= ~(1 << (row & 7))
    // What the row holds besides does not matter, but texts lie one after the other.
    if (this.code === BASE64 || this.#isPlain) this.#push(row, NONE, 0, 0)
    else if (this.code === TEXT) this.indices[row] = 0
  }

  setBigint(row: number, value: bigint): void {
    const low = Number(value & 0xffff_ffffn)
    const high = Number((value >> 32n) & 0xffff_ffffn)
    this.words[row * 2] = LITTLE_ENDIAN ? low : high
    this.words[row * 2 + 1] = LITTLE_ENDIAN ? high : low
  }

  setBoolean(row: number, value: boolean): void {
    if (value) this.bits[row >> 3]! |= 1 << (row & 7)
    else this.bits[row >> 3]! &= ~(1 << (row & 7))
  }

  setText(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#isPlain) this.#push(row, bytes, start, end)
    else this.indices[row] = this.#placeOf(bytes, start, end)
  }

  /** Sets a text of a machine whose place is not known. */
  setTextIn(row: number, view: DataView, start: number, length: number): void {
    if (this.#isPlain) this.#pushView(row, view, start, length)
    else if (this.#isNumbered) this.indices[row] = this.dictionary!.add(view, start, length)
    else this.indices[row] = this.dictionary!.placeIn(view, start, length)
  }

  /**
   * The places in the dictionary of a machine's texts by their numbers, plus one, 0 where it is not known; `undefined`
   * where the column has no dictionary.
   */
  placesFor({ generation, machine }: PlainRows): Int32Array | undefined {
    if (this.#isPlain) return undefined
    const count = machine.rows.countTexts() + 1
    if (generation !== this.#generation) {
      this.#generation = generation
      this.#places = new Int32Array(count)
      this.#isNumbered = this.dictionary!.texts.length === 0
    } else if (count > this.#places.length) this.#places = grown(this.#places, new Int32Array(count * 2))
    return this.#places
  }

  /** Sets the rows of a column with a dictionary after one, to before `end`, to its value. */
  repeatText(row: number, end: number): void {
    const isNull = this.#validity !== undefined && (this.#validity[row >> 3]! & (1 << (row & 7))) === 0
    if (!isNull) this.indices.fill(this.indices[row]!, row + 1, end)
    else for (let next = row + 1; next < end; next++) this.setNull(next)
  }

  /** Sets what an empty cell stands for. */
  setDefault(row: number): void {
    if (this.#isPlain) this.#push(row, this.defaultText!, 0, this.defaultText!.length)
    else {
      if (this.#defaultPlace === -1) this.#defaultPlace = this.#placeOf(this.defaultText!, 0, this.defaultText!.length)
      this.indices[row] = this.#defaultPlace
    }
  }

  setBinary(row: number, bytes: Uint8Array): void {
    this.#push(row, bytes, 0, bytes.length)
  }

  /** Hands over what was built, and starts again. */
  take(length: number): ColumnData {
    const { column } = this
    const nullCount = this.#validity === undefined ? 0 : countNulls(this.#validity, length)
    // A row that was begun and left may have had the only one.
    const validity = nullCount === 0 ? undefined : this.#validity?.subarray(0, (length + 7) >> 3)
    const base = { ...column, validity, nullCount }
    const data = this.#data(length, base)
    this.#validity = undefined
    this.capacity = 0
    this.doubles = NO_DOUBLES
    this.words = NO_INDICES
    this.bits = NONE
    this.indices = NO_INDICES
    return data
  }

  #data(length: number, base: FluxColumn & { validity: Uint8Array | undefined; nullCount: number }): ColumnData {
    const { buffer } = this.words
    switch (this.code) {
      case DOUBLE:
        return { ...base, kind: 'float64', values: this.doubles.subarray(0, length) }
      case LONG:
        return { ...base, kind: 'int64', values: new BigInt64Array(buffer, 0, length) }
      case UNSIGNED:
        return { ...base, kind: 'uint64', values: new BigUint64Array(buffer, 0, length) }
      case TIME:
        return { ...base, kind: 'timestamp', values: new BigInt64Array(buffer, 0, length) }
      case BOOLEAN:
        return { ...base, kind: 'boolean', values: this.bits.subarray(0, (length + 7) >> 3) }
      case BASE64:
        return { ...base, kind: 'binary', data: this.list!.data() }
      default:
        return this.#textData(length, base)
    }
  }

  #textData(length: number, base: FluxColumn & { validity: Uint8Array | undefined; nullCount: number }): ColumnData {
    if (this.#isPlain) return { ...base, kind: 'utf8', data: this.list!.data() }
    const dictionary = this.dictionary!.texts.data()
    const indices = this.indices.subarray(0, length)
    const added = dictionary.length - this.#carried
    // Texts that do not repeat gain nothing by a dictionary; the column stays plain from here on.
    this.#isPlain = !this.column.group && length >= MANY_ROWS && added * 2 > length
    this.#carried = dictionary.length
    if (dictionary.length > MANY_TEXTS) this.dictionary = undefined
    if (!this.#isPlain) return { ...base, kind: 'dictionary', indices, dictionary }
    return { ...base, kind: 'utf8', data: spellOut(indices, dictionary, base.validity) }
  }

  #placeOf(bytes: Uint8Array, start: number, end: number): number {
    this.#isNumbered = false
    return this.dictionary!.placeOf(bytes, start, end)
  }

  #begin(): void {
    if (this.code === BASE64 || this.#isPlain) this.list = new TextList()
    else if (this.code === TEXT && this.dictionary === undefined) {
      this.dictionary = new Dictionary()
      this.#carried = 0
      this.#defaultPlace = -1
      this.#generation = -1
    }
  }

  #push(row: number, bytes: Uint8Array, start: number, end: number): void {
    this.#pushView(row, viewOf(bytes), start, end - start)
  }

  #pushView(row: number, view: DataView, start: number, length: number): void {
    // A row that was begun and left may have been here before.
    this.list!.length = row
    this.list!.push(view, start, length)
  }
}

function countNulls(validity: Uint8Array, length: number): number {
  let nulls = 0
  for (let row = 0; row < length; row++) if ((validity[row >> 3]! & (1 << (row & 7))) === 0) nulls++
  return nulls
}

/** The texts of a dictionary column, row by row. */
function spellOut(indices: Int32Array, { offsets, bytes }: TextData, validity: Uint8Array | undefined): TextData {
  const list = new TextList()
  const view = viewOf(bytes)
  for (const [row, place] of indices.entries()) {
    const isNull = validity !== undefined && (validity[row >> 3]! & (1 << (row & 7))) === 0
    if (isNull) list.push(view, 0, 0)
    else list.push(view, offsets[place]!, offsets[place + 1]! - offsets[place]!)
  }
  return list.data()
}

function grown<List extends Float64Array | Int32Array | Uint8Array>(list: List, larger: List): List {
  larger.set(list)
  return larger
}
