import { parseColumns, parseRecordBatches, parseRecords } from '@fluxline/flux-csv'
import type { ColumnData } from '@fluxline/flux-csv'
import {
  chunksToLines,
  chunksToLinesIterable,
  createTextDecoderCombiner,
  linesToRowsIterable,
  linesToTables,
} from '@influxdata/influxdb-client'

// Each reads every value of every row, and returns the number of rows.

/** Reads records in batches. */
export async function ourBatches(chunks: readonly Uint8Array[]): Promise<number> {
  let rows = 0
  let values = 0
  for await (const batch of parseRecordBatches(chunks)) {
    for (const record of batch) {
      const cells = record.values
      for (const label in cells) if (cells[label] !== undefined) values++
    }
    rows += batch.length
  }
  return values > rows ? rows : 0
}

/** Reads the peer's rows one by one. */
export async function peerIteration(chunks: readonly Uint8Array[]): Promise<number> {
  let rows = 0
  let values = 0
  const lines = chunksToLinesIterable(asyncOf(chunks), createTextDecoderCombiner())
  for await (const { values: row, tableMeta } of linesToRowsIterable(lines)) {
    const cells = tableMeta.toObject(row)
    for (const label in cells) if (cells[label] !== undefined) values++
    rows++
  }
  return values > rows ? rows : 0
}

async function* asyncOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks
}

/** Reads records one by one. */
export async function ourRecords(chunks: readonly Uint8Array[]): Promise<number> {
  let rows = 0
  let values = 0
  for await (const record of parseRecords(chunks)) {
    const cells = record.values
    for (const label in cells) if (cells[label] !== undefined) values++
    rows++
  }
  return values > rows ? rows : 0
}

/** Reads columns. */
export async function ourColumns(chunks: readonly Uint8Array[]): Promise<number> {
  let rows = 0
  let sum = 0
  for await (const { length, columns } of parseColumns(chunks)) {
    for (const column of columns) sum += sumOf(column)
    rows += length
  }
  return Number.isNaN(sum) ? 0 : rows
}

/** Reads every value of a column, and 64-bit integers as two halves. */
function sumOf(column: ColumnData): number {
  if (column.kind === 'float64') return sumOfDoubles(column.values)
  if (column.kind === 'dictionary') return sumOfWords(column.indices)
  if (column.kind === 'utf8' || column.kind === 'binary') return sumOfBytes(column.data.bytes)
  if (column.kind === 'boolean') return sumOfBytes(column.values)
  return sumOfWords(new Int32Array(column.values.buffer, column.values.byteOffset, column.values.length * 2))
}

// One function per kind of array, like a program that knows its columns.
function sumOfDoubles(values: Float64Array): number {
  let sum = 0
  for (let at = 0, { length } = values; at < length; at++) sum += values[at]!
  return sum
}

function sumOfWords(values: Int32Array): number {
  let sum = 0
  for (let at = 0, { length } = values; at < length; at++) sum += values[at]!
  return sum
}

function sumOfBytes(values: Uint8Array): number {
  let sum = 0
  for (let at = 0, { length } = values; at < length; at++) sum += values[at]!
  return sum
}

/** Reads the peer's rows by callbacks, its fastest way. */
export function peerRows(chunks: readonly Uint8Array[]): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0
    let values = 0
    const consumer = linesToTables({
      next(row, meta) {
        const cells = meta.toObject(row)
        for (const label in cells) if (cells[label] !== undefined) values++
        rows++
      },
      error: reject,
      complete: () => resolve(values > rows ? rows : 0),
    })
    const lines = chunksToLines(consumer, createTextDecoderCombiner())
    for (const chunk of chunks) lines.next(chunk)
    lines.complete()
  })
}
