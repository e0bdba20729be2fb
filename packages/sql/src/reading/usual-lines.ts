import type { ByteQueue } from '@fluxline/internal/byte-queue'
import { readNumber } from '@fluxline/internal/json-number'
import { Rfc3339Reader } from '@fluxline/internal/rfc3339-bytes'
import { ESCAPED, FALSE, NULL, TEXT, TRUE } from '@fluxline/internal/row-cells'
import type { RowCells } from '@fluxline/internal/row-cells'

/** A time, as whole milliseconds in `numbers` and nanoseconds on top in `lows`. */
export const TIME = 10

const NEWLINE = 0x0a
const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d
/** The words of JSON, and the end of the longest, as integers of four bytes. */
const WORD_NULL = 0x6e_75_6c_6c
const WORD_TRUE = 0x74_72_75_65
const WORD_ALSE = 0x61_6c_73_65
/** The first and the last second whose nanoseconds, to and from these, fit in 64 bits. */
const MIN_SECONDS = -9_223_372_037
const MIN_NANOSECONDS = 145_224_192
const MAX_SECONDS = 9_223_372_036
const MAX_NANOSECONDS = 854_775_807

interface Column {
  /** Its name as JSON has it, with the quotes and the colon, in integers of four bytes; the rest byte by byte. */
  readonly words: Uint32Array
  readonly rest: Uint8Array
  readonly isTime: boolean
}

/**
 * Reads lines as InfluxDB 3 writes most of them: without blanks, the columns in the order of the lines before. It reads a
 * quarter faster than what reads any JSON.
 */
export class UsualLines {
  readonly #columns: Column[] = []
  readonly #times = new Rfc3339Reader('optional')

  /** @param key the name of the column as JSON has it, with the quotes */
  addColumn(key: Uint8Array, isTime: boolean): void {
    const bytes = Uint8Array.of(...key, COLON)
    const view = new DataView(bytes.buffer)
    const words = Uint32Array.from({ length: bytes.length >> 2 }, (_, index) => view.getUint32(4 * index))
    this.#columns.push({ words, rest: bytes.slice(4 * words.length), isTime })
  }

  /**
   * Reads a line into the cells, and returns the position of its line break. If the line is of another kind, that is -1, and
   * the cells are of no use.
   *
   * @param end the end of a line, this one or a later one
   */
  read(queue: ByteQueue, cells: RowCells, start: number, end: number): number {
    const { bytes, view, maxCellBytes } = queue
    const { kinds, highs, lows } = cells
    const columns = this.#columns
    if (bytes[start] !== OPENING_BRACE) return -1
    let position = start + 1
    for (let column = 0; column < columns.length; column++) {
      const { words, rest, isTime } = columns[column]!
      const value = position + 4 * words.length + rest.length
      // The longest word of JSON has five bytes.
      if (value + 5 > end || !isKey(bytes, view, position, words, rest)) {
        kinds[column] = NULL
        continue
      }
      const byte = bytes[value]!
      if (byte === QUOTE) {
        const timeEnd = isTime ? this.#readTime(bytes, value + 1, cells, column) : 0
        if (timeEnd > 0) position = timeEnd
        else {
          kinds[column] = TEXT
          position = value + 1
          for (let next = bytes[position]!; next !== QUOTE; next = bytes[++position]!) {
            // A line break, which JSON has only as an escape, or another control character.
            if (!(next >= 0x20)) return -1
            if (next !== BACKSLASH) continue
            kinds[column] = ESCAPED
            position++
          }
          highs[column] = value + 1
          lows[column] = position++
          if (position - value > maxCellBytes) return -1
        }
      } else if (byte === MINUS || (byte >= 0x30 && byte <= 0x39)) position = readNumber(queue, value, cells, column)
      else {
        const word = view.getUint32(value)
        if (word === WORD_TRUE) kinds[column] = TRUE
        else if (word === WORD_NULL) kinds[column] = NULL
        else if (view.getUint32(value + 1) === WORD_ALSE && byte === 0x66) kinds[column] = FALSE
        else return -1
        position = kinds[column] === FALSE ? value + 5 : value + 4
      }
      const after = bytes[position++]
      if (after === COMMA) continue
      if (after !== CLOSING_BRACE || bytes[position] !== NEWLINE) return -1
      while (++column < columns.length) kinds[column] = NULL
      return position
    }
    return -1
  }

  /** Reads a time of InfluxDB 3, which has no zone and is in UTC; returns the end, after its quote, or -1 if it is something else. */
  #readTime(bytes: Uint8Array, start: number, cells: RowCells, column: number): number {
    // 2026-01-31T23:59:59, and up to nine digits.
    let end = start + 19
    for (let next = bytes[end]!; next !== QUOTE; next = bytes[++end]!) if (end > start + 29) return -1
    return readTime(this.#times, bytes, start, end, cells, column) ? end + 1 : -1
  }
}

/** Reads a time into a cell; false if it is something else. */
export function readTime(
  times: Rfc3339Reader,
  bytes: Uint8Array,
  start: number,
  end: number,
  { kinds, numbers, lows }: RowCells,
  cell: number,
): boolean {
  if (!times.read(bytes, start, end)) return false
  const { seconds, nanoseconds } = times
  if (seconds >= MAX_SECONDS && (seconds > MAX_SECONDS || nanoseconds > MAX_NANOSECONDS)) return false
  if (seconds <= MIN_SECONDS && (seconds < MIN_SECONDS || nanoseconds < MIN_NANOSECONDS)) return false
  const milliseconds = (nanoseconds / 1_000_000) | 0
  kinds[cell] = TIME
  numbers[cell] = seconds * 1000 + milliseconds
  lows[cell] = nanoseconds - milliseconds * 1_000_000
  return true
}

function isKey(bytes: Uint8Array, view: DataView, start: number, words: Uint32Array, rest: Uint8Array): boolean {
  let position = start
  for (let index = 0; index < words.length; index++, position += 4) {
    if (view.getUint32(position) !== words[index]) return false
  }
  for (let index = 0; index < rest.length; index++, position++) if (bytes[position] !== rest[index]) return false
  return true
}
