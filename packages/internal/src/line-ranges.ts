/** Lines from number `from` to before number `to`. */
export interface Lines {
  readonly from: number
  readonly to: number
}

/** A set of line numbers, kept as ranges that do not touch each other. */
export class LineRanges {
  #ranges: Lines[] = []
  /** How many lines are in it. */
  lines = 0

  /** Adds lines; returns how many were not in it. */
  add({ from, to }: Lines): number {
    if (from >= to) return 0
    const first = this.#ranges.findLastIndex((range) => range.to < from) + 1
    let end = first
    let before = 0
    let [start, stop] = [from, to]
    for (let range = this.#ranges[end]; range !== undefined && range.from <= to; range = this.#ranges[++end]) {
      before += range.to - range.from
      start = Math.min(start, range.from)
      stop = Math.max(stop, range.to)
    }
    this.#ranges.splice(first, end - first, { from: start, to: stop })
    const added = stop - start - before
    this.lines += added
    return added
  }

  /** Adds all lines of another set. */
  addAll(other: LineRanges): void {
    for (const range of other.#ranges) this.add(range)
  }

  /** Whether all these lines are in it. */
  includes({ from, to }: Lines): boolean {
    return this.#ranges.some((range) => range.from <= from && range.to >= to)
  }

  /** The ranges, in order. */
  get ranges(): readonly Lines[] {
    return this.#ranges
  }
}
