import { createClient } from '@fluxline/core'
import { expect, it } from 'vitest'
import * as management from '../src/index.ts'
import * as scripts from '../src/scripts/index.ts'
import { seedMethods } from './seed-methods.ts'

const exported: Readonly<Record<string, unknown>> = { ...management, ...scripts }
const client = createClient({ url: 'http://localhost:8086' })

it.each(seedMethods)('$seed is $ours', ({ ours }) => {
  const [name, method] = ours.split('.') as [string, string?]
  const found = exported[name] as (client: object) => Record<string, unknown>
  expect(method === undefined ? found : found(client)[method]).toBeTypeOf('function')
})

it('names each of them once', () => {
  expect(new Set(seedMethods.map(({ seed }) => seed)).size).toBe(seedMethods.length)
})
