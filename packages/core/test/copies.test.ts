import { startLoopback } from '@fluxline/test-support'
import { expect, it, vi } from 'vitest'
import * as ours from '../src/index.ts'
import { rateLimitsOf } from '../src/retry/index.ts'

vi.resetModules()
const theirs = await import('../src/index.ts')
const { rateLimitsOf: theirLimitsOf } = await import('../src/retry/index.ts')

it("two copies of the package recognize each other's errors by brand", async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(503).end())
  await using client = theirs.createClient({ url: loopback.url })
  const error: unknown = await client.request({ method: 'GET', path: '/x' }).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(ours.HttpError)
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

it('errors of one copy are instances of the classes of the other, and of no other class', async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(503).end())
  const client = theirs.createClient({ url: loopback.url })
  const request = { method: 'GET', path: '/x' } as const
  const failures: unknown[] = [
    await client.request(request).catch((error: unknown) => error),
    await client.request({ ...request, signal: AbortSignal.abort() }).catch((error: unknown) => error),
    await client.request({ ...request, nonsense: 1 } as never).catch((error: unknown) => error),
    await client.close().then(() => client.request(request).catch((error: unknown) => error)),
    await theirs
      .createClient({ url: 'http://127.0.0.1:1' })
      .request(request)
      .catch((error: unknown) => error),
  ]
  const classes = [ours.HttpError, ours.AbortError, ours.OptionError, ours.ClosedError, ours.ConnectionError]
  expect(failures.map((error) => classes.map((each) => error instanceof each))).toEqual(
    classes.map((one) => classes.map((other) => one === other)),
  )
  expect(failures[0]).not.toBeInstanceOf(ours.PartialWriteError)
})

it('a client has the same rate limits in both copies', () => {
  const client = ours.createClient({ url: 'http://localhost' })
  rateLimitsOf(client).close({ path: '/api/v2/write', bucket: 'b' }, 0, 500)
  expect(theirLimitsOf(client).waitMs({ path: '/api/v2/write', bucket: 'b' }, 100)).toBe(400)
})

it('both copies together warn once of an address that ends with /api/v2', () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  for (const { createClient } of [ours, theirs]) createClient({ url: 'http://localhost:8086/api/v2' })
  expect(warn).toHaveBeenCalledOnce()
  warn.mockRestore()
})
