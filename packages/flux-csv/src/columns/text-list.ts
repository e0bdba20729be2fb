import { copyTo, hashOf, isSame, viewOf } from '../scan/byte-words.ts'

const FIRST_TEXTS = 64
const FIRST_BYTES = 1024

/** Texts in the layout of Arrow: text k is in `bytes` from `offsets[k]` to before `offsets[k + 1]`, as UTF-8. */
export interface TextData {
  readonly offsets: Int32Array
  readonly bytes: Uint8Array
  readonly length: number
}

/** A growing list of texts. */
export class TextList {
  #offsets = new Int32Array(FIRST_TEXTS)
  #bytes = new Uint8Array(FIRST_BYTES)
  #view: DataView = viewOf(this.#bytes)
  #length = 0

  /** The number of texts. */
  get length(): number {
    return this.#length
  }

  /** Appends a text of some bytes and returns its index. */
  push(view: DataView, start: number, length: number): number {
    const index = this.#length
    const from = this.#offsets[index]!
    const to = from + length
    if (to > this.#bytes.length) this.#growBytes(to)
    if (index + 2 > this.#offsets.length) this.#growOffsets()
    copyTo(this.#view, from, view, start, length)
    this.#offsets[index + 1] = to
    this.#length++
    return index
  }

  /** Drops the texts from an index on. */
  truncate(length: number): void {
    this.#length = length
  }

  /** Whether the text at an index has these bytes. */
  equals(index: number, view: DataView, start: number, length: number): boolean {
    const from = this.#offsets[index]!
    return this.#offsets[index + 1]! - from === length && isSame(view, start, this.#view, from, length)
  }

  /** Returns the hash of the text at an index. */
  hashAt(index: number): number {
    const from = this.#offsets[index]!
    return hashOf(this.#view, from, this.#offsets[index + 1]! - from)
  }

  /** Returns the texts so far, as views. */
  data(): TextData {
    const length = this.#length
    return {
      length,
      offsets: this.#offsets.subarray(0, length + 1),
      bytes: this.#bytes.subarray(0, this.#offsets[length]),
    }
  }

  #growBytes(length: number): void {
    const bytes = new Uint8Array(Math.max(length, this.#bytes.length * 2))
    bytes.set(this.#bytes)
    this.#bytes = bytes
    this.#view = viewOf(bytes)
  }

  #growOffsets(): void {
    const offsets = new Int32Array(this.#offsets.length * 2)
    offsets.set(this.#offsets)
    this.#offsets = offsets
  }
}
