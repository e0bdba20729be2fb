import type { ClientOptions } from '@fluxline/core'
import { expectTypeOf, it } from 'vitest'
import { fromConfigFile, fromEnv } from './index.ts'

it('gives what a client takes', async () => {
  expectTypeOf(fromEnv()).toExtend<ClientOptions>()
  expectTypeOf(await fromConfigFile()).toExtend<ClientOptions>()
})
