import { once } from 'node:events'
import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { firstValueFrom, from, lastValueFrom, take, toArray } from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import { createQueryApi } from '../src/index.ts'
import type { QueryApi } from '../src/index.ts'

const head = ',result,table,_value\r\n'
const rows = ',r,0,1\r\n'.repeat(2_000)

/** A server that writes as fast as its sockets take it, and never ends; and how many bytes they took. */
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

/** A server that sends three rows and then nothing. */
async function silent(use: (query: QueryApi, server: Loopback) => Promise<void>): Promise<void> {
  await using server = await startLoopback((_request, response) => void response.write(head + rows.slice(0, 24)))
  await using client = createClient({ url: server.url, org: 'acme' })
  await use(createQueryApi(client), server)
}

const closed = (server: Loopback) => vi.waitFor(() => expect(server.sockets.size).toBe(0), { interval: 2 })

/** The bytes that were taken once their number does not change any more. */
async function settled(taken: () => number): Promise<number> {
  for (let before = -1; before !== taken();) {
    before = taken()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return taken()
}

describe('a consumer that waits', () => {
  it('holds up the socket: records', async () => {
    await endless(async (query, _, taken) => {
      const records = query.stream('x')
      await records.next()
      const first = await settled(taken)
      // What the system's buffers of both sockets hold, and one chunk.
      expect(first).toBeLessThan(16_000_000)
      for (let at = 0; at < 100; at++) await records.next()
      expect(await settled(taken)).toBe(first)
      await records.return?.()
    })
  })

  it('holds up the socket: the stream of raw', async () => {
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

  it.each<[string, number, (query: QueryApi) => AsyncIterableIterator<unknown>]>([
    ['records', 3, (query) => query.stream('x')],
    ['records with profilers', 3, (query) => query.stream('x', { profilers: ['query'] })],
    ['rows of text', 4, (query) => query.csv('x')],
    ['typed rows', 3, (query) => query.rows('x', { name: 'm', definition: { fields: {} } })],
  ])('%s closes the socket at once, while a chunk is waited for too', async (_, count, open) => {
    await silent(async (query, server) => {
      const values = open(query)
      for (let at = 0; at < count; at++) await values.next()
      const next = values.next()
      await values.return?.()
      expect(await next).toEqual({ done: true, value: undefined })
      await closed(server)
    })
  })

  it('closes the socket at once, while the answer is waited for too', async () => {
    await using server = await startLoopback(() => {})
    await using client = createClient({ url: server.url, org: 'acme' })
    const records = createQueryApi(client).stream('x')
    const next = records.next()
    await vi.waitFor(() => expect(server.requests).toHaveLength(1))
    await records.return?.()
    expect(await next).toEqual({ done: true, value: undefined })
    await closed(server)
  })

  it('by the signal closes the socket, while a chunk is waited for too', async () => {
    await silent(async (query, server) => {
      const controller = new AbortController()
      const records = query.stream('x', { signal: controller.signal })
      for (let at = 0; at < 3; at++) await records.next()
      const next = records.next()
      controller.abort()
      await expect(next).rejects.toMatchObject({ code: 'FLUXLINE_ABORTED' })
      await closed(server)
    })
  })

  it('a silent stream of raw by cancelling it closes the socket', async () => {
    await silent(async (query, server) => {
      const reader = (await query.raw('x', { as: 'stream' })).getReader()
      await reader.read()
      const read = reader.read()
      await reader.cancel()
      expect(await read).toMatchObject({ done: true })
      await closed(server)
    })
  })
})

describe('an observable', () => {
  it('is one of rxjs by from, and taking enough ends the request', async () => {
    await endless(async (query, server) => {
      const first = await firstValueFrom(from(query.observable('x')))
      expect(first.value).toBe('1')
      const three = await lastValueFrom(from(query.observable('x')).pipe(take(3), toArray()))
      expect(three).toHaveLength(3)
      await closed(server)
    })
  })

  it('ends the request at once when it is unsubscribed from, while a chunk is waited for', async () => {
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

  it('tells nothing more once it is unsubscribed from by the observer itself', async () => {
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

  it('sends the query for each subscriber, none before, and tells the end', async () => {
    await using server = await startLoopback((_request, response) => void response.end(head + rows.slice(0, 16)))
    await using client = createClient({ url: server.url, org: 'acme' })
    const observable = createQueryApi(client).observable('x')
    expect(server.requests).toHaveLength(0)
    expect(await lastValueFrom(from(observable).pipe(toArray()))).toHaveLength(2)
    expect(await lastValueFrom(from(observable).pipe(toArray()))).toHaveLength(2)
    expect(server.requests).toHaveLength(2)
  })

  it('tells an error, one of the observer too, and the abort of a signal of the call', async () => {
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
