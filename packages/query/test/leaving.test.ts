import { once } from 'node:events'
import { createClient } from '@fluxline/core'
import { describeLeaving, startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { firstValueFrom, from, lastValueFrom, take, toArray } from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { createQueryApi } from '../src/index.ts'
import type { QueryApi } from '../src/index.ts'

const head = ',result,table,_value\r\n'
const rows = ',r,0,1\r\n'.repeat(2_000)

/** Starts a server that writes as fast as its sockets accept it, and never ends; `taken` returns how much they accepted. */
async function endless(use: (query: QueryApi, server: Loopback, taken: () => number) => Promise<void>): Promise<void> {
  let taken = 0
  await using server = await startLoopback(async (_request, response, socket) => {
    const gone = once(socket, 'close')
    response.write(head)
    while (!socket.destroyed) {
      taken += rows.length
      const drained = new Promise((resolve) => response.once('drain', resolve))
      if (!response.write(rows)) await Promise.race([drained, gone])
      response.removeAllListeners('drain')
    }
  })
  await using client = createClient({ url: server.url, org: 'acme' })
  await use(createQueryApi(client), server, () => taken)
}

/** Starts a server that sends three rows and then nothing. */
async function silent(use: (query: QueryApi, server: Loopback) => Promise<void>): Promise<void> {
  await using server = await startLoopback((_request, response) => void response.write(head + rows.slice(0, 24)))
  await using client = createClient({ url: server.url, org: 'acme' })
  await use(createQueryApi(client), server)
}

const closed = (server: Loopback) => vi.waitFor(() => expect(server.sockets.size).toBe(0), { interval: 2 })

/** Returns how many bytes were accepted, once their number no longer changes. */
async function settled(taken: () => number): Promise<number> {
  for (let before = -1; before !== taken();) {
    before = taken()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return taken()
}

describe('a consumer that does not read', () => {
  it('stops the socket: records', async () => {
    await endless(async (query, _, taken) => {
      const records = query.stream('x')
      await records.next()
      const first = await settled(taken)
      // The system's buffers of both sockets, and one chunk.
      expect(first).toBeLessThan(16_000_000)
      for (let at = 0; at < 100; at++) await records.next()
      expect(await settled(taken)).toBe(first)
      await records.return?.()
    })
  })

  it('stops the socket: the stream of raw', async () => {
    await endless(async (query, server, taken) => {
      const reader = (await query.raw('x', { as: 'stream' })).getReader()
      await reader.read()
      const first = await settled(taken)
      expect(first).toBeLessThan(16_000_000)
      while (taken() === first) await reader.read()
      await reader.cancel()
      await closed(server)
    })
  })
})

describe('leaving', () => {
  it.each<[string, (query: QueryApi) => AsyncIterable<unknown>]>([
    ['records', (query) => query.stream('x')],
    ['batches', (query) => query.streamBatches('x')],
    ['rows of text', (query) => query.csv('x')],
    ['an observable', (query) => query.observable('x')],
    ['records with profilers', (query) => query.stream('x', { profilers: ['query'] })],
  ])('the loop over %s closes the socket', async (_, open) => {
    await endless(async (query, server) => {
      let count = 0
      for await (const value of open(query)) {
        expect(value).toBeDefined()
        if (++count === 3) break
      }
      await closed(server)
    })
  })
})

describe('an observable', () => {
  it('becomes one of rxjs by from, and taking enough ends the request', async () => {
    await endless(async (query, server) => {
      const first = await firstValueFrom(from(query.observable('x')))
      expect(first.value).toBe('1')
      const three = await lastValueFrom(from(query.observable('x')).pipe(take(3), toArray()))
      expect(three).toHaveLength(3)
      await closed(server)
    })
  })

  it('ends the request at once after unsubscribing, while a chunk is awaited', async () => {
    await silent(async (query, server) => {
      const next = vi.fn<(value?: unknown) => void>()
      const other = vi.fn<(value?: unknown) => void>()
      const subscription = query.observable('x').subscribe({ next, error: other, complete: other })
      await vi.waitFor(() => expect(next).toHaveBeenCalledTimes(3))
      expect(subscription.closed).toBe(false)
      subscription.unsubscribe()
      expect(subscription.closed).toBe(true)
      await closed(server)
      expect(other).not.toHaveBeenCalled()
    })
  })

  it('stops emitting after the observer unsubscribes', async () => {
    await endless(async (query, server) => {
      const seen: unknown[] = []
      const subscription = query.observable('x').subscribe((record) => {
        seen.push(record)
        if (seen.length === 2) subscription.unsubscribe()
      })
      await vi.waitFor(() => expect(subscription.closed).toBe(true))
      await closed(server)
      expect(seen).toHaveLength(2)
    })
  })

  it('sends the query for each subscriber, and none before, and completes', async () => {
    await using server = await startLoopback(
      (_request, response) => void response.end(`${head}${rows.slice(0, 16)}\r\n`),
    )
    await using client = createClient({ url: server.url, org: 'acme' })
    const observable = createQueryApi(client).observable('x')
    expect(server.requests).toHaveLength(0)
    expect(await lastValueFrom(from(observable).pipe(toArray()))).toHaveLength(2)
    expect(await lastValueFrom(from(observable).pipe(toArray()))).toHaveLength(2)
    expect(server.requests).toHaveLength(2)
  })

  it('emits errors: of the observer, and of an aborted signal', async () => {
    await endless(async (query, server) => {
      const error = vi.fn<(value?: unknown) => void>()
      query.observable('x').subscribe({
        next: () => {
          throw new Error('a bug')
        },
        error,
      })
      await vi.waitFor(() => expect(error).toHaveBeenCalledWith(new Error('a bug')))
      await closed(server)
      const controller = new AbortController()
      const aborted = vi.fn<(value?: unknown) => void>()
      query.observable('x', { signal: controller.signal }).subscribe({ next: () => controller.abort(), error: aborted })
      await vi.waitFor(() =>
        expect(aborted).toHaveBeenCalledWith(expect.objectContaining({ code: 'FLUXLINE_ABORTED' })),
      )
      await closed(server)
    })
  })
})

const api = (url: string): QueryApi => createQueryApi(createClient({ url, org: 'acme' }))
const start = { body: head + rows.slice(0, 24), values: 3 }
const profilers = ['query'] as const

describeLeaving([
  { name: 'stream', open: (url, signal) => api(url).stream('x', { signal }), start },
  { name: 'stream with profilers', open: (url, signal) => api(url).stream('x', { signal, profilers }), start },
  {
    name: 'streamBatches',
    open: (url, signal) => api(url).streamBatches('x', { signal }),
    start: { ...start, values: 1 },
  },
  {
    name: 'streamBatches with profilers',
    open: (url, signal) => api(url).streamBatches('x', { signal, profilers }),
    start: { ...start, values: 1 },
  },
  {
    name: 'rows by a schema',
    open: (url, signal) => api(url).rows('x', { name: 'm', definition: { fields: {} } }, { signal }),
    start,
  },
  {
    name: 'rows by a validator',
    open: (url, signal) => api(url).rows('x', z.object({ _value: z.string() }), { signal }),
    start,
  },
  { name: 'csv', open: (url, signal) => api(url).csv('x', { signal }), start: { ...start, values: 4 } },
  {
    name: 'csv with profilers',
    open: (url, signal) => api(url).csv('x', { signal, profilers }),
    start: { body: `#datatype\r\n#group\r\n#default\r\n${start.body}`, values: 7 },
  },
  { name: 'observable', open: (url, signal) => api(url).observable('x', { signal })[Symbol.asyncIterator](), start },
  { name: 'the stream of raw', open: readRaw, start: { ...start, values: 1 } },
])

/** Reads the stream of `raw`: leaving aborts its signal while the response is awaited, and cancels it afterwards. */
function readRaw(url: string, signal?: AbortSignal): AsyncIterator<unknown> {
  const over = { done: true, value: undefined } as const
  const leaving = new AbortController()
  signal?.addEventListener('abort', () => leaving.abort())
  let reader: Promise<ReadableStreamDefaultReader<Uint8Array>> | undefined
  let isOver = false
  return {
    async next() {
      if (isOver) return over
      try {
        reader ??= api(url)
          .raw('x', { as: 'stream', signal: leaving.signal })
          .then((stream) => stream.getReader())
        return (await (await reader).read()) as IteratorResult<unknown>
      } catch (error) {
        if (isOver) return over
        isOver = true
        throw error
      }
    },
    async return() {
      isOver = true
      if (reader === undefined) return over
      const opened = await Promise.race([reader, Promise.resolve()])
      if (opened) await opened.cancel()
      else leaving.abort()
      return over
    },
  }
}
