const MOST_SETS = 4096

interface TagSet {
  readonly values: readonly string[]
  readonly bytes: Uint8Array
}

/**
 * The encoded tag sets of one form, so that a series' tags are escaped once and copied afterwards.
 *
 * Sets are found by the value of one tag, which moves to another tag where that one does not tell series apart. Where
 * none does, or every point has tags of its own, the memory switches itself off.
 */
export class TagSets {
  readonly #places: readonly number[]
  readonly #sets = new Map<string, TagSet>()
  #probe = 0
  #moves = 0
  #hits = 0
  #misses = 0
  #off: boolean

  /** @param places Where the tags' values are in a source. */
  constructor(places: readonly number[]) {
    this.#places = places
    this.#off = places.length === 0
  }

  /** The encoded tags of a source, if they are known. */
  find(source: readonly unknown[]): Uint8Array | undefined {
    if (this.#off) return undefined
    const places = this.#places
    const set = this.#sets.get(source[places[this.#probe]!] as string)
    if (set === undefined) return undefined
    const { values } = set
    for (let index = 0; index < places.length; index++) {
      if (values[index] !== source[places[index]!]) {
        this.#move(index)
        return undefined
      }
    }
    this.#hits++
    return set.bytes
  }

  /** Remembers the encoded tags of a source that was not found; the bytes are copied. */
  remember(source: readonly unknown[], bytes: Uint8Array, start: number, end: number): void {
    if (this.#off) return
    if (++this.#misses > MOST_SETS && this.#hits < this.#misses) {
      this.#off = true
      this.#sets.clear()
      return
    }
    if (this.#sets.size >= MOST_SETS) this.#sets.clear()
    const values = this.#places.map((place) => source[place] as string)
    this.#sets.set(values[this.#probe]!, { values, bytes: bytes.slice(start, end) })
  }

  /** One value of the probed tag, two sets: the tag that differs tells them apart. */
  #move(to: number): void {
    if (this.#moves++ > this.#places.length) return
    this.#probe = to
    this.#sets.clear()
  }
}
