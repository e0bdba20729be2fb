import { gunzipSync } from 'node:zlib'
import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler, Loopback, RecordedRequest } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchOptions, WriteReport, WriterEvent, WriterStats } from '../src/index.ts'
import { lines } from './lines.ts'

interface Run {
  readonly report: WriteReport
  readonly stats: WriterStats
  readonly events: readonly WriterEvent[]
  readonly server: Loopback
}

/** Writes a hundred lines to a server that responds like this. */
async function run(respond: RequestHandler, options: BatchOptions = {}): Promise<Run> {
  await using server = await startLoopback(respond)
  await using client = createClient({
    url: server.url,
    server: '2',
    token: 'secret',
    org: 'acme',
    timeout: 200,
    gzip: false,
  })
  const writer = createBatchWriter(client, { bucket: 'b', retryInterval: 10, maxRetries: 4, ...options })
  const events: WriterEvent[] = []
  writer.events.subscribe((event) => events.push(event))
  await writer.write(lines(100))
  return { report: await writer.close(), stats: writer.stats, events, server }
}

function textOf({ body, headers }: RecordedRequest): string {
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()
}

const body = `${lines(100).join('\n')}\n`
let asked = 0
const firstThen =
  (fault: RequestHandler): RequestHandler =>
  (request, response, socket) => {
    if (asked++ % 2 === 0) return fault(request, response, socket)
    response.writeHead(204).end()
  }

it.each<[string, RequestHandler]>([
  ['a reset before the response', (_, _response, socket) => void socket.destroy()],
  [
    'a response that is cut',
    (_, response, socket) =>
      void response.writeHead(503, { 'content-length': '100' }).write('{', () => socket.destroy()),
  ],
  [
    'a partial write whose words are cut',
    (_, response, socket) =>
      void response.writeHead(422, { 'content-length': '100' }).write('{"code":"unpr', () => socket.destroy()),
  ],
  ['silence', () => {}],
  [
    '503 without Retry-After',
    (_, response) => void response.writeHead(503).end('{"code":"unavailable","message":"starting"}'),
  ],
  ['429 with Retry-After', (_, response) => void response.writeHead(429, { 'retry-after': '0' }).end()],
  [
    '502 from a proxy',
    (_, response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<html><title>Bad</title>'),
  ],
])('recovers from %s with the same bytes', async (_, fault) => {
  const { report, server, events } = await run(firstThen(fault))
  expect(report).toEqual({ written: 100, failed: 0, unsent: 0, rejected: [] })
  expect(server.requests.map(textOf)).toEqual([body, body])
  expect(events.map(({ type }) => type)).toEqual(['retry', 'success'])
})

it('honors Retry-After', async () => {
  const { events } = await run(firstThen((_, response) => void response.writeHead(503, { 'retry-after': '1' }).end()))
  expect(events[0]).toMatchObject({ type: 'retry', delayMs: 1000 })
  expect(events[1]).toMatchObject({ type: 'success' })
  expect((events[1] as { durationMs: number }).durationMs).toBeGreaterThanOrEqual(990)
})

it("reports the server's message and the request when it gives up", async () => {
  const { report, events } = await run(
    (_, response) =>
      void response
        .writeHead(401, { 'content-type': 'application/json', 'x-influxdb-request-id': '0abc' })
        .end('{"code":"unauthorized","message":"unauthorized access"}'),
  )
  expect(report).toMatchObject({ written: 0, failed: 100 })
  expect(events).toMatchObject([
    {
      type: 'error',
      outcome: 'refused',
      attempt: 1,
      error: { status: 401, serverMessage: 'unauthorized access', requestId: '0abc' },
    },
  ])
})

const redirect =
  (status: number): RequestHandler =>
  (_, response) =>
    void response.writeHead(status, { location: 'http://127.0.0.1:9/log-in' }).end()

describe('a network that asks for a log-in', () => {
  it.each<[string, RequestHandler, string]>([
    [
      'with a page',
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>'),
      'unknown',
    ],
    ['with nothing', (_, response) => void response.writeHead(202).end(), 'unknown'],
    ['with a redirect', redirect(302), 'refused'],
    ['with 511', (_, response) => void response.writeHead(511).end('<html>log in</html>'), 'refused'],
  ])('%s is asked again, and never taken for success', async (_, fault, outcome) => {
    const { report, events } = await run(firstThen(fault))
    expect(report).toEqual({ written: 100, failed: 0, unsent: 0, rejected: [] })
    expect(events.map(({ type }) => type)).toEqual(['retry', 'success'])
    const always = await run(fault, { maxRetries: 1 })
    expect(always.report).toMatchObject({ written: 0, failed: 100 })
    expect(always.events.at(-1)).toMatchObject({ type: 'error', outcome, error: { code: 'FLUXLINE_HTTP' } })
    expect(always.stats.unknown).toBe(outcome === 'unknown' ? 100 : 0)
    expect(always.server.requests).toHaveLength(2)
  })

  it.each([301, 308, 300, 304])('a %d is a refusal at once: nothing can be stored', async (status) => {
    const { report, stats, events, server } = await run(redirect(status))
    expect(report).toMatchObject({ written: 0, failed: 100 })
    expect(events).toMatchObject([{ type: 'error', outcome: 'refused', error: { code: 'FLUXLINE_HTTP', status } }])
    expect(stats.unknown).toBe(0)
    expect(server.requests).toHaveLength(1)
  })

  it('a 201 is not asked again: some of the lines are stored', async () => {
    const { events } = await run((_, response) => void response.writeHead(201).end())
    expect(events).toMatchObject([{ type: 'error', outcome: 'unknown', error: { status: 201 } }])
  })
})

it('counts lines as not stored if the server is unreachable', async () => {
  await using client = createClient({ url: 'http://127.0.0.1:9', token: 'secret' })
  const writer = createBatchWriter(client, { bucket: 'b', retryInterval: 1, maxRetries: 1 })
  await writer.write(lines(10))
  expect(await writer.close()).toMatchObject({ written: 0, failed: 10 })
  expect(writer.stats.unknown).toBe(0)
})

it.each([
  ["the client's", { threshold: 1 }, undefined],
  ["the writer's", false, { threshold: 1 }],
] as const)('compresses by %s option', async (_, ofClient, ofWriter) => {
  await using server = await startLoopback((_request, response) => void response.writeHead(204).end())
  await using client = createClient({ url: server.url, server: '2', token: 'secret', org: 'acme', gzip: ofClient })
  const writer = createBatchWriter(client, { bucket: 'b', gzip: ofWriter })
  await writer.write(lines(100))
  await writer.close()
  const [request] = server.requests
  expect(request!.headers['content-encoding']).toBe('gzip')
  expect(textOf(request!)).toBe(body)
  expect(request!.url).toBe('/api/v2/write?org=acme&bucket=b&precision=ns')
})

it('closes the sockets of requests that it gives up', async () => {
  await using server = await startLoopback(() => {})
  await using client = createClient({ url: server.url, server: '2', token: 'secret' })
  const writer = createBatchWriter(client, { bucket: 'b' })
  await writer.write(lines(10))
  expect(await writer.close({ timeout: 100 })).toMatchObject({ unsent: 10 })
  await expect.poll(() => server.sockets.size).toBe(0)
})
