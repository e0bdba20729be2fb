import type { Client } from '@fluxline/core'
import type { FluxRecord, FluxTable } from '@fluxline/query'
import { expectTypeOf, it } from 'vitest'
import { createScriptsApi } from './index.ts'
import type { Script, ScriptParameterType } from './index.ts'

declare const client: Client
declare const script: Script

it('infers what an invocation gives from its options', async () => {
  const scripts = createScriptsApi(client)
  expectTypeOf(await scripts.invoke(script)).toEqualTypeOf<FluxTable[]>()
  expectTypeOf(await scripts.invoke('id', {}, { integers: 'bigint', times: 'string' })).toEqualTypeOf<
    FluxTable<string, bigint>[]
  >()
  for await (const record of scripts.invokeStream(script, { a: 1 })) expectTypeOf(record).toEqualTypeOf<FluxRecord>()
  for await (const row of scripts.invokeCsv(script)) expectTypeOf(row).toEqualTypeOf<string[]>()
  expectTypeOf(await scripts.invokeRaw(script)).toEqualTypeOf<string>()
  const [frame] = await scripts.invokeDataFrame(script)
  expectTypeOf(frame!.numRows).toEqualTypeOf<number>()
  expectTypeOf(await scripts.parameters(script)).toEqualTypeOf<Readonly<Record<string, ScriptParameterType>>>()
  // @ts-expect-error a language that there is not
  await scripts.create({ name: 'x', script: 'y', language: 'python' })
  // @ts-expect-error a name cannot be changed
  await scripts.update(script, { name: 'x' })
})
