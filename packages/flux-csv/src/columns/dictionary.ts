import { hashOf, viewOf } from '../scan/byte-words.ts'
import { TextList } from './text-list.ts'

const FIRST_SLOTS = 64

/** Gives each distinct text an index, by its bytes. */
export class Dictionary {
  readonly texts: TextList = new TextList()
  /** Indices plus one; 0 is a free slot. */
  #slots = new Int32Array(FIRST_SLOTS)
  /** How many of the texts have a slot. */
  #indexed = 0
  /** The last text, and for each text the one that came after it. */
  #last = 0
  #next = new Int32Array(FIRST_SLOTS)
  #bytes: Uint8Array | undefined
  #view: DataView = new DataView(new ArrayBuffer(0))

  /** Returns the index of a text. A new text is appended. */
  indexOf(bytes: Uint8Array, start: number, end: number): number {
    // Consecutive texts mostly come from the same bytes.
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = viewOf(bytes)
    }
    return this.indexIn(this.#view, start, end - start)
  }

  /**
   * Returns the index of a text of a view. A new text is appended.
   *
   * Texts often come in the same order again, as hosts do: so it looks first at the one that came next before, without a
   * hash. For what that gives see `setRun` of dataframe's CellColumn.
   */
  indexIn(view: DataView, start: number, length: number): number {
    const next = this.#next[this.#last]!
    if (next < this.texts.length && this.texts.equals(next, view, start, length)) return (this.#last = next)
    const index = this.#find(view, start, length)
    if (index >= this.#next.length) this.#next = grown(this.#next, index * 4)
    this.#next[this.#last] = index
    return (this.#last = index)
  }

  #find(view: DataView, start: number, length: number): number {
    this.#fillSlots()
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = hashOf(view, start, length) & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot]! - 1
      if (index === -1) return this.append(view, start, length)
      if (this.texts.equals(index, view, start, length)) return index
    }
  }

  /** Appends a text that must be new, and returns its index. */
  append(view: DataView, start: number, length: number): number {
    return this.texts.push(view, start, length)
  }

  /** Gives a slot to the texts that have none yet. */
  #fillSlots(): void {
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

function grown(list: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length)
  longer.set(list)
  return longer
}
