import type { LineColumn } from './line-column.ts'
import type { Precompiled } from '../encode/write-text.ts'

/** What the cells of a column are. */
export const FLOAT = 0
export const NUMBER = 1
export const BIGINT = 2
export const BOOLEAN = 3
const TEXT = 4
export const REPEATED = 5

const NO_NUMBERS = new Float64Array(0)
const NO_BIGINTS = new BigInt64Array(0)
const NO_BYTES = new Uint8Array(0)
const NO_INDICES = new Int32Array(0)
const NO_TEXTS: { get(place: number): string | null } = { get: () => null }
// A mark at the start is part of the text, not of the encoding.
const decoder: TextDecoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

/** The cells of one column of the rows at hand. All kinds share this one shape, so that the loop over columns stays monomorphic. */
export class ColumnCells {
  code: number = TEXT
  numbers: Float64Array = NO_NUMBERS
  bigints: BigInt64Array | BigUint64Array = NO_BIGINTS
  bytes: Uint8Array = NO_BYTES
  offsets: Int32Array | Float64Array = NO_INDICES
  indices: Int32Array = NO_INDICES
  texts: { get(place: number): string | null } = NO_TEXTS
  /** What the texts are written as, by their places; they are encoded when a row has them. */
  encoded: (Precompiled | undefined)[] = []
  #validity: Uint8Array | undefined
  #bitOffset = 0

  /** Moves on to other rows. */
  bind(column: LineColumn): void {
    this.#validity = column.validity
    this.#bitOffset = column.bitOffset ?? 0
    switch (column.kind) {
      case 'boolean':
        this.code = BOOLEAN
        this.bytes = column.bits
        break
      case 'text':
        this.code = TEXT
        this.bytes = column.bytes
        this.offsets = column.offsets
        break
      case 'repeated text':
        this.code = REPEATED
        this.indices = column.indices
        if (this.texts !== column.texts) this.encoded = []
        this.texts = column.texts
        break
      default:
        if (column.values instanceof Float64Array) {
          this.code = column.kind === 'float' ? FLOAT : NUMBER
          this.numbers = column.values
        } else {
          this.code = BIGINT
          this.bigints = column.values
        }
    }
  }

  isValid(row: number): boolean {
    const validity = this.#validity
    if (validity === undefined) return true
    const bit = this.#bitOffset + row
    return (validity[bit >> 3]! & (1 << (bit & 7))) !== 0
  }

  isTrue(row: number): boolean {
    const bit = this.#bitOffset + row
    return (this.bytes[bit >> 3]! & (1 << (bit & 7))) !== 0
  }

  /** The text of a row; null where it has none. */
  textAt(row: number): string | null {
    if (!this.isValid(row)) return null
    if (this.code === REPEATED) return this.texts.get(this.indices[row]!)
    return decoder.decode(this.bytes.subarray(this.offsets[row], this.offsets[row + 1]))
  }
}
