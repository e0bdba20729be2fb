import { describe, expect, it, vi } from 'vitest'
import { startLoopback } from './loopback.ts'
import type { Loopback, RequestHandler } from './loopback.ts'

/** A stream that a package hands out, and how a test opens it. */
export interface LeavableStream {
  readonly name: string
  /** Opens the stream against a server; the signal goes with its options. */
  readonly open: (url: string, signal?: AbortSignal) => AsyncIterator<unknown>
  /** The start of a response, its content type if it needs one, and how many values it holds; the next one never arrives. */
  readonly start: { readonly body: string; readonly values: number; readonly type?: string }
}

/** How long leaving may take, in milliseconds. */
const MOST_MS = 300

/**
 * Tests that leaving each stream ends its request at once: by `return()` and by its signal, while the response is awaited
 * and in the middle of it.
 */
export function describeLeaving(streams: readonly LeavableStream[]): void {
  describe.each(streams.map((stream) => [stream.name, stream] as const))('leaving %s', (_, { open, start }) => {
    it('ends the request at once, while the response is awaited', async () => {
      await withServer(silent, async (server) => {
        const values = open(server.url)
        const next = values.next()
        await requested(server)
        await leave(values)
        await closed(server)
        expect(await next).toEqual({ done: true, value: undefined })
        expect(await values.next()).toEqual({ done: true, value: undefined })
      })
    })

    it('ends the request at once, while a value is awaited', async () => {
      await withServer(beginning(start), async (server) => {
        const values = open(server.url)
        for (let count = 0; count < start.values; count++) expect(await values.next()).toMatchObject({ done: false })
        const next = values.next()
        await leave(values)
        await closed(server)
        expect(await next).toEqual({ done: true, value: undefined })
      })
    })

    it('ends the request at once, while nothing is awaited', async () => {
      await withServer(beginning(start), async (server) => {
        const values = open(server.url)
        expect(await values.next()).toMatchObject({ done: false })
        await leave(values)
        await closed(server)
      })
    })

    it('sends nothing if it is left before the first value is requested', async () => {
      await withServer(silent, async (server) => {
        const values = open(server.url)
        await leave(values)
        expect(await values.next()).toEqual({ done: true, value: undefined })
        expect(server.requests).toEqual([])
      })
    })

    it.each([
      ['the response', silent, 0],
      ['a value', beginning(start), start.values],
    ])('by its signal ends the request at once, while %s is awaited', async (_what, handle, count) => {
      await withServer(handle, async (server) => {
        const controller = new AbortController()
        const values = open(server.url, controller.signal)
        for (let index = 0; index < count; index++) await values.next()
        const next = values.next().then(
          () => 'a value',
          (error: unknown) => (error as { code?: unknown }).code,
        )
        await requested(server)
        controller.abort()
        expect(await within(next)).toBe('FLUXLINE_ABORTED')
        await closed(server)
        expect(await values.next()).toEqual({ done: true, value: undefined })
      })
    })
  })
}

const silent: RequestHandler = () => {}

function beginning({ body, type }: LeavableStream['start']): RequestHandler {
  return (_, response) => void response.writeHead(200, type === undefined ? {} : { 'content-type': type }).write(body)
}

async function withServer(handle: RequestHandler, use: (server: Loopback) => Promise<void>): Promise<void> {
  await using server = await startLoopback(handle)
  await use(server)
}

async function requested(server: Loopback): Promise<void> {
  await vi.waitFor(() => expect(server.requests).toHaveLength(1), { interval: 2 })
}

async function leave(values: AsyncIterator<unknown>): Promise<void> {
  expect(await within(values.return!())).toEqual({ done: true, value: undefined })
}

async function closed(server: Loopback): Promise<void> {
  await vi.waitFor(() => expect(server.sockets.size).toBe(0), { interval: 2, timeout: MOST_MS })
}

/** What a promise resolves to, if it does so in time. */
async function within<Value>(promise: PromiseLike<Value>): Promise<Value | string> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`nothing after ${MOST_MS} ms`), MOST_MS)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
