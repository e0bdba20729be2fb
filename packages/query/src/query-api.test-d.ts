import type { Client } from '@fluxline/core'
import { expectTypeOf, it } from 'vitest'
import { createQueryApi } from './index.ts'
import type { FluxRecord, Timestamp } from './index.ts'

declare const client: Client

it('infers what records hold from the options of the API and of the call', async () => {
  for await (const record of createQueryApi(client).stream('x')) {
    expectTypeOf(record).toEqualTypeOf<FluxRecord>()
    expectTypeOf(record.time).toEqualTypeOf<Timestamp | undefined>()
  }
  const [table] = await createQueryApi(client).collect('x', { integers: 'bigint', times: 'string' })
  expectTypeOf(table?.records[0]).toEqualTypeOf<FluxRecord<string, bigint> | undefined>()
})
