import type { Client } from '@fluxline/core'
import { defineMeasurement, float, int, tag } from '@fluxline/point'
import { expectTypeOf, it } from 'vitest'
import { createSqlApi } from './index.ts'
import type { SqlRecord, SqlRecords } from './index.ts'

declare const client: Client
const Cpu = defineMeasurement('cpu', { tags: { host: tag() }, fields: { usage: float(), jobs: int() } })

it('has records of the types that the options say', () => {
  const api = createSqlApi(client, { database: 'metrics' })
  expectTypeOf(api.collect('SELECT 1')).resolves.toEqualTypeOf<SqlRecords>()
  expectTypeOf(api.stream('SELECT 1', { integers: 'bigint', times: 'nanoseconds' })).toEqualTypeOf<
    AsyncIterableIterator<SqlRecord<bigint, bigint>>
  >()
  const exact = createSqlApi(client, { integers: 'bigint', times: 'string' })
  expectTypeOf(exact.collect('SELECT 1')).resolves.toEqualTypeOf<SqlRecords<string, bigint>>()
  expectTypeOf(api.raw('SELECT 1', { as: 'bytes' })).resolves.toEqualTypeOf<Uint8Array<ArrayBuffer>>()
  // @ts-expect-error -- an unknown option
  api.stream('SELECT 1', { integer: 'bigint' })
})

it('has rows of the types of a schema', async () => {
  for await (const row of createSqlApi(client).rows('SELECT 1', Cpu)) {
    expectTypeOf(row.usage).toEqualTypeOf<number>()
    expectTypeOf(row.jobs).toEqualTypeOf<number>()
    expectTypeOf(row.host).toEqualTypeOf<string>()
  }
})
