/** Bytes that are compared at once. */
const WORD = 8

/**
 * The bytes of neighbouring cells that hardly ever change, delimiters included: a row that repeats them is passed over
 * by a few comparisons, whatever the cells say.
 *
 * What the cells of a row are depends on nothing before its start, so the same bytes are the same cells.
 */
export class SteadyRun {
  /** How many bytes there are; 0 where none are known. */
  length = 0
  // Doubles are the largest words that engines compare without making an object of each.
  #words = new Float64Array(16)
  /** The last word, which shares bytes with the one before. */
  #lastWord = 0

  /** Whether the bytes stand there again, before `limit`. */
  isAt(view: DataView, at: number, limit: number): boolean {
    const { length } = this
    if (length === 0 || at + length > limit) return false
    const words = this.#words
    const last = at + length - WORD
    if (last < at) return this.#isShortAt(view, at)
    for (let word = 0, place = at; place < last; word++, place += WORD) {
      if (view.getFloat64(place, true) !== words[word]) return false
    }
    return view.getFloat64(last, true) === this.#lastWord
  }

  /** Less than a word is compared byte by byte. */
  #isShortAt(view: DataView, at: number): boolean {
    for (let byte = 0; byte < this.length; byte++) if (view.getUint8(at + byte) !== this.#words[byte]) return false
    return true
  }

  /** Keeps a copy of the bytes, so that the chunk that they are in need not stay for them. */
  remember(view: DataView, start: number, end: number): void {
    this.length = 0
    const last = end - WORD
    if (last < start) {
      for (let byte = start; byte < end; byte++) this.#words[byte - start] = view.getUint8(byte)
    } else {
      if (end - start > this.#words.length * WORD) this.#words = new Float64Array((end - start) / 4)
      this.#lastWord = view.getFloat64(last, true)
      // Of all words only the two zeros equal another one: bytes that make one are not compared at all.
      if (this.#lastWord === 0) return
      for (let word = 0, place = start; place < last; word++, place += WORD) {
        const value = view.getFloat64(place, true)
        if (value === 0) return
        this.#words[word] = value
      }
    }
    this.length = end - start
  }
}
