import { Dictionary } from '@fluxline/flux-csv/columns'
import type { DictionaryColumn, TextData, Utf8Column } from '@fluxline/flux-csv'
import { isValid } from '@fluxline/internal/bitmap'

/** Converts a dictionary column to the text of each row. */
export function toUtf8(column: DictionaryColumn): Utf8Column {
  const { indices, dictionary, ...base } = column
  const { offsets: from, bytes: source } = dictionary
  const offsets = new Int32Array(indices.length + 1)
  for (let row = 0; row < indices.length; row++) {
    const entry = indices[row]!
    const size = isValid(column.validity, row) ? from[entry + 1]! - from[entry]! : 0
    offsets[row + 1] = offsets[row]! + size
  }
  const bytes = new Uint8Array(offsets[indices.length]!)
  for (let row = 0; row < indices.length; row++) {
    let position = from[indices[row]!]!
    for (let to = offsets[row]!; to < offsets[row + 1]!; to++) bytes[to] = source[position++]!
  }
  return { ...base, kind: 'utf8', data: { length: indices.length, offsets, bytes } }
}

/** Converts the texts of a column to a dictionary. */
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
 * It is the dictionary of the first block as long as those of the others are equal, or one is a beginning of the other,
 * as they are if each block's continues that of the block before.
 */
export class SharedDictionary {
  #first: TextData | undefined
  #all: Dictionary | undefined

  /** Changes the indices of a column, in its own array, to those of the shared dictionary. */
  adoptColumn({ indices, dictionary }: DictionaryColumn): void {
    if (this.#first === undefined) {
      this.#first = dictionary
      return
    }
    if (isBeginning(this.texts, dictionary)) return
    if (this.#all === undefined && isBeginning(dictionary, this.#first)) {
      this.#first = dictionary
      return
    }
    const entries = this.#entriesOf(dictionary)
    for (let row = 0; row < indices.length; row++) indices[row] = entries[indices[row]!]!
  }

  /** The texts so far. */
  get texts(): TextData {
    return this.#all?.texts.data() ?? this.#first!
  }

  #entriesOf({ length, offsets, bytes }: TextData): Int32Array {
    if (this.#all === undefined) {
      this.#all = new Dictionary()
      // Its texts are distinct, so they keep their entries.
      this.#entriesOf(this.#first!)
    }
    const entries = new Int32Array(length)
    for (let entry = 0; entry < length; entry++)
      entries[entry] = this.#all.indexOf(bytes, offsets[entry]!, offsets[entry + 1]!)
    return entries
  }
}

function isBeginning(all: TextData, texts: TextData): boolean {
  if (texts.length > all.length) return false
  if (isSameMemory(all.offsets, texts.offsets) && isSameMemory(all.bytes, texts.bytes)) return true
  for (let entry = 0; entry <= texts.length; entry++) if (texts.offsets[entry] !== all.offsets[entry]) return false
  for (let position = 0; position < texts.bytes.length; position++)
    if (texts.bytes[position] !== all.bytes[position]) return false
  return true
}

/** Whether two arrays begin at the same address. */
function isSameMemory(one: ArrayBufferView, other: ArrayBufferView): boolean {
  return one.buffer === other.buffer && one.byteOffset === other.byteOffset
}
