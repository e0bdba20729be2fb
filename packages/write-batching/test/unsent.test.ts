import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createClient, session } from '@fluxline/core'
import type { ClientOptions } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchEvent, WriteReport, WriterEvent, WriterStats } from '../src/index.ts'
import { lines } from './lines.ts'

interface Run {
  readonly report: WriteReport
  readonly stats: WriterStats
  readonly events: readonly WriterEvent[]
}

async function run(options: ClientOptions, maxRetries = 3): Promise<Run> {
  await using client = createClient({ org: 'o', timeout: 500, ...options })
  const writer = createBatchWriter(client, { bucket: 'b', batchSize: 25, retryInterval: 20, maxRetries })
  const events: WriterEvent[] = []
  writer.events.subscribe((event) => events.push(event))
  await writer.write(lines(100))
  return { report: await writer.close(), stats: writer.stats, events }
}

const stored: RequestHandler = ({ url }, response) =>
  void response.writeHead(204, url === '/api/v2/signin' ? { 'set-cookie': 'my-session=x' } : {}).end()

describe('a token function that throws', () => {
  it.each([
    ['an error', new Error('vault sealed')],
    ['what a refused connection does', Object.assign(new Error('x'), { code: 'ECONNREFUSED' })],
    ['a bug', new TypeError('x')],
  ])('%s at first is asked again', async (_, thrown) => {
    await using server = await startLoopback(stored)
    let asked = 0
    const token = async (): Promise<string> => {
      if (asked++ < 2) throw thrown
      return 'good'
    }
    const { report, events } = await run({ url: server.url, token })
    expect(report).toMatchObject({ written: 100, failed: 0, unsent: 0 })
    expect(events.some(({ type }) => type === 'error')).toBe(false)
    expect(server.requests).toHaveLength(4)
  })

  it('always leaves the lines unsent', async () => {
    await using server = await startLoopback(stored)
    const cause = new Error('vault sealed')
    const { report, stats, events } = await run({ url: server.url, token: () => Promise.reject(cause) }, 1)
    expect(report).toMatchObject({ written: 0, failed: 100 })
    expect(stats.unknown).toBe(0)
    expect(server.requests).toEqual([])
    expect(events.filter(({ type }) => type === 'error')).toHaveLength(4)
    for (const event of events.filter(({ type }) => type === 'error') as BatchEvent[]) {
      expect(event).toMatchObject({ outcome: 'unsent', attempt: 2, error: { code: 'FLUXLINE_CONNECTION', cause } })
    }
  })
})

describe('a sign-in', () => {
  it('that fails is tried again', async () => {
    let asked = 0
    await using server = await startLoopback((request, response, socket) => {
      if (request.url === '/api/v2/signin' && asked++ < 2) return void response.writeHead(503).end()
      return stored(request, response, socket)
    })
    const { report } = await run({ url: server.url, auth: session({ username: 'me', password: 'p' }) })
    expect(report).toMatchObject({ written: 100, failed: 0 })
  })

  it.each([400, 401, 413, 500])('that returns %d says nothing about the lines', async (status) => {
    await using server = await startLoopback((_, response) => void response.writeHead(status).end())
    const auth = session({ username: 'me', password: 'p' })
    const { report, stats, events } = await run({ url: server.url, auth }, 0)
    expect(report).toMatchObject({ written: 0, failed: 100, rejected: [] })
    expect(stats.unknown).toBe(0)
    expect(events.map(({ type }) => type)).toEqual(['error', 'error', 'error', 'error'])
    expect(events[0]).toMatchObject({ outcome: 'unsent' })
  })
})

it.each([
  ['a refused connection', 'http://127.0.0.1:9'],
  ['an unknown host', 'http://nowhere.invalid'],
])('%s leaves the lines unsent', async (_, url) => {
  const { report, stats, events } = await run({ url, token: 't' }, 1)
  expect(report).toMatchObject({ written: 0, failed: 100 })
  expect(stats.unknown).toBe(0)
  expect(events.at(-1)).toMatchObject({ type: 'error', outcome: 'unsent', attempt: 2 })
})

it('a handshake of TLS that fails is tried again, and leaves the lines unsent', async () => {
  let connections = 0
  const server = createServer((socket) => {
    connections++
    socket.on('error', () => {})
    socket.once('data', () => socket.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { stats, events } = await run({ url, token: 't', server: '2' }, 1)
  server.close()
  expect(stats).toMatchObject({ failed: 100, unknown: 0 })
  expect(events.at(-1)).toMatchObject({ type: 'error', outcome: 'unsent', attempt: 2 })
  expect(connections).toBe(8)
})
