import type { ByteQueue } from '@fluxline/internal/byte-queue'
import { FALSE, FLOAT, INT64, INTEGER, NULL, TEXT, TRUE, UINT64 } from '@fluxline/internal/row-cells'
import type { RowCells } from '@fluxline/internal/row-cells'
import { TextReader } from '@fluxline/internal/text-reader'
import type { Cursor } from './cursor.ts'

const MAX_DEPTH = 16
const TWO_32 = 4_294_967_296

/**
 * Reads the MessagePack of InfluxDB 1.x and 2.x.
 *
 * @see MessagePack specification, "Formats"
 */
export class MsgpackCursor implements Cursor {
  readonly queue: ByteQueue
  readonly knowsIntegers = true
  readonly #texts = new TextReader()
  /** For each map and list that is open, how many entries are left. */
  readonly #left: number[] = []
  /** Where the value ends that is being read; beyond the end of the queue if bytes are missing. */
  #position = 0

  constructor(queue: ByteQueue) {
    this.queue = queue
  }

  document(): boolean | undefined {
    if (this.queue.position < this.queue.end) return true
    return this.queue.isEnded ? false : undefined
  }

  enter(): boolean | undefined {
    this.#position = this.queue.position
    const size = this.#header()
    if (size === undefined) return undefined
    this.queue.position = this.#position
    if (size >= 0) this.#left.push(size)
    return size >= 0
  }

  more(): boolean {
    const left = this.#left.pop()!
    if (left > 0) this.#left.push(left - 1)
    return left > 0
  }

  key(): string | undefined {
    const start = this.queue.position
    const key = this.value()
    if (key === undefined || typeof key === 'string') return key
    this.queue.position = start
    throw this.#unexpected(start)
  }

  value(): unknown {
    this.#position = this.queue.position
    const value = this.#value(0)
    if (value !== undefined) this.queue.position = this.#position
    return value
  }

  rows(cells: RowCells, most: number): number {
    const left = this.#left.pop()!
    if (left === 0) return -1
    const count = Math.min(left, most)
    let rows = 0
    try {
      while (rows < count && this.#row(cells, rows * cells.width)) rows++
    } catch (error) {
      // It is thrown again once the rows before have been taken.
      if (rows === 0) throw error
    }
    this.#left.push(left - rows)
    return rows
  }

  /** Reads a row into the cells from `first` on; false if bytes are missing. */
  #row({ kinds, numbers, highs, lows, width }: RowCells, first: number): boolean {
    const { bytes, view, end, maxCellBytes } = this.queue
    this.#position = this.queue.position
    const size = this.#header()
    if (size === undefined) return false
    if (size !== width) throw this.queue.unexpected(`a row has ${size} values for ${width} columns`)
    let position = this.#position
    const last = first + width
    for (let cell = first; cell < last; cell++) {
      if (position >= end) return false
      const byte = bytes[position++]!
      let length: number
      if (byte < 0x80 || byte >= 0xe0) {
        kinds[cell] = INTEGER
        numbers[cell] = byte < 0x80 ? byte : byte - 256
        continue
      }
      if (byte >= 0xa0 && byte < 0xc0) length = byte - 0xa0
      else {
        switch (byte) {
          case 0xc0:
            kinds[cell] = NULL
            continue
          case 0xc2:
            kinds[cell] = FALSE
            continue
          case 0xc3:
            kinds[cell] = TRUE
            continue
          case 0xcb:
            if (position + 8 > end) return false
            kinds[cell] = FLOAT
            numbers[cell] = view.getFloat64(position)
            position += 8
            continue
          case 0xd3:
          case 0xcf: {
            if (position + 8 > end) return false
            const high = view.getInt32(position)
            highs[cell] = high
            lows[cell] = view.getUint32(position + 4)
            position += 8
            if (byte === 0xcf && high < 0) kinds[cell] = UINT64
            else if (high >= -0x20_0000 && high < 0x20_0000) {
              // -2^53 is not a safe integer.
              const value = high * TWO_32 + lows[cell]!
              kinds[cell] = Number.isSafeInteger(value) ? INTEGER : INT64
              numbers[cell] = value
            } else kinds[cell] = INT64
            continue
          }
          case 0xce:
            if (position + 4 > end) return false
            kinds[cell] = INTEGER
            numbers[cell] = view.getUint32(position)
            position += 4
            continue
          case 0xd9:
            if (position + 1 > end) return false
            length = bytes[position]!
            position += 1
            break
          case 0xda:
            if (position + 2 > end) return false
            length = view.getUint16(position)
            position += 2
            break
          case 0xdb:
            if (position + 4 > end) return false
            length = view.getUint32(position)
            position += 4
            break
          default: {
            const bytesOf = integerBytes(byte)
            if (bytesOf === 0) throw this.#unexpected(position - 1)
            if (position + bytesOf > end) return false
            kinds[cell] = INTEGER
            numbers[cell] = readInteger(view, byte, position)
            position += bytesOf
            continue
          }
        }
      }
      if (length > maxCellBytes) throw this.queue.tooLong()
      if (position + length > end) return false
      kinds[cell] = TEXT
      highs[cell] = position
      lows[cell] = position += length
    }
    this.queue.position = position
    return true
  }

  text(start: number, end: number): string {
    return this.#texts.read(this.queue.bytes, start, end)
  }

  escapedText(start: number, end: number): string {
    return this.text(start, end)
  }

  /** Returns the size of a map or a list; -1 for null. */
  #header(): number | undefined {
    const byte = this.#take(1)
    if (byte === undefined) return undefined
    if (byte >= 0x80 && byte < 0xa0) return byte & 15
    if (byte === 0xc0) return -1
    if (byte === 0xdc || byte === 0xde) return this.#take(2)
    if (byte === 0xdd || byte === 0xdf) return this.#take(4)
    throw this.#unexpected(this.#position - 1)
  }

  #value(depth: number): unknown {
    const start = this.#position
    const byte = this.#take(1)
    if (byte === undefined) return undefined
    if (byte < 0x80) return byte
    if (byte >= 0xe0) return byte - 256
    if (byte >= 0xa0 && byte < 0xc0) return this.#text(byte - 0xa0)
    switch (byte) {
      case 0xc0:
        return null
      case 0xc2:
        return false
      case 0xc3:
        return true
      case 0xd9:
        return this.#text(this.#take(1))
      case 0xda:
        return this.#text(this.#take(2))
      case 0xdb:
        return this.#text(this.#take(4))
    }
    const length = integerBytes(byte)
    if (length > 0) {
      const position = this.#position
      return this.#skip(length) ? readInteger(this.queue.view, byte, position) : undefined
    }
    if (depth === MAX_DEPTH) throw this.#unexpected(start)
    this.#position = start
    const size = this.#header()
    const isMap = byte < 0x90 || byte === 0xde || byte === 0xdf
    return size === undefined ? undefined : this.#entries(size, isMap, depth + 1)
  }

  #entries(size: number, isMap: boolean, depth: number): unknown {
    const list: unknown[] = []
    const count = isMap ? 2 * size : size
    while (list.length < count) {
      const value = this.#value(depth)
      if (value === undefined) return undefined
      list.push(value)
    }
    if (!isMap) return list
    return Object.fromEntries(Array.from({ length: size }, (_, index) => [list[2 * index], list[2 * index + 1]]))
  }

  #text(length: number | undefined): string | undefined {
    if (length === undefined) return undefined
    const start = this.#position
    return this.#skip(length) ? this.text(start, start + length) : undefined
  }

  /** Reads an unsigned integer. */
  #take(bytes: 1 | 2 | 4): number | undefined {
    const { view } = this.queue
    const position = this.#position
    if (!this.#skip(bytes)) return undefined
    if (bytes === 1) return view.getUint8(position)
    return bytes === 2 ? view.getUint16(position) : view.getUint32(position)
  }

  #skip(bytes: number): boolean {
    if (this.#position + bytes > this.queue.end) return false
    this.#position += bytes
    return true
  }

  #unexpected(position: number): Error {
    return this.queue.unexpected(`0x${this.queue.bytes[position]!.toString(16)} does not fit`)
  }
}

/** Returns how many bytes follow the first one of a number; 0 if it is something else. */
function integerBytes(byte: number): number {
  if (byte === 0xcb) return 8
  // uint 8 to 64, int 8 to 64.
  return byte >= 0xcc && byte <= 0xd3 ? 1 << (byte & 3) : 0
}

function readInteger(view: DataView, byte: number, position: number): number {
  switch (byte) {
    case 0xcb:
      return view.getFloat64(position)
    case 0xcc:
      return view.getUint8(position)
    case 0xcd:
      return view.getUint16(position)
    case 0xce:
      return view.getUint32(position)
    case 0xcf:
      return Number(view.getBigUint64(position))
    case 0xd0:
      return view.getInt8(position)
    case 0xd1:
      return view.getInt16(position)
    case 0xd2:
      return view.getInt32(position)
    default:
      return Number(view.getBigInt64(position))
  }
}
