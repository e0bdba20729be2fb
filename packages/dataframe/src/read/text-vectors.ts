import { Dictionary } from '@fluxline/flux-csv/dictionary'
import type { DictionaryColumn, TextData, Utf8Column } from '@fluxline/flux-csv'

/** Whether a row of a column has a value. */
function isValid(validity: Uint8Array | undefined, row: number): boolean {
  return validity === undefined || (validity[row >> 3]! & (1 << (row & 7))) !== 0
}

/** Spells the texts of a dictionary column out, row by row. */
export function toUtf8(column: DictionaryColumn): Utf8Column {
  const { indices, dictionary, ...base } = column
  const { offsets: from, bytes: source } = dictionary
  const offsets = new Int32Array(indices.length + 1)
  for (let row = 0; row < indices.length; row++) {
    const place = indices[row]!
    const size = isValid(column.validity, row) ? from[place + 1]! - from[place]! : 0
    offsets[row + 1] = offsets[row]! + size
  }
  const bytes = new Uint8Array(offsets[indices.length]!)
  for (let row = 0; row < indices.length; row++) {
    let at = from[indices[row]!]!
    for (let to = offsets[row]!; to < offsets[row + 1]!; to++) bytes[to] = source[at++]!
  }
  return { ...base, kind: 'utf8', data: { length: indices.length, offsets, bytes } }
}

/** Gathers the texts of a column, each once. */
export function toDictionary(column: Utf8Column): DictionaryColumn {
  const { data, ...base } = column
  const { length, offsets, bytes } = data
  const dictionary = new Dictionary()
  const indices = new Int32Array(length)
  for (let row = 0; row < length; row++)
    if (isValid(column.validity, row)) indices[row] = dictionary.indexOf(bytes, offsets[row]!, offsets[row + 1]!)
  return { ...base, kind: 'dictionary', indices, dictionary: dictionary.texts.data() }
}

/**
 * One dictionary for all blocks of a column, since Arrow has one for all batches of a table.
 *
 * The first block's own is taken as it is, and does as long as the others' are the same, or one of the two is a beginning of
 * the other, as they are where one block's goes on from the one before.
 */
export class SharedDictionary {
  #first: TextData | undefined
  #all: Dictionary | undefined

  /** Turns the places of a column, in its own array, into those of the shared dictionary. */
  adopt({ indices, dictionary }: DictionaryColumn): void {
    if (this.#first === undefined) {
      this.#first = dictionary
      return
    }
    if (isBeginning(this.texts, dictionary)) return
    if (this.#all === undefined && isBeginning(dictionary, this.#first)) {
      this.#first = dictionary
      return
    }
    const places = this.#placesOf(dictionary)
    for (let row = 0; row < indices.length; row++) indices[row] = places[indices[row]!]!
  }

  /** The texts so far. */
  get texts(): TextData {
    return this.#all?.texts.data() ?? this.#first!
  }

  #placesOf({ length, offsets, bytes }: TextData): Int32Array {
    if (this.#all === undefined) {
      this.#all = new Dictionary()
      // Each text comes once, so that all get the places that they had.
      this.#placesOf(this.#first!)
    }
    const places = new Int32Array(length)
    for (let place = 0; place < length; place++)
      places[place] = this.#all.indexOf(bytes, offsets[place]!, offsets[place + 1]!)
    return places
  }
}

function isBeginning(all: TextData, texts: TextData): boolean {
  if (texts.length > all.length) return false
  if (isSamePlace(all.offsets, texts.offsets) && isSamePlace(all.bytes, texts.bytes)) return true
  for (let place = 0; place <= texts.length; place++) if (texts.offsets[place] !== all.offsets[place]) return false
  for (let at = 0; at < texts.bytes.length; at++) if (texts.bytes[at] !== all.bytes[at]) return false
  return true
}

/** Whether two arrays begin at one place in memory. */
function isSamePlace(one: ArrayBufferView, other: ArrayBufferView): boolean {
  return one.buffer === other.buffer && one.byteOffset === other.byteOffset
}
