import { setTimeout as sleep } from 'node:timers/promises'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createClient, retry, write } from '../src/index.ts'
import type { ClientOptions } from '../src/index.ts'

let loopback: Loopback
let status: number

beforeEach(async () => {
  status = 204
  loopback = await startLoopback(async (_, response) => {
    await sleep(20)
    response.writeHead(status).end()
  })
})

afterEach(() => loopback.close())

it.each<[string, Partial<ClientOptions>]>([
  ['to be sent', {}],
  ['to be sent over fetch', { fetch }],
  ['to be compressed', { gzip: { threshold: 0 } }],
  ['for a token', { token: () => sleep(20, 'my-token') }],
])('a call that waits %s when the client is closed is completed', async (_, options) => {
  const client = createClient({ url: loopback.url, ...options })
  const written = write(client, 'm v=1', { bucket: 'b' })
  // The client reads the lines first.
  await sleep(0)
  const closed = client.close()
  await expect(written).resolves.toBeUndefined()
  await closed
  expect(loopback.requests).toHaveLength(1)
})

it('a call that waits for its next attempt when the client is closed fails with its last error', async () => {
  status = 503
  const { promise: waits, resolve } = Promise.withResolvers<unknown>()
  const hooks = { onRetry: resolve }
  const client = createClient({ url: loopback.url, retry: retry({ retryInterval: 60_000 }), hooks })
  const call = client.request({ method: 'GET', path: '/x' }).catch((error: unknown) => error)
  await waits
  await client.close()
  expect(await call).toMatchObject({ status: 503 })
})

it('a call after close is refused, and close can be called twice', async () => {
  const client = createClient({ url: loopback.url })
  const closed = client.close()
  await expect(client.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({ code: 'FLUXLINE_CLOSED' })
  await closed
  await client.close()
  expect(loopback.requests).toEqual([])
})

it('closes the connections also if credentials cannot be ended', async () => {
  const failure = new Error('no')
  let closed = 0
  const transport = { send: () => Promise.reject(failure), close: async () => void closed++ }
  const auth = () => ({ headers: () => ({}), close: () => Promise.reject(failure) })
  await expect(createClient({ url: loopback.url, transport, auth }).close()).rejects.toBe(failure)
  expect(closed).toBe(1)
})
