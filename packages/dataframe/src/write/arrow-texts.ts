import type { RepeatedTextColumn, TextColumn } from '@fluxline/point'
import { ArrowTypeId, isValid, nullsOf } from './arrow-table.ts'
import type { ArrowData } from './arrow-table.ts'

/** Dresses a column of text as a line column. */
export function textColumnOf(data: ArrowData): TextColumn | RepeatedTextColumn {
  switch (data.type.typeId) {
    case ArrowTypeId.Dictionary:
      return {
        ...nullsOf(data),
        kind: 'repeated text',
        indices: indicesOf(data),
        texts: textsOf(data.dictionary!),
      }
    case ArrowTypeId.Utf8View:
      return textsOfViews(data)
    default: {
      const { values, valueOffsets } = data as { values: Uint8Array; valueOffsets: Int32Array | BigInt64Array }
      const offsets = valueOffsets instanceof BigInt64Array ? Float64Array.from(valueOffsets, Number) : valueOffsets
      return { ...nullsOf(data), kind: 'text', bytes: values, offsets }
    }
  }
}

/** The places in the dictionary, which Arrow has as integers of any width. */
export function indicesOf({ values }: ArrowData): Int32Array {
  if (values instanceof Int32Array) return values
  return Int32Array.from(values as ArrayLike<number | bigint>, Number)
}

interface Texts {
  get(place: number): string | null
}

const known = new WeakMap<object, Texts>()
// A mark at the start is part of the text, not of the encoding.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The texts of a dictionary: one object for each, so that what was made of them is found again. */
function textsOf(dictionary: { readonly data: readonly ArrowData[] }): Texts {
  const texts =
    known.get(dictionary) ??
    createTexts(
      dictionary.data.map((data) => textColumnOf(data) as TextColumn),
      dictionary.data,
    )
  known.set(dictionary, texts)
  return texts
}

function createTexts(columns: readonly TextColumn[], data: readonly ArrowData[]): Texts {
  return {
    get(place) {
      let row = place
      for (const [at, column] of columns.entries()) {
        if (row < data[at]!.length) return textAt(column, row)
        row -= data[at]!.length
      }
      return null
    },
  }
}

/** The text of a row; null where it has none. */
export function textAt(column: TextColumn | RepeatedTextColumn, row: number): string | null {
  if (!isValid(column, row)) return null
  if (column.kind === 'repeated text') return column.texts.get(column.indices[row]!)
  return decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]))
}

const VIEW_BYTES = 16
const LONGEST_INLINE = 12

/** Texts that lie here and there, gathered. @see Apache Arrow, "Columnar Format", "Variable-size Binary View Layout" */
function textsOfViews(data: ArrowData): TextColumn {
  const values = data.values as Uint8Array
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength)
  const nulls = nullsOf(data)
  const offsets = new Float64Array(data.length + 1)
  const sizeOf = (row: number): number => (isValid(nulls, row) ? view.getInt32(row * VIEW_BYTES, true) : 0)
  for (let row = 0; row < data.length; row++) offsets[row + 1] = offsets[row]! + sizeOf(row)
  const bytes = new Uint8Array(offsets[data.length]!)
  for (let row = 0; row < data.length; row++) {
    const size = sizeOf(row)
    const at = row * VIEW_BYTES
    const isInline = size <= LONGEST_INLINE
    const source = isInline ? values : data.variadicBuffers![view.getInt32(at + 8, true)]!
    const start = isInline ? at + 4 : view.getInt32(at + 12, true)
    bytes.set(source.subarray(start, start + size), offsets[row])
  }
  return { ...nulls, kind: 'text', bytes, offsets }
}
