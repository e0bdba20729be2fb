import type { ClientOptions } from '@fluxline/core'
import { expectTypeOf, it } from 'vitest'
import { fromConfigFile, fromEnv } from './index.ts'
import type { Config } from './index.ts'

it('returns options of a client', async () => {
  expectTypeOf(fromEnv()).toExtend<ClientOptions>()
  expectTypeOf(await fromConfigFile()).toExtend<ClientOptions>()
})

it('names profilers as queries do', () => {
  expectTypeOf<Config['profilers']>().toEqualTypeOf<readonly ('query' | 'operator')[] | undefined>()
})
