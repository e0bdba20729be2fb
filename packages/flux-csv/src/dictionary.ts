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
  length = 0

  /** Appends a text and returns its place. */
  push(bytes: Uint8Array, start: number, end: number): number {
    const place = this.length
    const from = this.#offsets[place]!
    const to = from + end - start
    if (to > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(to, this.#bytes.length * 2)))
    if (place + 2 > this.#offsets.length) this.#offsets = grown(this.#offsets, new Int32Array(this.#offsets.length * 2))
    const target = this.#bytes
    for (let at = start, into = from; at < end; at++, into++) target[into] = bytes[at]!
    this.#offsets[place + 1] = to
    this.length++
    return place
  }

  /** Whether the text at a place is this one. */
  is(place: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#offsets[place]!
    if (this.#offsets[place + 1]! - from !== end - start) return false
    const known = this.#bytes
    for (let at = start, other = from; at < end; at++, other++) if (bytes[at] !== known[other]) return false
    return true
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
}

/** Finds the place of a text among those that were seen, by its bytes. */
export class Dictionary {
  readonly texts: TextList = new TextList()
  /** Places plus one; 0 is a free slot. */
  #slots = new Int32Array(FIRST_SLOTS)

  /** The place of a text, which is a new one where it was not seen before. */
  placeOf(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1
    for (let slot = hash(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const place = this.#slots[slot]! - 1
      if (place === -1) return this.#add(slot, bytes, start, end)
      if (this.texts.is(place, bytes, start, end)) return place
    }
  }

  #add(slot: number, bytes: Uint8Array, start: number, end: number): number {
    const place = this.texts.push(bytes, start, end)
    this.#slots[slot] = place + 1
    if (this.texts.length * 2 > this.#slots.length) this.#rehash()
    return place
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4)
    const { offsets, bytes, length } = this.texts.data()
    for (let place = 0; place < length; place++) {
      let slot = hash(bytes, offsets[place]!, offsets[place + 1]!) & (slots.length - 1)
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = place + 1
    }
    this.#slots = slots
  }
}

/** @see Glenn Fowler, Landon Curt Noll, Phong Vo, "FNV Hash", FNV-1a */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c_9dc5
  for (let at = start; at < end; at++) value = Math.imul(value ^ bytes[at]!, 0x0100_0193)
  return value ^ (value >>> 15)
}

function grown<List extends Int32Array | Uint8Array>(list: List, larger: List): List {
  larger.set(list)
  return larger
}
