import { freePort } from '@fluxline/influxd'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from '../client/client-options.ts'
import { createClient } from '../client/default-client.ts'
import { retry } from '../retry/retry.ts'
import { waitUntilReady } from './wait-until-ready.ts'

const STARTING = '{"status":"starting"}'

describe('waitUntilReady', () => {
  it('pings until a starting server responds with 204', async () => {
    let pings = 0
    await using loopback = await startLoopback((_, response) => {
      if (++pings < 4) response.writeHead(503, { 'content-type': 'application/json' }).end(STARTING)
      else response.writeHead(204).end()
    })
    await using client = createClient({ url: loopback.url })
    await waitUntilReady(client)
    expect(loopback.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(4).fill('GET /ping'))
  })

  it('waits for a port that is not open yet', async () => {
    const port = await freePort()
    await using client = createClient({ url: `http://127.0.0.1:${port}` })
    const waiting = waitUntilReady(client, { timeout: 10_000 })
    await new Promise((resolve) => setTimeout(resolve, 120))
    const { createServer: createHttpServer } = await import('node:http')
    const server = createHttpServer((_, response) => void response.writeHead(204).end()).listen(port, '127.0.0.1')
    await expect(waiting).resolves.toBeUndefined()
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  })

  it('gives up after its time-out, and says what the server said last', async () => {
    await using loopback = await startLoopback((_, response) => void response.writeHead(503).end(STARTING))
    await using client = createClient({ url: loopback.url })
    await expect(waitUntilReady(client, { timeout: 150 })).rejects.toMatchObject({
      code: 'FLUXLINE_TIMEOUT',
      phase: 'total',
      timeoutMs: 150,
      message: expect.stringMatching(/was not ready within 150 ms\. .* The server is starting; wait/),
      cause: { status: 503, retryable: true },
    })
  })

  it.each<[string, RequestHandler, Partial<ClientOptions>]>([
    ['repeats its requests', (_, response) => void response.writeHead(503).end(), { retry: retry() }],
    [
      'waits for the server',
      (_, response) => void response.writeHead(503, { 'retry-after': '5' }).end(),
      { retry: retry() },
    ],
    ['waits for a token', (_, response) => void response.writeHead(204).end(), { token: () => new Promise(() => {}) }],
  ])('gives up after its time-out also if the client %s', async (_, handler, options) => {
    await using loopback = await startLoopback(handler)
    const client = createClient({ url: loopback.url, ...options })
    const from = performance.now()
    await expect(waitUntilReady(client, { timeout: 150 })).rejects.toMatchObject({
      code: 'FLUXLINE_TIMEOUT',
      timeoutMs: 150,
      message: expect.stringContaining('was not ready within 150 ms.') as string,
    })
    expect(performance.now() - from).toBeLessThan(4_000)
  })

  it('gives up on a server that accepts the connection and never responds', async () => {
    await using loopback = await startLoopback(() => {})
    await using client = createClient({ url: loopback.url })
    const from = performance.now()
    await expect(waitUntilReady(client, { timeout: 200 })).rejects.toMatchObject({ code: 'FLUXLINE_TIMEOUT' })
    expect(performance.now() - from).toBeLessThan(2_000)
  })

  it('ends when its signal is aborted', async () => {
    await using loopback = await startLoopback((_, response) => void response.writeHead(503).end(STARTING))
    await using client = createClient({ url: loopback.url })
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 80)
    await expect(waitUntilReady(client, { signal: controller.signal, timeout: 0 })).rejects.toMatchObject({
      code: 'FLUXLINE_ABORTED',
    })
  })

  it('ends when the client is closed', async () => {
    await using loopback = await startLoopback((_, response) => void response.writeHead(503).end(STARTING))
    const client = createClient({ url: loopback.url })
    const waiting = waitUntilReady(client, { timeout: 0 }).catch((error: unknown) => error)
    await client.close()
    expect(await waiting).toMatchObject({ code: 'FLUXLINE_CLOSED' })
  })

  it.each([
    [401, ''],
    [200, '<html>Log in'],
    [404, 'not found'],
  ])('throws at once if waiting does not help: %d %j', async (status, body) => {
    await using loopback = await startLoopback((_, response) => void response.writeHead(status).end(body))
    await using client = createClient({ url: loopback.url })
    await expect(waitUntilReady(client)).rejects.toMatchObject({ status })
    expect(loopback.requests).toHaveLength(1)
  })

  it.each([-1, Number.NaN, 2 ** 31, '5s'])('refuses the time-out %s', async (timeout) => {
    await using client = createClient({ url: 'http://127.0.0.1:1' })
    await expect(waitUntilReady(client, { timeout: timeout as number })).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      option: 'timeout',
    })
  })
})
