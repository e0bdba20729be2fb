import type { ColumnBlock, ColumnData, TextData } from '@fluxline/flux-csv'
import { bitmapBytes, isValid, set } from '@fluxline/internal/bitmap'

/** Joins blocks of one schema whose columns have the same kinds and share their dictionaries. */
export function joinBlocks(blocks: readonly ColumnBlock[]): ColumnBlock {
  if (blocks.length === 1) return blocks[0]!
  const lengths = blocks.map(({ length }) => length)
  const length = lengths.reduce((sum, each) => sum + each, 0)
  const columns = blocks[0]!.columns.map((_, index) =>
    joinColumns(
      blocks.map(({ columns }) => columns[index]!),
      lengths,
      length,
    ),
  )
  return { length, columns }
}

function joinColumns(parts: readonly ColumnData[], lengths: readonly number[], length: number): ColumnData {
  const last = parts.at(-1)!
  const nullCount = parts.reduce((sum, part) => sum + part.nullCount, 0)
  const validity =
    nullCount === 0
      ? undefined
      : joinBits(
          parts.map((part) => part.validity),
          lengths,
          length,
        )
  const values = (target: TypedArray): never => joinArrays(target, parts.map(arrayOf)) as never
  const base = { ...last, validity, nullCount }
  switch (base.kind) {
    case 'float64':
      return { ...base, values: values(new Float64Array(length)) }
    case 'int64':
    case 'timestamp':
      return { ...base, values: values(new BigInt64Array(length)) }
    case 'uint64':
      return { ...base, values: values(new BigUint64Array(length)) }
    case 'dictionary':
      return { ...base, indices: values(new Int32Array(length)) }
    case 'boolean':
      return { ...base, values: joinBits(parts.map(arrayOf) as Uint8Array[], lengths, length) }
    case 'utf8':
    case 'binary':
      return { ...base, data: joinTexts(parts.map((part) => (part as typeof base).data)) }
  }
}

type TypedArray = Float64Array | BigInt64Array | BigUint64Array | Int32Array | Uint8Array

function arrayOf(column: ColumnData): TypedArray {
  if (column.kind === 'dictionary') return column.indices
  return column.kind === 'utf8' || column.kind === 'binary' ? column.data.bytes : column.values
}

function joinArrays(target: TypedArray, parts: readonly TypedArray[]): TypedArray {
  let end = 0
  for (const part of parts) {
    target.set(part as never, end)
    end += part.length
  }
  return target
}

/** Joins bitmaps; `undefined` stands for set bits. */
function joinBits(parts: readonly (Uint8Array | undefined)[], lengths: readonly number[], length: number): Uint8Array {
  const bits = new Uint8Array(bitmapBytes(length))
  let end = 0
  for (const [part, bitmap] of parts.entries()) {
    for (let bit = 0; bit < lengths[part]!; bit++, end++) if (isValid(bitmap, bit)) set(bits, end)
  }
  return bits
}

function joinTexts(parts: readonly TextData[]): TextData {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0))
  const offsets = new Int32Array(length + 1)
  let row = 0
  let start = 0
  for (const part of parts) {
    bytes.set(part.bytes, start)
    for (let entry = 1; entry <= part.length; entry++) offsets[++row] = start + part.offsets[entry]!
    start += part.bytes.length
  }
  return { length, bytes, offsets }
}
