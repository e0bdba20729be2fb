const MOST_SETS = 4096
const LONGEST_CHAIN = 16

interface TagSet {
  readonly values: readonly string[]
  readonly bytes: Uint8Array
  /** Another set with the same value of the probed tag. */
  readonly next: TagSet | undefined
}

/**
 * The encoded tag sets of one form, so that a series' tags are escaped once and copied afterwards.
 *
 * Sets are found by the value of one tag, which moves to another tag where that one tells too few series apart. Where
 * none does, or every point has tags of its own, the memory switches itself off.
 */
export class TagSets {
  readonly #places: readonly number[]
  readonly #chains = new Map<string, TagSet>()
  #probe = 0
  #moves = 0
  #count = 0
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
    let set = this.#chains.get(source[places[this.#probe]!] as string)
    for (let length = 0; set !== undefined; length++) {
      const { values } = set
      let same = 0
      while (same < places.length && values[same] === source[places[same]!]) same++
      if (same === places.length) {
        this.#hits++
        return set.bytes
      }
      if (length === LONGEST_CHAIN) {
        this.#move(same)
        return undefined
      }
      set = set.next
    }
    return undefined
  }

  /** Remembers the encoded tags of a source that was not found; the bytes are copied. */
  remember(source: readonly unknown[], bytes: Uint8Array, start: number, end: number): void {
    if (this.#off) return
    if (++this.#misses > MOST_SETS && this.#hits < this.#misses) {
      this.#off = true
      this.#clear()
      return
    }
    if (this.#count >= MOST_SETS) this.#clear()
    const values = this.#places.map((place) => source[place] as string)
    const probe = values[this.#probe]!
    this.#chains.set(probe, { values, bytes: bytes.slice(start, end), next: this.#chains.get(probe) })
    this.#count++
  }

  /** Too many sets share a value of the probed tag: the one that differs from the last of them tells more apart. */
  #move(to: number): void {
    if (this.#moves++ > this.#places.length) return
    this.#probe = to
    this.#clear()
  }

  #clear(): void {
    this.#chains.clear()
    this.#count = 0
  }
}
