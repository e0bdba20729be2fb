import {
  Dictionary,
  Float64,
  Int32,
  Int64,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Field,
  Struct,
  Table,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow'
import type { Data, DataType } from 'apache-arrow'
import { expect, it } from 'vitest'
import { tableLines } from '../src/index.ts'
import { chunksOf } from './written-lines.ts'

// Tables whose lines take time that is proportional to their cells.

const ROWS = 100

function batch(columns: readonly [name: string, data: Data][]): RecordBatch {
  const fields = columns.map(([name, { type }]) => new Field<DataType>(name, type, true))
  const { length } = columns[0]![1]
  const data = { type: new Struct(fields), length, nullCount: 0, children: columns.map(([, each]) => each) }
  return new RecordBatch(new Schema(fields), makeData(data))
}

const timesOf = (rows: number): Data => makeData({ type: new Int64(), data: new BigInt64Array(rows).fill(1n) })

function wide(columns: number): Table {
  const data = makeData({ type: new Float64(), data: Float64Array.of(1.5) })
  const fields = Array.from({ length: columns }, (_, column): [string, Data] => [`f${column}`, data])
  return new Table([batch([['t', timesOf(1)], ...fields])])
}

/** Returns batches whose column `v` has other entries of one dictionary in each. */
function batches(count: number, dictionary: Vector<Float64 | Utf8>): Table {
  const type = new Dictionary(dictionary.type, new Int32())
  return new Table(
    Array.from({ length: count }, (_, from) => {
      const indices = Int32Array.from({ length: ROWS }, (_, row) => from * ROWS + row)
      return batch([
        ['t', timesOf(ROWS)],
        ['v', makeData({ type, dictionary, data: indices })],
      ])
    }),
  )
}

/** Returns batches whose texts are in a dictionary with a chunk for each batch. */
function growing(count: number): Table {
  const entries = Array.from({ length: ROWS }, (_, entry) => String(entry))
  const chunks = Array.from({ length: count }, (_, at) =>
    vectorFromArray(
      entries.map((text) => `${at} ${text}`),
      new Utf8(),
    ),
  )
  return batches(count, new Vector(chunks))
}

function timed(table: Table): number {
  const start = performance.now()
  expect(chunksOf(tableLines(table, { measurement: 'm', timeColumn: 't' })).length).toBeGreaterThan(0)
  return performance.now() - start
}

it.each<[string, number, (size: number) => Table]>([
  ['many columns', 2_000, wide],
  [
    'numbers in a large dictionary',
    80,
    (size) => batches(size, makeVector(Float64Array.from({ length: size * ROWS }, (_, entry) => entry))),
  ],
  ['texts of a dictionary in many chunks', 200, growing],
])('writes %s in time that is proportional to the cells', { timeout: 60_000 }, (_, size, tableOf) => {
  timed(tableOf(size))
  const small = Math.min(timed(tableOf(size)), timed(tableOf(size)))
  // Ten times the cells; quadratic time would be a hundred times as long.
  expect(timed(tableOf(size * 10))).toBeLessThan(Math.max(1_500, small * 30))
})
