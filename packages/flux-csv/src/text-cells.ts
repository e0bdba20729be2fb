import { finish, FIRST_HASH, firstMarked, hashOf, mix, viewOf } from './byte-words.ts'
import type { ColumnBuilder } from './column-builder.ts'
import { setEmpty } from './decoded-cells.ts'

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34
const EACH_BYTE = 0x0101_0101
const HIGH_BITS = 0x8080_8080
const QUOTES = QUOTE * EACH_BYTE
const CARRIAGE_RETURNS = CARRIAGE_RETURN * EACH_BYTE

/** Reads cells of text, plain and in quotes: finds where they end and their hash in one pass. */
export class TextCells {
  readonly #delimiter: number
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = viewOf(this.#bytes)
  /** Where the last row ends that is all there. */
  #end = 0
  #hash = 0
  #unquoted = new Uint8Array(1024)
  #unquotedView = viewOf(this.#unquoted)

  constructor(delimiter: number) {
    this.#delimiter = delimiter
  }

  /** Goes on to other bytes, of which a plain cell ends before `end`. */
  use(bytes: Uint8Array, view: DataView, end: number): void {
    this.#bytes = bytes
    this.#view = view
    this.#end = end
  }

  /** Returns where the cell ends; -1 where its quotes do not. */
  read(builder: ColumnBuilder, row: number, start: number): number {
    if (this.#bytes[start] === QUOTE) return this.#readQuoted(builder, row, start)
    return this.#readPlain(builder, row, start)
  }

  #readPlain(builder: ColumnBuilder, row: number, start: number): number {
    const end = this.#scan(start)
    if (end === -1) return this.#readOdd(builder, row, start)
    if (end === start) setEmpty(builder, row)
    else builder.setHashed(row, this.#view, start, end - start, this.#hash)
    return end
  }

  /** Where a plain cell ends: at a delimiter or the line's end. */
  endOf(start: number): number {
    const bytes = this.#bytes
    let at = start
    while (bytes[at] !== this.#delimiter && bytes[at] !== NEWLINE) at++
    return at > start && bytes[at] === NEWLINE && bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at
  }

  /** Finds the end of a plain cell, and its hash; -1 where it has a byte in it that looks like its end and is not. */
  #scan(start: number): number {
    const view = this.#view
    const delimiters = Math.imul(this.#delimiter, EACH_BYTE)
    let hash = FIRST_HASH
    for (let at = start; ; at += 4) {
      const word = view.getInt32(at, true)
      // The delimiter, or a byte below 14, as line ends are.
      const ends = marksOf(word, delimiters) | ((word - 14 * EACH_BYTE) & ~word & HIGH_BITS)
      if (ends === 0) {
        hash = mix(hash, word)
        continue
      }
      const rest = firstMarked(ends)
      if (rest > 0) hash = mix(hash, word & (0xff_ffff >>> ((3 - rest) * 8)))
      const end = at + rest
      this.#hash = finish(hash, end - start)
      return this.#isEnd(end) ? end : -1
    }
  }

  #isEnd(at: number): boolean {
    const byte = this.#bytes[at]
    if (byte === this.#delimiter || byte === NEWLINE) return true
    return byte === CARRIAGE_RETURN && this.#bytes[at + 1] === NEWLINE
  }

  /** Reads a plain cell with a control character in it. */
  #readOdd(builder: ColumnBuilder, row: number, start: number): number {
    const end = this.endOf(start)
    builder.setText(row, this.#bytes, start, end)
    return end
  }

  /** Reads a cell in quotes, as `CellText` does: doubled quotes are one, and a line break is LF. */
  #readQuoted(builder: ColumnBuilder, row: number, start: number): number {
    const bytes = this.#bytes
    const view = this.#view
    const most = this.#end
    let length = 0
    let at = start + 1
    for (;;) {
      // A line break within quotes may have passed for the end of the last row.
      if (at >= most) return -1
      if (length + 5 > this.#unquoted.length) this.#growUnquoted()
      // What comes before the next quote or carriage return is taken over as it is, the rest of the word overwritten.
      const word = view.getInt32(at, true)
      this.#unquotedView.setInt32(length, word, true)
      const marks = marksOf(word, QUOTES) | marksOf(word, CARRIAGE_RETURNS)
      const plain = marks === 0 ? 4 : firstMarked(marks)
      length += plain
      at += plain
      if (marks === 0) continue
      const byte = bytes[at++]!
      if (byte === QUOTE && bytes[at++] !== QUOTE) break
      if (byte === CARRIAGE_RETURN && bytes[at] === NEWLINE) continue
      this.#unquoted[length++] = byte
    }
    const end = at - 1
    if (end >= most) return -1
    // An empty text may stand for a default, as an empty cell does.
    if (length === 0) setEmpty(builder, row)
    else builder.setHashed(row, this.#unquotedView, 0, length, hashOf(this.#unquotedView, 0, length))
    return end
  }

  #growUnquoted(): void {
    const larger = new Uint8Array(this.#unquoted.length * 2)
    larger.set(this.#unquoted)
    this.#unquoted = larger
    this.#unquotedView = viewOf(larger)
  }
}

/** Marks the bytes of a word that are those of another by their high bits. Only the first mark is to be relied on. */
function marksOf(word: number, others: number): number {
  const unlike = word ^ others
  return (unlike - EACH_BYTE) & ~unlike & HIGH_BITS
}
