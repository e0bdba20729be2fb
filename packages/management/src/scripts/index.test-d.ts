import type { Client } from '@fluxline/core'
import type { FluxRecord, FluxTable } from '@fluxline/query'
import { expectTypeOf, it } from 'vitest'
import { createScriptsApi } from './index.ts'
import type { Script, ScriptParameterType } from './index.ts'

declare const client: Client
declare const script: Script

it('infers what a run returns from its options', async () => {
  const scripts = createScriptsApi(client)
  expectTypeOf(await scripts.collect(script)).toEqualTypeOf<FluxTable[]>()
  expectTypeOf(await scripts.collect('id', { params: {}, integers: 'bigint', times: 'string' })).toEqualTypeOf<
    FluxTable<string, bigint>[]
  >()
  for await (const record of scripts.stream(script, { params: { a: 1 } }))
    expectTypeOf(record).toEqualTypeOf<FluxRecord>()
  for await (const row of scripts.csv(script)) expectTypeOf(row).toEqualTypeOf<string[]>()
  expectTypeOf(await scripts.raw(script)).toEqualTypeOf<string>()
  const [frame] = await scripts.collectFrames(script)
  expectTypeOf(frame!.numRows).toEqualTypeOf<number>()
  expectTypeOf(await scripts.parameters(script)).toEqualTypeOf<Readonly<Record<string, ScriptParameterType>>>()
  // @ts-expect-error unknown language
  await scripts.create({ name: 'x', script: 'y', language: 'python' })
  // @ts-expect-error a name cannot be changed
  await scripts.update(script, { name: 'x' })
})
