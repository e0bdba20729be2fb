import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createClient, write } from '../src/index.ts'
import type { Client, ClientOptions } from '../src/index.ts'

const open: (() => void)[] = []

afterEach(() => {
  for (const close of open.splice(0)) close()
})

interface Given {
  readonly client: Client
  readonly sockets: ReadonlySet<Socket>
  /** Bytes that the client took. */
  readonly sent: () => number
}

/** A client of a server that responds to each request with a head and a body that has no end. */
async function given(head: string, more: (socket: Socket) => void, options: Partial<ClientOptions>): Promise<Given> {
  const sockets = new Set<Socket>()
  let closedBytes = 0
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => {
      sockets.delete(socket)
      closedBytes += socket.bytesWritten
    })
    socket.once('data', () => {
      socket.write(`HTTP/1.1 ${head}\r\ntransfer-encoding: chunked\r\n\r\n`)
      more(socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = createClient({ url, token: 't', timeout: 5000, ...options })
  open.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
    void client.close()
  })
  return {
    client,
    sockets,
    sent: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, closedBytes),
  }
}

function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}

/** Sends the same bytes again and again, as fast as the client reads. */
function flood(...chunks: readonly Buffer[]): (socket: Socket) => void {
  return (socket) => {
    const [first = Buffer.alloc(0), rest = first] = chunks
    const send = (): void => {
      let canTakeMore = true
      while (canTakeMore && !socket.destroyed) canTakeMore = socket.write(rest)
      if (!socket.destroyed) socket.once('drain', send)
    }
    socket.write(first)
    send()
  }
}

/** Sends one byte every now and then. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('1\r\nx\r\n'), 20)
  socket.once('close', () => clearInterval(timer))
}

const text = chunk(Buffer.alloc(65_536, 'x'))
const tiny = Buffer.from('1\r\nx\r\n'.repeat(10_000))
// A head of gzip, and then blocks of 64 kB of spaces that take a hundred bytes each.
const zipped = gzipSync(Buffer.alloc(64_000_000, ' '))
const bomb = flood(chunk(zipped.subarray(0, 30_000)), chunk(zipped.subarray(30_000)))

const transports: [string, Partial<ClientOptions>][] = [
  ['undici', {}],
  ['fetch', { fetch }],
]

describe.each(transports)('over %s', { timeout: 20_000 }, (_, options) => {
  const cases: [string, string, (socket: Socket) => void][] = [
    ['text', '', flood(text)],
    ['chunks of one byte', '', flood(tiny)],
    ['compressed text', '\r\ncontent-encoding: gzip', bomb],
  ]

  describe.each(cases)('a response of %s without end', (_what, fields, more) => {
    it.each([200, 201])('to a write is judged by its status, %d', async (status) => {
      const { client, sockets, sent } = await given(`${status} X${fields}`, more, options)
      await expect(write(client, 'm v=1 1', { bucket: 'b' })).rejects.toMatchObject({ code: 'FLUXLINE_HTTP', status })
      await expect.poll(() => sockets.size).toBe(0)
      // What the system buffers on both sides counts too.
      expect(sent()).toBeLessThan(16_000_000)
    })

    it('to a write means nothing if the status is 204', async () => {
      const { client, sockets } = await given(`204 X${fields}`, more, options)
      await write(client, 'm v=1 1', { bucket: 'b' })
      await expect.poll(() => sockets.size).toBe(0)
    })

    it('with an error is judged by its status, or is a time-out', async () => {
      const { client, sockets, sent } = await given(`400 X${fields}`, more, { ...options, timeout: 500 })
      // It takes long to read millions of chunks.
      const failure = { code: expect.stringMatching(/^FLUXLINE_(HTTP|TIMEOUT)$/) }
      await expect(write(client, 'm v=1 1', { bucket: 'b' })).rejects.toMatchObject(failure)
      await expect.poll(() => sockets.size).toBe(0)
      expect(sent()).toBeLessThan(80_000_000)
    })
  })

  describe('a response that never ends, one byte at a time,', () => {
    it.each([200, 302, 400, 503])('to a write is a time-out, with status %d', async (status) => {
      const { client, sockets } = await given(`${status} X`, drip, { ...options, timeout: 200 })
      await expect(write(client, 'm v=1 1', { bucket: 'b' })).rejects.toMatchObject({
        code: 'FLUXLINE_TIMEOUT',
        phase: 'idle',
        timeoutMs: 200,
      })
      await expect.poll(() => sockets.size).toBe(0)
    })

    it('is a time-out for any request if it is an error', async () => {
      const { client, sockets } = await given('500 X', drip, { ...options, timeout: 200 })
      await expect(client.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({ code: 'FLUXLINE_TIMEOUT' })
      await expect.poll(() => sockets.size).toBe(0)
    })

    it('ends if a token function has no better token', async () => {
      const { client, sockets } = await given('401 X', drip, { ...options, token: () => 't', timeout: 200 })
      await expect(client.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({ code: 'FLUXLINE_TIMEOUT' })
      await expect.poll(() => sockets.size).toBe(0)
    })

    it('is read for as long as it takes if it is a success of another request', async () => {
      const { client } = await given('200 X', drip, { ...options, timeout: 100 })
      const { body } = await client.request({ method: 'GET', path: '/x' })
      let bytes = 0
      for await (const { length } of body) if ((bytes += length) >= 15) break
      expect(bytes).toBeGreaterThanOrEqual(15)
    })
  })
})
