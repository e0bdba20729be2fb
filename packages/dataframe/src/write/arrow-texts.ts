import { decodeText } from '@fluxline/internal/decode-text'
import type { RepeatedTextColumn, TextColumn } from '@fluxline/point/columns'
import { ArrowTypeId, entriesOf, hasValue, nullsOf } from './arrow-table.ts'
import type { ArrowData } from './arrow-table.ts'

/** Converts a column of text to a line column. */
export function toTextColumn(data: ArrowData): TextColumn | RepeatedTextColumn {
  switch (data.type.typeId) {
    case ArrowTypeId.Dictionary:
      return {
        ...nullsOf(data),
        kind: 'repeated text',
        indices: toIndices(data),
        texts: toTexts(data.dictionary!),
      }
    case ArrowTypeId.Utf8View:
      return gatherViews(data)
    default: {
      const { values, valueOffsets } = data as { values: Uint8Array; valueOffsets: Int32Array | BigInt64Array }
      const offsets = valueOffsets instanceof BigInt64Array ? Float64Array.from(valueOffsets, Number) : valueOffsets
      return { ...nullsOf(data), kind: 'text', bytes: values, offsets }
    }
  }
}

/** Returns the indices into the dictionary, which Arrow has as integers of any width. */
export function toIndices({ values }: ArrowData): Int32Array {
  if (values instanceof Int32Array) return values
  return Int32Array.from(values as ArrayLike<number | bigint>, Number)
}

interface Texts {
  get(entry: number): string | null
}

const cache = new WeakMap<object, Texts>()

/** Returns the texts of a dictionary: always the same object, so that encoders can cache what they made of it. */
function toTexts(dictionary: { readonly data: readonly ArrowData[] }): Texts {
  const texts = cache.get(dictionary) ?? createTexts(dictionary.data)
  cache.set(dictionary, texts)
  return texts
}

function createTexts(chunks: readonly ArrowData[]): Texts {
  const textOf = entriesOf(chunks, (chunk) => {
    const column = toTextColumn(chunk)
    return (row) => textAt(column, row)
  })
  return { get: (entry) => textOf(entry) ?? null }
}

/** Returns the text of a row; null if it has none. */
export function textAt(column: TextColumn | RepeatedTextColumn, row: number): string | null {
  if (!hasValue(column, row)) return null
  if (column.kind === 'repeated text') return column.texts.get(column.indices[row]!)
  return decodeText(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]))
}

const VIEW_BYTES = 16
const LONGEST_INLINE = 12

/** Gathers texts that are in several buffers. @see Apache Arrow, "Columnar Format", "Variable-size Binary View Layout" */
function gatherViews(data: ArrowData): TextColumn {
  const values = data.values as Uint8Array
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength)
  const nulls = nullsOf(data)
  const offsets = new Float64Array(data.length + 1)
  const sizeOf = (row: number): number => (hasValue(nulls, row) ? view.getInt32(row * VIEW_BYTES, true) : 0)
  for (let row = 0; row < data.length; row++) offsets[row + 1] = offsets[row]! + sizeOf(row)
  const bytes = new Uint8Array(offsets[data.length]!)
  for (let row = 0; row < data.length; row++) {
    const size = sizeOf(row)
    const start = row * VIEW_BYTES
    const isInline = size <= LONGEST_INLINE
    const source = isInline ? values : data.variadicBuffers![view.getInt32(start + 8, true)]!
    const from = isInline ? start + 4 : view.getInt32(start + 12, true)
    bytes.set(source.subarray(from, from + size), offsets[row])
  }
  return { ...nulls, kind: 'text', bytes, offsets }
}
