const MAX_SETS = 4096
const LONGEST_CHAIN = 16

interface TagSet {
  readonly values: readonly unknown[]
  readonly bytes: Uint8Array
  /** Another set with the same value of the probed tag. */
  readonly next: TagSet | undefined
}

/**
 * The encoded tag sets of one shape, so that a series' tags are escaped once and copied afterwards.
 *
 * Sets are found by the value of one tag. If that tag tells too few series apart, another tag takes its place. If none
 * does, or every point has other tags, the cache switches itself off.
 */
export class TagSetCache {
  readonly #indices: readonly number[]
  readonly #chains = new Map<unknown, TagSet>()
  #probe = 0
  #moves = 0
  #count = 0
  #hits = 0
  #misses = 0
  #off: boolean

  /** @param indices where the tags' values are in a source */
  constructor(indices: readonly number[]) {
    this.#indices = indices
    this.#off = indices.length === 0
  }

  /** Returns the encoded tags of a source, if they are known. */
  find(source: readonly unknown[]): Uint8Array | undefined {
    if (this.#off) return undefined
    const indices = this.#indices
    let set = this.#chains.get(source[indices[this.#probe]!])
    for (let length = 0; set !== undefined; length++) {
      const { values } = set
      let same = 0
      while (same < indices.length && values[same] === source[indices[same]!]) same++
      if (same === indices.length) {
        this.#hits++
        return set.bytes
      }
      if (length === LONGEST_CHAIN) {
        this.#probeOther(same)
        return undefined
      }
      set = set.next
    }
    return undefined
  }

  /** Keeps a copy of the encoded tags of a source that was not found. */
  remember(source: readonly unknown[], bytes: Uint8Array, start: number, end: number): void {
    if (this.#off) return
    if (++this.#misses > MAX_SETS && this.#hits < this.#misses) {
      this.#off = true
      this.#clear()
      return
    }
    if (this.#count >= MAX_SETS) this.#clear()
    const values = this.#indices.map((index) => source[index])
    const probe = values[this.#probe]
    this.#chains.set(probe, { values, bytes: bytes.slice(start, end), next: this.#chains.get(probe) })
    this.#count++
  }

  /** Too many sets share a value of the probed tag: the tag that differs from the last of them tells more apart. */
  #probeOther(tag: number): void {
    if (this.#moves++ > this.#indices.length) return
    this.#probe = tag
    this.#clear()
  }

  #clear(): void {
    this.#chains.clear()
    this.#count = 0
  }
}
