import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'
import { defineMeasurement, int, Point } from '@fluxline/point'
import { isHttpError, session } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler, Loopback } from '@fluxline/test-support'
import { from } from 'rxjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { BatchEvent, BatchOptions, WriterEvent } from '../src/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'
import type { WorkerBatchWriter } from '../src/worker/index.ts'
import { line, lines } from './lines.ts'

const stored: RequestHandler = (_, response) => void response.writeHead(204).end()
const never: RequestHandler = () => {}
const sealed = (): Promise<string> => Promise.reject(new Error('the vault is sealed'))
const Room = defineMeasurement('room', { fields: { people: int() } })

// A thread takes its time to start where the machine is busy.
vi.setConfig({ testTimeout: 30_000 })
const slowly = { timeout: 20_000 }

afterEach(() => void vi.restoreAllMocks())

function open({ url }: Loopback, options: BatchOptions = {}): WorkerBatchWriter {
  return createWorkerBatchWriter(
    { url, server: '2', token: 'secret', org: 'acme' },
    { bucket: 'b', retryInterval: 5, ...options },
  )
}

function sentLines({ requests }: Loopback): string[] {
  return requests.flatMap(({ body, headers }) =>
    (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString().split('\n').slice(0, -1),
  )
}

/** The next worker that is started. */
async function nextWorker(): Promise<Worker> {
  const [worker] = (await once(process, 'worker')) as [Worker]
  return worker
}

describe('a worker batch writer', () => {
  it('writes like a batch writer, with the same counts', async () => {
    await using server = await startLoopback(stored)
    const onSuccess = vi.fn<(event: BatchEvent) => void>()
    await using writer = open(server, { batchSize: 4, concurrency: 1, gzip: { threshold: 1 }, onSuccess })
    const events: WriterEvent[] = []
    writer.events.subscribe((event) => events.push(event))
    await writer.start()
    const receipt = writer.submit([line(0), new TextEncoder().encode(line(1))])
    await writer.write(Point.measurement('m').floatField('v', 2).time(1_700_000_000_000_000_002n))
    await writer.write(from(lines(2, 3)))
    await writer.write(Room.record({ people: 5n, time: 5n }))
    await writer.write({ measurement: 'm', fields: { v: 6 }, time: 6n })
    expect(await writer.flush()).toEqual({ written: 7, failed: 0, unsent: 0, rejected: [] })
    expect(sentLines(server)).toEqual([...lines(5), 'room people=5i 5', 'm v=6 6'])
    expect(server.requests[0]).toMatchObject({
      url: '/api/v2/write?org=acme&bucket=b&precision=ns',
      headers: { authorization: 'Token secret', 'content-encoding': 'gzip' },
    })
    expect(await receipt.outcome).toEqual({ written: 2, failed: 0, refused: 0, unsent: 0, rejected: [] })
    expect(events.map(({ type }) => type)).toEqual(['success', 'success'])
    expect(onSuccess.mock.calls[0]![0].text()).toBe(`${lines(4).join('\n')}\n`)
    expect(writer.stats).toMatchObject({ written: 7, buffered: { lines: 0 }, inFlight: { lines: 0 } })
  })

  it('writes a Buffer as it was when write was called', async () => {
    await using server = await startLoopback(stored)
    await using writer = open(server, { batchSize: 3 })
    const buffer = Buffer.alloc(line(0).length)
    for (const text of lines(9)) {
      buffer.write(text)
      void writer.write(buffer)
    }
    buffer.fill(0)
    expect(await writer.flush()).toMatchObject({ written: 9, failed: 0 })
    expect(sentLines(server).toSorted()).toEqual(lines(9))
  })

  it('transfers each batch in one message, without a copy between the threads', async () => {
    await using server = await startLoopback(stored)
    await using writer = open(server, { batchSize: 100 })
    await writer.start()
    const post = vi.spyOn(Worker.prototype, 'postMessage')
    for (let at = 0; at < 2000; at++) await writer.write(line(at))
    await writer.flush()
    expect(post).toHaveBeenCalledTimes(20)
    for (const [message, transferred] of post.mock.calls) {
      const { body } = (message as { spec: { body: Uint8Array } }).spec
      expect(transferred).toEqual([body.buffer])
      // What was handed over is here no longer.
      expect(body).toHaveLength(0)
    }
  })

  it("removes bad lines, and reports errors with the server's message", async () => {
    await using server = await startLoopback(({ body }, response) => {
      const bad = /bad.*/.exec(body.toString())?.[0]
      if (!bad) return void response.writeHead(401, { 'x-influxdb-request-id': '0abc' }).end('{"message":"who?"}')
      const message = `unable to parse '${bad}': no`
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ code: 'invalid', message }))
    })
    const errors: unknown[] = []
    await using writer = open(server, { onError: ({ error }) => void errors.push(error) })
    await writer.write([line(0), 'bad v=1 1'])
    expect(await writer.close()).toMatchObject({ failed: 2, rejected: [{ line: 'bad v=1 1', reason: 'no' }] })
    expect(isHttpError(errors[0])).toBe(true)
    expect(errors[0]).toMatchObject({ name: 'HttpError', status: 401, requestId: '0abc', retryable: false })
  })

  it('honors Retry-After', async () => {
    let asked = 0
    await using server = await startLoopback((_, response) =>
      asked++ === 0 ? void response.writeHead(503, { 'retry-after': '0' }).end() : void response.writeHead(204).end(),
    )
    const onRetry = vi.fn<(event: BatchEvent) => void>()
    await using writer = open(server, { retryInterval: 60_000, onRetry })
    await writer.write(line(0))
    expect(await writer.close()).toMatchObject({ written: 1 })
    expect(onRetry).toHaveBeenCalledWith(expect.objectContaining({ delayMs: 0 }))
  })

  it('counts lines as not stored if the server is unreachable', async () => {
    const writer = createWorkerBatchWriter({ url: 'http://127.0.0.1:9' }, { bucket: 'b', maxRetries: 0 })
    await writer.write(line(0))
    expect(await writer.close()).toMatchObject({ failed: 1 })
    expect(writer.stats.unknown).toBe(0)
  })

  it('stays closed', async () => {
    await using server = await startLoopback(stored)
    const writer = open(server)
    expect(writer.close()).toBe(writer.close())
    await writer.close()
    const closed = { code: 'FLUXLINE_CLOSED' }
    expect(() => writer.write(line(0))).toThrow(expect.objectContaining(closed) as Error)
    await expect(writer.start()).rejects.toMatchObject(closed)
  })
})

describe('a worker that crashes', () => {
  it('loses no line: another worker sends them again', async () => {
    let asked = 0
    await using server = await startLoopback((request, response, socket) =>
      asked++ < 2 ? undefined : stored(request, response, socket),
    )
    const worker = nextWorker()
    const onRetry = vi.fn<(event: BatchEvent) => void>()
    await using writer = open(server, { batchSize: 10, onRetry })
    void writer.write(lines(35))
    const first = await worker
    await expect.poll(() => server.requests, slowly).toHaveLength(2)
    await first.terminate()
    expect(await writer.close()).toEqual({ written: 35, failed: 0, unsent: 0, rejected: [] })
    expect(onRetry).toHaveBeenCalledTimes(2)
    expect(onRetry).toHaveBeenCalledWith(
      expect.objectContaining({ error: expect.objectContaining({ code: 'FLUXLINE_WORKER' }) as Error }),
    )
  })

  it('leaves the outcome unknown of lines that were in flight, if they are not retried', async () => {
    await using server = await startLoopback(never)
    const worker = nextWorker()
    const errors: BatchEvent[] = []
    const writer = open(server, { batchSize: 10, maxRetries: 0, onError: (event) => void errors.push(event) })
    void writer.write(lines(20))
    const first = await worker
    await expect.poll(() => server.requests, slowly).toHaveLength(2)
    // What no worker survives.
    first.postMessage(null, [])
    await expect.poll(() => errors, slowly).toHaveLength(2)
    expect(errors[0]).toMatchObject({ outcome: 'unknown', lines: 10, error: { code: 'FLUXLINE_WORKER' } })
    expect(errors[0]!.error).toHaveProperty('cause')
    expect(await writer.close()).toMatchObject({ written: 0, failed: 20, unsent: 0 })
    expect(writer.stats.unknown).toBe(20)
  })
})

describe('terminate', () => {
  it('ends the worker at once, and hands back every line that is not written', async () => {
    await using server = await startLoopback(never)
    const worker = nextWorker()
    const writer = open(server, { batchSize: 10, concurrency: 1 })
    const receipt = writer.submit(lines(25))
    const exit = once(await worker, 'exit')
    await expect.poll(() => server.requests, slowly).toHaveLength(1)
    const unsent = await writer.terminate()
    await exit
    expect(unsent.map(({ body }) => new TextDecoder().decode(body)).join('')).toBe(`${lines(25).join('\n')}\n`)
    expect(await writer.close()).toMatchObject({ written: 0, failed: 0, unsent: 25 })
    expect(writer.stats.unknown).toBe(10)
    expect(await receipt.outcome).toMatchObject({ unsent: 25 })
    await expect.poll(() => server.sockets.size, slowly).toBe(0)
  })

  it('does what abort does, which does not wait', async () => {
    await using server = await startLoopback(stored)
    const worker = nextWorker()
    const writer = open(server)
    void writer.start()
    const exit = once(await worker, 'exit')
    void writer.write(line(0))
    expect(writer.abort()).toMatchObject([{ lines: 1 }])
    await exit
  })
})

describe('credentials', () => {
  it('come from this thread, and are asked for again if the server rejects them', async () => {
    await using server = await startLoopback(({ headers }, response) => {
      response.writeHead(headers.authorization === 'Token t2' ? 204 : 401).end()
    })
    let asked = 0
    const token = (): Promise<string> => Promise.resolve(`t${++asked}`)
    await using writer = createWorkerBatchWriter({ url: server.url, server: '2', token }, { bucket: 'b', batchSize: 1 })
    await writer.write(lines(3))
    expect(await writer.flush()).toMatchObject({ written: 3 })
    expect(asked).toBe(2)
  })

  it('that cannot be fetched leave the batch unsent, with their own error as the cause', async () => {
    await using server = await startLoopback(stored)
    const onError = vi.fn<(event: BatchEvent) => void>()
    const options = { bucket: 'b', maxRetries: 1, retryInterval: 10, onError }
    await using writer = createWorkerBatchWriter({ url: server.url, server: '2', token: sealed }, options)
    await writer.write(line(0))
    expect(await writer.close()).toMatchObject({ failed: 1 })
    expect(onError.mock.lastCall?.[0]).toMatchObject({
      outcome: 'unsent',
      attempt: 2,
      error: { code: 'FLUXLINE_CONNECTION', cause: { message: 'the vault is sealed' } },
    })
  })

  it.each([
    ['an object without a prototype', () => Object.create(null) as Error],
    [
      'an error that is its own cause',
      () => {
        const error = new Error('no')
        error.cause = error
        return error
      },
    ],
  ])('may fail with %s', async (_, create) => {
    await using server = await startLoopback(stored)
    const token = (): Promise<string> => Promise.reject(create())
    const options = { bucket: 'b', maxRetries: 0, onError: () => {} }
    await using writer = createWorkerBatchWriter({ url: server.url, server: '2', token }, options)
    await writer.write(line(0))
    expect(await writer.close()).toMatchObject({ failed: 1 })
  })

  it('can be a session, which is renewed and ended', async () => {
    let signedIn = 0
    await using server = await startLoopback(({ url, headers }, response) => {
      if (url.endsWith('/signin')) response.setHeader('set-cookie', `influxdb-oss-session=${++signedIn}`)
      const isOld = url.includes('/write') && headers.cookie !== 'influxdb-oss-session=2'
      response.writeHead(isOld ? 401 : 204).end()
    })
    const auth = session({ username: 'ann', password: 'secret' })
    const writer = createWorkerBatchWriter({ url: server.url, server: '2', auth }, { bucket: 'b' })
    await writer.write(line(0))
    expect(await writer.close()).toMatchObject({ written: 1 })
    const paths = server.requests.map(({ url }) => /\w+(?=\?|$)/.exec(url)?.[0])
    expect(paths).toEqual(['signin', 'write', 'signin', 'write', 'signout'])
  })
})

describe('options', () => {
  it.each(['hooks', 'retry', 'transport', 'fetch', 'dispatcher'])(
    'refuse %s, which works in one thread only',
    (name) => {
      const options = { url: 'http://localhost:8086', [name]: () => {} }
      expect(() => createWorkerBatchWriter(options)).toThrow(
        expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining(name) as string }) as Error,
      )
    },
  )

  it('are checked in this thread', () => {
    expect(() => createWorkerBatchWriter({ url: 'nowhere' })).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_OPTION' }) as Error,
    )
    const both = { url: 'http://localhost', token: 'secret', auth: session({ username: 'a', password: 'b' }) }
    expect(() => createWorkerBatchWriter(both)).toThrow(/mutually exclusive/)
  })
})
