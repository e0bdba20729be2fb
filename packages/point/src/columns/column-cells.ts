import { decodeText } from '@fluxline/internal/decode-text'
import { assertNever } from '@fluxline/internal/assert-never'
import { isSet } from '@fluxline/internal/bitmap'
import type { Notation } from '../field-types.ts'
import type { Precompiled } from '../encode/write-text.ts'
import type { LineColumn, TextDictionary } from './line-column.ts'

/** How the cells of a column are kept. */
const FLOAT = 0
const NUMBER = 1
export const BIGINT = 2
const BOOLEAN = 3
const TEXT = 4
export const REPEATED = 5

/** The notation that the cells of each kind of column are written in. */
export const notationOf: Readonly<Record<LineColumn['kind'], Notation>> = {
  float: 'decimal',
  int: 'integer',
  uint: 'integer',
  boolean: 'boolean',
  text: 'quoted',
  'repeated text': 'quoted',
}

const NO_NUMBERS = new Float64Array(0)
const NO_BIGINTS = new BigInt64Array(0)
const NO_BYTES = new Uint8Array(0)
const NO_INDICES = new Int32Array(0)
const NO_TEXTS: TextDictionary = { get: () => null }

/**
 * The cells of one column of the current rows. All kinds share this one object shape, so that the loop over columns
 * stays monomorphic.
 */
export class ColumnCells {
  code: number = TEXT
  numbers: Float64Array = NO_NUMBERS
  bigints: BigInt64Array | BigUint64Array = NO_BIGINTS
  bytes: Uint8Array = NO_BYTES
  offsets: Int32Array | Float64Array = NO_INDICES
  indices: Int32Array = NO_INDICES
  texts: TextDictionary = NO_TEXTS
  /** The texts as they are written, by their indices; a text is encoded for the first row that has it. */
  encoded: (Precompiled | undefined)[] = []
  #validity: Uint8Array | undefined
  #bitOffset = 0

  /** Binds other rows. */
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
      case 'float':
        this.code = FLOAT
        this.numbers = column.values
        break
      case 'int':
      case 'uint':
        if (column.values instanceof Float64Array) {
          this.code = NUMBER
          this.numbers = column.values
        } else {
          this.code = BIGINT
          this.bigints = column.values
        }
        break
      default:
        assertNever(column)
    }
  }

  isValid(row: number): boolean {
    return this.#validity === undefined || isSet(this.#validity, this.#bitOffset + row)
  }

  isTrue(row: number): boolean {
    return isSet(this.bytes, this.#bitOffset + row)
  }

  /** Returns the text of a row; null if it has none. */
  textAt(row: number): string | null {
    if (!this.isValid(row)) return null
    if (this.code === REPEATED) return this.texts.get(this.indices[row]!)
    return decodeText(this.bytes.subarray(this.offsets[row], this.offsets[row + 1]))
  }
}
