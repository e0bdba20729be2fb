import { isValid } from '@fluxline/internal/bitmap'

/** A type of Arrow, with the number that the format assigns to it. */
export interface ArrowType {
  readonly typeId: number
  toString(): string
}

/** Values of one type in one block of memory. */
export interface ArrowData {
  readonly type: ArrowType
  readonly length: number
  readonly offset: number
  readonly nullCount: number
  readonly values: unknown
  readonly nullBitmap?: Uint8Array | null | undefined
  readonly valueOffsets?: unknown
  readonly variadicBuffers?: readonly Uint8Array[] | undefined
  readonly children: readonly ArrowData[]
  readonly dictionary?: { readonly data: readonly ArrowData[] } | undefined
  slice(offset: number, length: number): ArrowData
}

/** As much of an Arrow table as is read: tables of every copy and of many versions of apache-arrow have it. */
export interface ArrowTable {
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: ArrowType }[] }
  readonly batches: readonly { readonly data: ArrowData }[]
}

/** The numbers of the types. @see Apache Arrow, "Schema.fbs"; that of dictionaries is apache-arrow's */
export const ArrowTypeId = {
  Null: 1,
  Int: 2,
  Float: 3,
  Utf8: 5,
  Bool: 6,
  Decimal: 7,
  Date: 8,
  Time: 9,
  Timestamp: 10,
  Duration: 18,
  LargeUtf8: 20,
  Utf8View: 24,
  Dictionary: -1,
} as const

/** The members of types beside their number. */
export interface TypeDetails {
  readonly bitWidth: number
  readonly isSigned: boolean
  /** For floats: 0 for 16 bits, 1 for 32, 2 for 64. */
  readonly precision: number
  /** For decimals: digits after the point. */
  readonly scale: number
  /** For times: 0 for seconds to 3 for nanoseconds. For dates: 0 for days, 1 for milliseconds. */
  readonly unit: number
  readonly timezone?: string | null
  /** For dictionaries: the type of their values. */
  readonly dictionary: ArrowType
}

/** Returns the members of a type beside its number. */
export function detailsOf(type: ArrowType): TypeDetails {
  return type as ArrowType & TypeDetails
}

/** Whether the values are text, with or without a dictionary. */
export function isText(type: ArrowType): boolean {
  const { Utf8, LargeUtf8, Utf8View, Dictionary } = ArrowTypeId
  if (type.typeId === Dictionary) return isText(detailsOf(type).dictionary)
  return type.typeId === Utf8 || type.typeId === LargeUtf8 || type.typeId === Utf8View
}

/** Returns 64-bit integers; early versions of apache-arrow had them as pairs of words. */
export function toInt64s({ values }: ArrowData): BigInt64Array {
  if (values instanceof BigInt64Array) return values
  const { buffer, byteOffset, byteLength } = values as Int32Array
  if (byteOffset % 8 === 0) return new BigInt64Array(buffer, byteOffset, byteLength >> 3)
  return new BigInt64Array(buffer.slice(byteOffset, byteOffset + byteLength))
}

/**
 * Returns a function that reads the entries of a dictionary, each chunk with a reader of its rows; `undefined` beyond the
 * end. Only the entries that rows refer to are read: most rows of a dictionary may be in other batches.
 */
export function entriesOf<Entry>(
  chunks: readonly ArrowData[],
  readerOf: (chunk: ArrowData) => (row: number) => Entry,
): (entry: number) => Entry | undefined {
  const readers: ((row: number) => Entry)[] = []
  const ends: number[] = []
  for (const { length } of chunks) ends.push((ends.at(-1) ?? 0) + length)
  return (entry) => {
    // Finds the first chunk that ends after the entry, in few steps: each batch of a stream can add a chunk.
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle]! > entry) high = middle
      else low = middle + 1
    }
    const chunk = chunks[low]
    return chunk && (readers[low] ??= readerOf(chunk))(entry - (ends[low - 1] ?? 0))
  }
}

/** Returns the validity of a column as line columns have it. */
export function nullsOf({ nullBitmap, nullCount, offset }: ArrowData): {
  readonly validity: Uint8Array | undefined
  readonly bitOffset: number
} {
  return { validity: nullCount > 0 && nullBitmap?.length ? nullBitmap : undefined, bitOffset: offset }
}

/** Whether a row has a value. */
export function hasValue({ validity, bitOffset = 0 }: Nulls, row: number): boolean {
  return isValid(validity, bitOffset + row)
}

interface Nulls {
  readonly validity?: Uint8Array | undefined
  readonly bitOffset?: number | undefined
}
