import { getEventListeners } from 'node:events'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler, Loopback } from '@fluxline/test-support'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readText } from '../http/read-body.ts'
import type { ResolvedTimeouts, Transport, TransportRequest } from './transport.ts'

const patient: ResolvedTimeouts = { connect: 5000, firstByte: 5000, idle: 5000, total: 0 }

/** The promises of every transport, on real sockets. */
export function describeTransport(name: string, create: () => Transport): void {
  describe(`the ${name} transport`, () => {
    let loopback: Loopback | undefined
    let transport: Transport | undefined

    afterEach(async () => {
      vi.useRealTimers()
      await loopback?.close()
      await transport?.close()
    })

    async function given(
      handler: RequestHandler,
    ): Promise<(request?: Partial<TransportRequest>) => ReturnType<Transport['send']>> {
      const server = (loopback = await startLoopback(handler))
      const carrier = (transport = create())
      return (request) =>
        carrier.send({
          method: 'GET',
          url: `${server.url}/x`,
          headers: {},
          body: undefined,
          signal: undefined,
          timeouts: patient,
          call: { id: 1, attempt: 1 },
          ...request,
        })
    }

    it('sends a request and returns its response', async () => {
      const send = await given((_, response) => void response.writeHead(201, { 'X-Thing': 'yes' }).end('hello'))
      const received = await send({ method: 'POST', headers: { 'x-mine': '1' }, body: 'text' })
      expect(received.status).toBe(201)
      expect(received.headers.get('x-thing')).toBe('yes')
      expect(received.headers.get('absent')).toBeNull()
      expect(await readText(received.body)).toBe('hello')
      expect(loopback?.requests).toMatchObject([
        { method: 'POST', url: '/x', headers: { 'x-mine': '1', 'content-length': '4' } },
      ])
    })

    it('sends only the view of a larger buffer', async () => {
      const send = await given((request, response) => void response.end(request.body))
      const received = await send({ method: 'POST', body: new TextEncoder().encode('abcdef').subarray(2, 4) })
      expect(await readText(received.body)).toBe('cd')
    })

    it('sends a stream in chunks', async () => {
      const send = await given((request, response) => void response.end(request.body))
      const received = await send({ method: 'POST', body: streamOf(twoPieces()) })
      expect(await readText(received.body)).toBe('one two')
      expect(loopback?.requests[0]?.headers['transfer-encoding']).toBe('chunked')
    })

    it('decodes a gzipped response', async () => {
      const text = 'long '.repeat(1000)
      const send = await given(
        (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text)),
      )
      expect(await readText((await send({ headers: { 'accept-encoding': 'gzip' } })).body)).toBe(text)
    })

    it('returns redirects and errors as responses', async () => {
      const send = await given((_, response) => void response.writeHead(307, { location: '/y' }).end())
      const received = await send()
      expect(received.status).toBe(307)
      expect(received.headers.get('location')).toBe('/y')
      await readText(received.body)
    })

    it('reports a refused connection', async () => {
      const send = await given((_, response) => void response.end())
      const { url } = loopback!
      await loopback!.close()
      await expect(send({ url: `${url}/gone` })).rejects.toMatchObject({
        code: 'FLUXLINE_CONNECTION',
        retryable: true,
        message: expect.stringContaining('/gone'),
      })
    })

    it('reports a connection that breaks in the middle of the response', async () => {
      const send = await given((_, response) => void response.writeHead(200, { 'content-length': '100' }).write('half'))
      const received = await send()
      for (const socket of loopback!.sockets) socket.resetAndDestroy()
      await expect(readText(received.body)).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
    })

    it('ends a request whose first byte is late, and closes its socket', async () => {
      const send = await given(() => {})
      await expect(send({ timeouts: { ...patient, firstByte: 50 } })).rejects.toMatchObject({
        code: 'FLUXLINE_TIMEOUT',
        phase: 'firstByte',
        timeoutMs: 50,
      })
      await allClosed(loopback!)
    })

    it('ends a response that pauses too long, and closes its socket', async () => {
      const send = await given((_, response) => void response.writeHead(200).write('begun'))
      const received = await send({ timeouts: { ...patient, idle: 50 } })
      await expect(readText(received.body)).rejects.toMatchObject({ code: 'FLUXLINE_TIMEOUT', phase: 'idle' })
      await allClosed(loopback!)
    })

    it('gives each of several calls its chunk, also if they do not wait for each other', async () => {
      const send = await given((_, response) => {
        response.write('a')
        setTimeout(() => response.write('b'), 30)
        setTimeout(() => response.end('c'), 60)
      })
      const { body } = await send()
      const chunks = body[Symbol.asyncIterator]()
      const results = await Promise.all(Array.from({ length: 5 }, () => chunks.next()))
      expect(results.map(({ done, value }) => done || new TextDecoder().decode(value))).toEqual([
        'a',
        'b',
        'c',
        true,
        true,
      ])
    })

    it('ends a call that takes too long in total', async () => {
      const send = await given((_, response) => {
        const drip = setInterval(() => response.write('.'), 10)
        response.once('close', () => clearInterval(drip))
      })
      const call = send({ timeouts: { ...patient, total: 80 } }).then(({ body }) => readText(body))
      await expect(call).rejects.toMatchObject({ code: 'FLUXLINE_TIMEOUT', phase: 'total' })
      await allClosed(loopback!)
    })

    it('ends on abort, before and during the response, with the reason', async () => {
      const send = await given(
        (request, response) => void (request.url === '/x' && response.writeHead(200).write('begun')),
      )
      const within = new AbortController()
      const received = await send({ signal: within.signal })
      setTimeout(() => within.abort('enough'), 20)
      await expect(readText(received.body)).rejects.toMatchObject({ code: 'FLUXLINE_ABORTED', cause: 'enough' })

      const before = new AbortController()
      setTimeout(() => before.abort(), 20)
      await expect(send({ url: `${loopback!.url}/silent`, signal: before.signal })).rejects.toMatchObject({
        name: 'AbortError',
      })
      await expect(send({ signal: AbortSignal.abort('early') })).rejects.toMatchObject({
        code: 'FLUXLINE_ABORTED',
        cause: 'early',
      })
      await allClosed(loopback!)
    })

    it('closes the socket if the body is left early', async () => {
      const send = await given((_, response) => {
        const flow = setInterval(() => response.write('x'.repeat(1000)), 1)
        response.once('close', () => clearInterval(flow))
      })
      for await (const chunk of (await send()).body) {
        expect(chunk.length).toBeGreaterThan(0)
        break
      }
      await allClosed(loopback!)
    })

    it('closes the socket if the body is left before its first chunk', async () => {
      const send = await given((_, response) => void response.writeHead(200).write('begun'))
      const body = (await send()).body[Symbol.asyncIterator]()
      await expect(body.return?.()).resolves.toMatchObject({ done: true })
      await allClosed(loopback!)
    })

    it('closes the socket on abort while nobody reads, and the next read throws', async () => {
      const send = await given((_, response) => void response.writeHead(200).write('begun'))
      const abort = new AbortController()
      const received = await send({ signal: abort.signal })
      abort.abort('enough')
      await allClosed(loopback!)
      await expect(readText(received.body)).rejects.toMatchObject({ code: 'FLUXLINE_ABORTED', cause: 'enough' })
    })

    it('does not wait on close for a response that was aborted while it was read, and then left', async () => {
      const send = await given((_, response) => void response.writeHead(200).write('begun'))
      const abort = new AbortController()
      await (await send({ signal: abort.signal })).body[Symbol.asyncIterator]().next()
      abort.abort()
      await expect(transport!.close()).resolves.toBeUndefined()
    })

    it('leaves no listener on a signal that the caller keeps', async () => {
      const send = await given((_, response) => void response.end('hello'))
      const { signal } = new AbortController()
      for (let n = 0; n < 3; n++) await readText((await send({ signal })).body)
      expect(getEventListeners(signal, 'abort')).toEqual([])
    })

    it("does not count the consumer's time as a pause of the server", async () => {
      const send = await given((_, response) => void response.end('x'.repeat(1000)))
      const received = await send({ timeouts: { ...patient, idle: 50 } })
      useFakeTimers()
      for await (const chunk of received.body) {
        vi.advanceTimersByTime(120)
        expect(chunk.length).toBeGreaterThan(0)
      }
    })

    it('does not count an upload as a pause of the server', async () => {
      const send = await given((request, response) => void response.end(String(request.body.length)))
      useFakeTimers()
      const received = await send({ method: 'POST', body: slowly(8, 100), timeouts: { ...patient, firstByte: 150 } })
      expect(await readText(received.body)).toBe('8')
    })

    it('reads no faster than the consumer', async () => {
      let sent = 0
      function* blocks(): Generator<Buffer> {
        const block = Buffer.alloc(64 * 1024)
        for (; sent < 64 * 1024 * 1024; sent += block.length) yield block
      }
      const send = await given((_, response) => void Readable.from(blocks()).pipe(response))
      const received = await send()
      await sleep(200)
      expect(sent).toBeLessThan(16 * 1024 * 1024)
      let read = 0
      for await (const chunk of received.body) read += chunk.length
      expect(read).toBe(64 * 1024 * 1024)
    })
  })
}

function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(chunks)) as ReadableStream<Uint8Array>
}

/** A stream whose pieces each take `pieceMs` to produce. */
function slowly(pieces: number, pieceMs: number): ReadableStream<Uint8Array> {
  let left = pieces
  return new ReadableStream(
    {
      pull(controller) {
        if (left-- === 0) return controller.close()
        vi.advanceTimersByTime(pieceMs)
        controller.enqueue(new Uint8Array(1))
      },
    },
    { highWaterMark: 0 },
  )
}

/** Stops time for time-outs, but not for sockets. */
function useFakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
}

async function* twoPieces(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode('one ')
  await sleep(5)
  yield new TextEncoder().encode('two')
}

async function allClosed(loopback: Loopback): Promise<void> {
  // `events.once` would fail on a socket that was reset.
  await Promise.all([...loopback.sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))))
}
