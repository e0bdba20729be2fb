import { expectTypeOf, it } from 'vitest'
import { parseRecords, parseTables } from '../index.ts'
import type { FluxRecord, FluxTable, FluxValue, Timestamp } from '../index.ts'

declare const chunks: AsyncIterable<Uint8Array>

it('infers what integers and times are read as', async () => {
  for await (const record of parseRecords(chunks)) {
    expectTypeOf(record).toEqualTypeOf<FluxRecord>()
    expectTypeOf(record.time).toEqualTypeOf<Timestamp | undefined>()
  }
  for await (const record of parseRecords(chunks, { integers: 'bigint', times: 'nanoseconds' })) {
    expectTypeOf(record.time).toEqualTypeOf<bigint | undefined>()
    expectTypeOf(record.value).toEqualTypeOf<FluxValue<bigint, bigint> | undefined>()
  }
  for await (const record of parseRecords(chunks, { integers: 'safe' })) {
    expectTypeOf(record.value).toEqualTypeOf<FluxValue<Timestamp, number | bigint> | undefined>()
  }
  const tables = await parseTables(chunks, { times: (text) => Number(text) })
  expectTypeOf(tables).toEqualTypeOf<FluxTable<number>[]>()
})

it('refuses options that do not exist', () => {
  // @ts-expect-error: not a way to read integers
  expectTypeOf(parseRecords(chunks, { integers: 'float' })).not.toBeAny()
})
