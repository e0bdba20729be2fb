import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createClient, write } from '../src/index.ts'

const open: Server[] = []

afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

/** A server that responds to each request with some pieces, each in a separate packet. */
async function start(pieces: readonly string[]): Promise<string> {
  const respond = async (socket: Socket): Promise<void> => {
    socket.setNoDelay()
    for (const piece of pieces) {
      socket.write(piece)
      if (pieces.length > 1) await sleep(5)
    }
  }
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => void respond(socket))
  })
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const continued = 'HTTP/1.1 100 Continue\r\n\r\n'
const stored = 'HTTP/1.1 204 No Content\r\n\r\n'

describe('an informational response that nobody asked for is skipped:', () => {
  it.each<[string, string[]]>([
    ['with the response', [continued + stored]],
    ['before the response', [continued, stored]],
    ['several', [continued + continued, continued + stored]],
    ['with fields', [`HTTP/1.1 100 Continue\r\nx-via: proxy\r\n\r\n${stored}`]],
    ['cut anywhere', (continued + stored).split('')],
    ['a 102 and a 103', [`HTTP/1.1 102 Processing\r\n\r\n${continued}HTTP/1.1 103 Early Hints\r\n\r\n`, stored]],
  ])('%s', async (_, pieces) => {
    await using client = createClient({ url: await start(pieces), token: 't' })
    for (let n = 0; n < 3; n++) await expect(write(client, `m v=1 ${n}`, { bucket: 'b' })).resolves.toBeUndefined()
  })
})

it('a response that is one byte after the other is read', async () => {
  await using client = createClient({ url: await start('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntext'.split('')) })
  await expect(text(client)).resolves.toBe('text')
})

it('a body that looks like one is kept', async () => {
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${continued.length * 2}\r\n\r\n`
  await using client = createClient({ url: await start([head, continued, continued]) })
  for (let n = 0; n < 3; n++) await expect(text(client)).resolves.toBe(continued + continued)
})

it.each([
  ['one that is too long', `HTTP/1.1 100 ${'x'.repeat(100_000)}`],
  ['many of them', continued.repeat(1000)],
])('%s is not a response', async (_, piece) => {
  await using client = createClient({ url: await start([piece]), timeout: 200 })
  await expect(text(client)).rejects.toMatchObject({ code: 'FLUXLINE_TIMEOUT', phase: 'firstByte' })
})

it('another protocol is a broken connection', async () => {
  await using client = createClient({ url: await start(['HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n']) })
  await expect(text(client)).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
})

async function text(client: ReturnType<typeof createClient>): Promise<string> {
  return (await client.request({ method: 'GET', path: '/x' })).text()
}
