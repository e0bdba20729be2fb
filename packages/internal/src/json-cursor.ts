import type { ByteQueue } from './byte-queue.ts'
import { readNumber } from './json-number.ts'
import { ESCAPED, FALSE, NULL, TEXT, TRUE } from './row-cells.ts'
import type { RowCells } from './row-cells.ts'
import { TextReader } from './text-reader.ts'

const decoder = new TextDecoder()
const MAX_DEPTH = 16
const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const COLON = 0x3a
const CLOSING_BRACKET = 0x5d
const BACKSLASH = 0x5c
const words = [
  { text: 'null', kind: NULL },
  { text: 'true', kind: TRUE },
  { text: 'false', kind: FALSE },
] as const

/**
 * Reads JSON. Integers keep all their digits, where `JSON.parse` would round them.
 *
 * @see RFC 8259 "The JavaScript Object Notation (JSON) Data Interchange Format"
 */
export class JsonCursor {
  readonly queue: ByteQueue
  readonly knowsIntegers: boolean
  readonly #texts = new TextReader()
  /** For each object and array that is open, the byte that closes it. */
  readonly #closers: number[] = []
  #isFirst = true

  /** @param knowsIntegers whether floats have a fraction or an exponent, as those of InfluxDB 3 */
  constructor(queue: ByteQueue, knowsIntegers: boolean) {
    this.queue = queue
    this.knowsIntegers = knowsIntegers
  }

  document(): boolean | undefined {
    const byte = this.#peek()
    return byte === undefined ? (this.queue.isEnded ? false : undefined) : true
  }

  enter(): boolean | undefined {
    const byte = this.#peek()
    if (byte === undefined) return undefined
    if (byte === 0x7b || byte === 0x5b) {
      this.queue.position++
      // `}` and `]` are two after `{` and `[`.
      this.#closers.push(byte + 2)
      this.#isFirst = true
      return true
    }
    const value = this.value()
    if (value === undefined) return undefined
    if (value === null) return false
    throw this.queue.unexpected(`${JSON.stringify(value)} does not fit`)
  }

  more(): boolean | undefined {
    const byte = this.#peek()
    if (byte === undefined) return undefined
    if (byte === this.#closers.at(-1)) {
      this.queue.position++
      this.#closers.pop()
      this.#isFirst = false
      return false
    }
    if (!this.#isFirst) {
      if (byte !== COMMA) throw this.#unexpected()
      this.queue.position++
    }
    this.#isFirst = false
    return true
  }

  key(): string | undefined {
    const start = this.queue.position
    const key = this.value()
    if (key === undefined) return undefined
    if (typeof key !== 'string') throw this.#unexpected()
    const byte = this.#peek()
    if (byte === undefined) this.queue.position = start
    else if (byte !== COLON) throw this.#unexpected()
    else this.queue.position++
    return byte === undefined ? undefined : key
  }

  value(): unknown {
    if (this.#peek() === undefined) return undefined
    const { bytes, position } = this.queue
    const end = this.#endOfValue(position)
    if (end === undefined) return undefined
    const text = decoder.decode(bytes.subarray(position, end))
    try {
      const value: unknown = JSON.parse(text)
      this.queue.position = end
      return value
    } catch {
      throw this.#unexpected()
    }
  }

  rows(cells: RowCells, most: number): number {
    const { queue } = this
    let rows = 0
    let start = queue.position
    let isFirst = this.#isFirst
    try {
      for (; rows < most; rows++) {
        start = queue.position
        isFirst = this.#isFirst
        // The end of the list is for the next call.
        if (rows > 0 && this.#peek() === this.#closers.at(-1)) return rows
        const more = this.more()
        if (more === false) return -1
        if (!more || !this.#row(cells, rows * cells.width)) break
      }
      if (rows === most) return rows
    } catch (error) {
      // It is thrown again once the rows before have been taken.
      if (rows === 0) throw error
    }
    // Of the row that is not complete, not even its comma has been read.
    queue.position = start
    this.#isFirst = isFirst
    return rows
  }

  /** Reads a row into the cells from `first` on; false if bytes are missing. */
  #row(cells: RowCells, first: number): boolean {
    if (this.#peek() === undefined) return false
    const { bytes, end, maxCellBytes } = this.queue
    const { kinds, highs, lows, width } = cells
    let position = this.queue.position
    if (bytes[position++] !== 0x5b) throw this.#unexpected()
    const last = first + width - 1
    for (let cell = first; cell <= last; cell++) {
      while (position < end && bytes[position]! <= 0x20) position++
      // The bracket that ends the row comes after every cell.
      if (position + 1 >= end) return false
      const byte = bytes[position]!
      if (byte === QUOTE) {
        const start = ++position
        kinds[cell] = TEXT
        for (; ; position++) {
          if (position - start > maxCellBytes) throw this.queue.tooLong()
          if (position >= end) return false
          if (bytes[position] === QUOTE) break
          if (bytes[position] !== BACKSLASH) continue
          kinds[cell] = ESCAPED
          position++
        }
        highs[cell] = start
        lows[cell] = position++
      } else if (byte === MINUS || (byte >= 0x30 && byte <= 0x39)) {
        position = readNumber(this.queue, position, cells, cell)
      } else position = this.#word(position, cells, cell)
      while (position < end && bytes[position]! <= 0x20) position++
      if (position >= end) return false
      if (bytes[position++] !== (cell === last ? CLOSING_BRACKET : COMMA)) {
        this.queue.position = position - 1
        throw this.queue.unexpected(`a row does not have ${width} values, one for each column`)
      }
    }
    this.queue.position = position
    return true
  }

  text(start: number, end: number): string {
    return this.#texts.read(this.queue.bytes, start, end)
  }

  escapedText(start: number, end: number): string {
    const text = decoder.decode(this.queue.bytes.subarray(start - 1, end + 1))
    try {
      return JSON.parse(text) as string
    } catch {
      throw this.queue.unexpected(`${text.slice(0, 80)} is not a string`)
    }
  }

  /** Reads null, true or false; returns the end of the queue if bytes are missing. */
  #word(position: number, { kinds }: RowCells, cell: number): number {
    const { bytes, end } = this.queue
    for (const { text, kind } of words) {
      if (bytes[position] !== text.charCodeAt(0)) continue
      if (position + text.length > end) return end
      for (let at = 1; at < text.length; at++) {
        if (bytes[position + at] === text.charCodeAt(at)) continue
        this.queue.position = position
        throw this.#unexpected()
      }
      kinds[cell] = kind
      return position + text.length
    }
    this.queue.position = position
    throw this.#unexpected()
  }

  /** Skips white space, and returns the next byte. */
  #peek(): number | undefined {
    const { queue } = this
    while (queue.position < queue.end) {
      const byte = queue.bytes[queue.position]!
      if (byte > 0x20) return byte
      queue.position++
    }
    return undefined
  }

  /** Returns where a value ends; `undefined` if bytes are missing. */
  #endOfValue(start: number): number | undefined {
    const { bytes, end } = this.queue
    let depth = 0
    let isText = false
    for (let position = start; position < end; position++) {
      const byte = bytes[position]!
      if (isText) {
        if (byte === BACKSLASH) position++
        else if (byte === QUOTE) isText = false
        if (isText || depth > 0) continue
        return position < end ? position + 1 : undefined
      }
      if (byte === QUOTE) isText = true
      else if (byte === 0x7b || byte === 0x5b) {
        if (++depth > MAX_DEPTH) throw this.#unexpected()
      } else if (byte === 0x7d || byte === CLOSING_BRACKET) {
        // The end of the map or list that a bare number or word is in.
        if (depth === 0) return position
        if (--depth === 0) return position + 1
      } else if (depth === 0 && (byte === COMMA || byte <= 0x20)) return position
    }
    return undefined
  }

  #unexpected(): Error {
    const { bytes, position, end } = this.queue
    const text = decoder.decode(bytes.subarray(position, Math.min(end, position + 40)))
    return this.queue.unexpected(`${JSON.stringify(text)} does not fit`)
  }
}
