import { startLoopback } from '@fluxline/test-support'
import { expect, it, vi } from 'vitest'
import * as ours from '../src/index.ts'

vi.resetModules()
const theirs = await import('../src/index.ts')

it("two copies of the package recognize each other's errors by brand", async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(503).end())
  await using client = theirs.createClient({ url: loopback.url })
  const error: unknown = await client.request({ method: 'GET', path: '/x' }).catch((caught: unknown) => caught)
  expect(error).not.toBeInstanceOf(ours.HttpError)
  expect(ours.isInfluxDBError(error)).toBe(true)
  expect(ours.isHttpError(error)).toBe(true)
  expect(ours.isInfluxDBError(new Error('another'))).toBe(false)
  expect(ours.isHttpError(Object.assign(new Error('another'), { status: 503 }))).toBe(false)
})

it('objects of one copy work with the other', async () => {
  let attempts = 0
  await using loopback = await startLoopback(({ method, headers }, response) => {
    const known = headers.authorization === `Basic ${btoa('me:pw')}`
    response.writeHead(known ? (attempts++ === 0 ? 503 : 204) : 401).end(method)
  })
  const events: string[] = []
  await using client = ours.createClient({
    url: loopback.url,
    auth: theirs.basic({ username: 'me', password: 'pw' }),
    retry: theirs.retry({ retryInterval: 1 }),
    hooks: {
      onRetry: () => void events.push('retry'),
      onEnd: ({ status }) => void events.push(`${status}`),
    },
  })
  await expect(theirs.ping(client)).resolves.toBe(true)
  expect(events).toEqual(['503', 'retry', '204'])
})
