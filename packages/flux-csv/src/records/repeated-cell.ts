import type { Value } from '../types/cell-decoder.ts'

const NO_BYTES = new Uint8Array(0)

/** The cell of a column that was read last, and what it says: most of those that come after one another are the same. */
export class LastCell {
  #bytes: Uint8Array = NO_BYTES
  #start = 0
  #end = 0
  #kind = -1
  value: Value = null

  /** Whether a cell that is not empty is the same. */
  is(kind: number, bytes: Uint8Array, start: number, end: number): boolean {
    const known = this.#bytes
    const shift = this.#start - start
    if (kind !== this.#kind || end + shift !== this.#end) return false
    // From its end, where neighbours differ.
    for (let at = end - 1; at >= start; at--) if (bytes[at] !== known[at + shift]) return false
    return true
  }

  /** Keeps a cell and its value. */
  keep(kind: number, bytes: Uint8Array, start: number, end: number, value: Value): Value {
    this.#bytes = bytes
    this.#start = start
    this.#end = end
    this.#kind = kind
    this.value = value
    return value
  }
}
