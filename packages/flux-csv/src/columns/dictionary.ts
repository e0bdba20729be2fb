import { copyTo, hashOf, isSame, viewOf } from './byte-words.ts'

const FIRST_SLOTS = 64
const FIRST_BYTES = 1024

/** Texts as Arrow lays them out: text k lies in `bytes` from `offsets[k]` to before `offsets[k + 1]`, as UTF-8. */
export interface TextData {
  readonly offsets: Int32Array
  readonly bytes: Uint8Array
  readonly length: number
}

/** A growing list of texts. */
export class TextList {
  #offsets = new Int32Array(FIRST_SLOTS)
  #bytes = new Uint8Array(FIRST_BYTES)
  #view: DataView = viewOf(this.#bytes)
  length = 0

  /** Appends a text of so many bytes and returns its place. */
  push(view: DataView, start: number, length: number): number {
    const place = this.length
    const from = this.#offsets[place]!
    const to = from + length
    if (to > this.#bytes.length) this.#grow(to)
    if (place + 2 > this.#offsets.length) this.#offsets = grown(this.#offsets, new Int32Array(this.#offsets.length * 2))
    copyTo(this.#view, from, view, start, length)
    this.#offsets[place + 1] = to
    this.length++
    return place
  }

  /** Whether the text at a place is this one. */
  is(place: number, view: DataView, start: number, length: number): boolean {
    const from = this.#offsets[place]!
    return this.#offsets[place + 1]! - from === length && isSame(view, start, this.#view, from, length)
  }

  /** The hash of the text at a place. */
  hashAt(place: number): number {
    const from = this.#offsets[place]!
    return hashOf(this.#view, from, this.#offsets[place + 1]! - from)
  }

  /** The texts so far, as views. */
  data(): TextData {
    const { length } = this
    return {
      length,
      offsets: this.#offsets.subarray(0, length + 1),
      bytes: this.#bytes.subarray(0, this.#offsets[length]),
    }
  }

  #grow(length: number): void {
    this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(length, this.#bytes.length * 2)))
    this.#view = viewOf(this.#bytes)
  }
}

/** Finds the place of a text among those that were seen, by its bytes. */
export class Dictionary {
  readonly texts: TextList = new TextList()
  /** Places plus one; 0 is a free slot. */
  #slots = new Int32Array(FIRST_SLOTS)
  /** How many of the texts have a slot. */
  #indexed = 0
  #bytes: Uint8Array | undefined
  #view: DataView = new DataView(new ArrayBuffer(0))

  /** The place of a text, which is a new one where it was not seen before. */
  placeOf(bytes: Uint8Array, start: number, end: number): number {
    // One after the other, texts mostly come out of the same bytes.
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = viewOf(bytes)
    }
    return this.placeIn(this.#view, start, end - start)
  }

  /** The place of a text of so many bytes. */
  placeIn(view: DataView, start: number, length: number): number {
    this.#index()
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = hashOf(view, start, length) & mask; ; slot = (slot + 1) & mask) {
      const place = slots[slot]! - 1
      if (place === -1) return this.add(view, start, length)
      if (this.texts.is(place, view, start, length)) return place
    }
  }

  /** Adds a text that was not seen before, and returns its place. */
  add(view: DataView, start: number, length: number): number {
    return this.texts.push(view, start, length)
  }

  /** Gives those texts a slot that have none yet. */
  #index(): void {
    const { length } = this.texts
    if (length * 2 > this.#slots.length) {
      let size = this.#slots.length
      while (size < length * 2) size *= 4
      this.#slots = new Int32Array(size)
      this.#indexed = 0
    }
    const slots = this.#slots
    const mask = slots.length - 1
    for (; this.#indexed < length; this.#indexed++) {
      let slot = this.texts.hashAt(this.#indexed) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = this.#indexed + 1
    }
  }
}

function grown<List extends Int32Array | Uint8Array>(list: List, larger: List): List {
  larger.set(list)
  return larger
}
