import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createClient, retry, write } from '../src/index.ts'
import type { ClientOptions, RequestSpec, WriteInput } from '../src/index.ts'

const fast: Partial<ClientOptions> = { token: 't', org: 'o', retry: retry({ retryInterval: 10, maxRetries: 5 }) }

const stored: RequestHandler = (_, response) => void response.writeHead(204).end()

/** Responds to every other request like this, the first among them. */
function everyOther(fault: RequestHandler): RequestHandler {
  let asked = 0
  return (...args) => (asked++ % 2 === 0 ? fault : stored)(...args)
}

const busy: RequestHandler = (_, response) => void response.writeHead(503).end()
const closing: RequestHandler = (_, _response, socket) => void socket.end()
const resetting: RequestHandler = (_, _response, socket) => void socket.resetAndDestroy()

const point = { toLineProtocol: () => 'm v=1 1' }

describe('one write of lines that all have times is retried', () => {
  it.each<[string, RequestHandler]>([
    ['is busy', busy],
    ['closes the connection', closing],
    ['resets the connection', resetting],
  ])('if the server %s', async (_, fault) => {
    await using server = await startLoopback(everyOther(fault))
    await using client = createClient({ url: server.url, ...fast })
    for (let time = 1; time <= 5; time++) await write(client, `m v=1 ${time}`, { bucket: 'b' })
    expect(server.requests).toHaveLength(10)
  })

  it.each<[string, WriteInput]>([
    ['text', 'm v=1 1\nm v=2 2'],
    ['bytes', new TextEncoder().encode('m v=1 1\n')],
    ['points', [point, point]],
    ['a stream', new Blob(['m v=1 1']).stream()],
  ])('as %s, with the same bytes', async (_, input) => {
    await using server = await startLoopback(everyOther(busy))
    await using client = createClient({ url: server.url, ...fast })
    await write(client, input, { bucket: 'b', gzip: { threshold: 0 } })
    const [first, second] = server.requests
    expect(second!.body).toEqual(first!.body)
  })

  it('but not after a time-out: the server may still be at work', async () => {
    await using server = await startLoopback(everyOther(() => {}))
    await using client = createClient({ url: server.url, ...fast, timeout: 100 })
    await expect(write(client, 'm v=1 1', { bucket: 'b' })).rejects.toMatchObject({ code: 'FLUXLINE_TIMEOUT' })
    expect(server.requests).toHaveLength(1)
  })
})

it.each(['m v=1', 'm v=1 1\nm v=2', 'm s="a 1"'])(
  'a write of %j is not retried: the server would give the lines another time',
  async (lines) => {
    await using server = await startLoopback(everyOther(busy))
    await using client = createClient({ url: server.url, ...fast })
    await expect(write(client, lines, { bucket: 'b' })).rejects.toMatchObject({ status: 503 })
    expect(server.requests).toHaveLength(1)
  },
)

it.each<RequestSpec>([
  { method: 'POST', path: '/api/v2/write', query: { bucket: 'b' }, body: 'm v=1' },
  { method: 'POST', path: '/api/v2/query', body: '{}' },
  { method: 'POST', path: '/api/v2/buckets', body: '{}' },
  { method: 'PATCH', path: '/api/v2/buckets/0', body: '{}' },
  { method: 'DELETE', path: '/api/v2/buckets/0' },
])('$method $path is retried until the server is up, since nothing was sent', async (spec) => {
  const server = createServer((_, response) => void response.writeHead(204).end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  let retries = 0
  const onRetry = (): void => {
    if (++retries === 2) server.listen(port, '127.0.0.1')
  }
  const options = { ...fast, retry: retry({ retryInterval: 50, maxRetries: 5 }), hooks: { onRetry } }
  await using client = createClient({ url: `http://127.0.0.1:${port}`, ...options })
  await expect(client.request(spec)).resolves.toMatchObject({ status: 204 })
  expect(retries).toBeGreaterThanOrEqual(2)
  server.close().closeAllConnections()
})
