import type { AnyValue } from '../values/flux-value.ts'

const NO_BYTES = new Uint8Array(0)

/** The last cell of a column and its value, because most cells are like the one before. */
export class RepeatedCell {
  #bytes: Uint8Array = NO_BYTES
  #start = 0
  #end = 0
  #kind = -1
  #value: AnyValue = null

  /** The value of the last cell. */
  get value(): AnyValue {
    return this.#value
  }

  /** Whether a cell that is not empty has the same bytes as the last one. */
  isSame(kind: number, bytes: Uint8Array, start: number, end: number): boolean {
    const known = this.#bytes
    const shift = this.#start - start
    if (kind !== this.#kind || end + shift !== this.#end) return false
    // From the end, where neighbours differ.
    for (let at = end - 1; at >= start; at--) if (bytes[at] !== known[at + shift]) return false
    return true
  }

  /** Remembers a cell and its value. */
  remember(kind: number, bytes: Uint8Array, start: number, end: number, value: AnyValue): void {
    this.#bytes = bytes
    this.#start = start
    this.#end = end
    this.#kind = kind
    this.#value = value
  }
}
