import { gunzipSync } from 'node:zlib'
import { startLoopback } from '@fluxline/test-support'
import { expect, it, vi } from 'vitest'
import { createClient } from '../client/default-client.ts'
import { platform } from './web.ts'

it.each([{ tls: {} }, { proxy: 'http://proxy' }, { connections: 1 }, { dispatcher: {} as never }])(
  'refuses %j, which only Node supports',
  (options) => {
    expect(() => platform.createTransport({ url: 'http://localhost', ...options })).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_OPTION',
        message: expect.stringContaining('only supported on Node.js'),
      }),
    )
  },
)

it('compresses', async () => {
  const text = 'long '.repeat(1000)
  expect(gunzipSync((await platform.gzip(new TextEncoder().encode(text), undefined))!).toString()).toBe(text)
})

it('uses the fetch function that was passed', async () => {
  await using loopback = await startLoopback((_, response) => void response.end('{}'))
  const mine = vi.fn<typeof fetch>((...args) => fetch(...args))
  await using client = createClient({ url: loopback.url, fetch: mine })
  await (await client.request({ method: 'GET', path: '/x' })).json()
  expect(mine).toHaveBeenCalledTimes(1)
})

it('refuses a time-out for connecting, which it cannot see', async () => {
  const timeout = { connect: 5 }
  expect(() => createClient({ url: 'http://localhost', fetch, timeout })).toThrow(
    '`timeout.connect` is only supported on Node.js',
  )
  await using client = createClient({ url: 'http://localhost', fetch, timeout: 5 })
  await expect(client.request({ method: 'GET', path: '/', timeout })).rejects.toThrow(
    '`timeout.connect` is only supported on Node.js',
  )
})
