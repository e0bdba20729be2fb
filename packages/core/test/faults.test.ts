import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createClient, write } from '../src/index.ts'
import type { Client, ClientOptions } from '../src/index.ts'

const open: Server[] = []

afterEach(() => {
  vi.useRealTimers()
  for (const server of open.splice(0)) server.close()
})

/** A server that responds to each request, read as a whole, in ways that no HTTP library allows. */
async function startRaw(respond: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => respond(socket))
  })
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const head = (...fields: string[]): string => ['HTTP/1.1 200 OK', ...fields, '', ''].join('\r\n')
const zipped = gzipSync('long '.repeat(1000))

const faults: readonly [name: string, respond: (socket: Socket) => void][] = [
  ['closes before it sends anything', (socket) => socket.end()],
  ['resets before it sends anything', (socket) => socket.resetAndDestroy()],
  ['uses another protocol', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ['stops within the head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
  ['sends less than its Content-Length', (socket) => socket.end(`${head('Content-Length: 100')}half`)],
  ['never ends its chunks', (socket) => socket.end(`${head('Transfer-Encoding: chunked')}4\r\nhalf\r\n`)],
  ['garbles its chunks', (socket) => socket.end(`${head('Transfer-Encoding: chunked')}4\r\nhalf\r\nzz\r\n`)],
  [
    'resets within the body',
    (socket) => {
      socket.write(`${head('Content-Length: 100')}half`)
      setTimeout(() => socket.resetAndDestroy(), 20)
    },
  ],
  [
    'says that text is compressed',
    (socket) => socket.end(`${head('Content-Encoding: gzip', 'Content-Length: 4')}text`),
  ],
]

describe.each([
  ['undici', {}],
  ['fetch', { fetch }],
])('over %s', (_, options: Partial<ClientOptions>) => {
  const create = (url: string, timeout = 5000): Client => createClient({ url, timeout, ...options })

  it.each(faults)('a server that %s is a broken connection', async (__, respond) => {
    await using client = create(await startRaw(respond))
    await expect(read(client)).rejects.toMatchObject({
      code: 'FLUXLINE_CONNECTION',
      message: expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:\d+\/x: \S/),
    })
  })

  it('a server that sends more than its Content-Length does not spoil the next response', async () => {
    await using client = create(await startRaw((socket) => socket.write(`${head('Content-Length: 4')}textmore`)))
    for (let n = 0; n < 3; n++) await expect(read(client)).resolves.toBe('text')
  })

  it('the response of a server that refuses a body early is read', async () => {
    const refusal = 'HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
    const url = await startRaw((socket) => {
      socket.removeAllListeners('data')
      socket.write(refusal)
      // As careful servers do: it reads the rest of the request and discards it.
      socket.resume()
      setTimeout(() => socket.end(), 100)
    })
    await using client = create(url)
    const body = 'x'.repeat(20_000_000)
    await expect(client.request({ method: 'POST', path: '/x', body })).rejects.toMatchObject({ status: 413 })
  })

  it('a slow response is read to its end, however long that takes', async () => {
    const { promise, resolve } = Promise.withResolvers<Socket>()
    const url = await startRaw((socket) => {
      socket.write(head('Transfer-Encoding: chunked'))
      resolve(socket)
    })
    await using client = create(url, 200)
    const { body } = await client.request({ method: 'GET', path: '/x' })
    const socket = await promise
    const iterator = body[Symbol.asyncIterator]()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    for (const piece of ['one', 'two', 'six']) {
      const next = iterator.next()
      vi.advanceTimersByTime(150)
      socket.write(`3\r\n${piece}\r\n`)
      expect(new TextDecoder().decode((await next).value)).toBe(piece)
    }
    socket.write('0\r\n\r\n')
    await expect(iterator.next()).resolves.toMatchObject({ done: true })
  })
})

it('a log-in page does not count as a stored write', async () => {
  const page = '<html><head><title>Log in to the network</title></head></html>'
  const url = await startRaw((socket) => socket.write(`${head(`Content-Length: ${page.length}`)}${page}`))
  await using client = createClient({ url })
  await expect(write(client, 'm v=1', { bucket: 'b' })).rejects.toMatchObject({
    code: 'FLUXLINE_HTTP',
    status: 200,
    serverMessage: 'an HTML page, "Log in to the network"',
    message: expect.stringContaining('Check that `url` points to InfluxDB'),
  })
})

// Node's `fetch` accepts a part as the whole.
it('over undici, a truncated compressed response is a broken connection', async () => {
  const url = await startRaw((socket) => {
    socket.write(head('Content-Encoding: gzip', `Content-Length: ${zipped.length - 20}`))
    socket.end(zipped.subarray(0, -20))
  })
  await using client = createClient({ url })
  await expect(read(client)).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
})

async function read(client: Client): Promise<string> {
  return (await client.request({ method: 'GET', path: '/x' })).text()
}
