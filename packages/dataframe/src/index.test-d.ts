import { createClient, lines, write } from '@fluxline/core'
import type { LinesWritable } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { createBatchWriter } from '@fluxline/write-batching'
import type { RecordBatch, Table, Vector } from 'apache-arrow'
import { expectTypeOf, it } from 'vitest'
import { collectFrames, createDataFrameApi, tableLines } from './index.ts'
import type { Frame, FrameColumn } from './index.ts'

it('frames are Arrow tables with typed values', async () => {
  const frames = createDataFrameApi(
    createQueryApi(createClient({ url: 'http://localhost:8086' }), { integers: 'bigint' }),
  )
  const frame = await frames.collect('x', { index: ['_time'], pivot: true })
  expectTypeOf(frame).toEqualTypeOf<Frame>()
  expectTypeOf(frame).toExtend<Table>()
  const column = frame.getChild('_value')!
  expectTypeOf(column).toExtend<Vector<FrameColumn>>()
  expectTypeOf(column.get(0)).toEqualTypeOf<string | number | bigint | boolean | Uint8Array | null>()
  expectTypeOf(frame.batches[0]!).toExtend<RecordBatch>()
  expectTypeOf(await collectFrames([])).toEqualTypeOf<Frame[]>()
  // @ts-expect-error frames choose the format of the response
  void frames.collect('x', { as: 'text' })
})

it('every writer takes the lines of a table', () => {
  const client = createClient({ url: 'http://localhost:8086' })
  const table = undefined as unknown as Table
  const writable = tableLines(table, { measurement: 'm', tagColumns: ['host'], fieldTypes: { n: 'int' } })
  expectTypeOf(writable).toExtend<LinesWritable>()
  expectTypeOf(writable[lines]()).toEqualTypeOf<Iterable<Uint8Array>>()
  void write(client, writable, { bucket: 'b' })
  void createBatchWriter(client, { bucket: 'b' }).write(writable)
  void tableLines(undefined as unknown as Frame, { measurementColumn: '_measurement' })
  // @ts-expect-error one of the two
  tableLines(table, { measurement: 'm', measurementColumn: 'c' })
  // @ts-expect-error an unknown type
  tableLines(table, { measurement: 'm', fieldTypes: { n: 'long' } })
})
