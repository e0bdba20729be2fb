import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler, Loopback } from '@fluxline/test-support'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Client, ClientResponse, RequestSpec } from '../client/client.ts'
import { createClient } from '../client/default-client.ts'
import { AbortError, ConnectionError, HttpError, TimeoutError } from '../errors.ts'
import type { RetryEvent } from '../observe/hooks.ts'
import { retry } from './retry.ts'
import type { RetryOptions } from './retry.ts'

// Calls are numbered over the whole process.
beforeEach(() => void Reflect.deleteProperty(globalThis, Symbol.for('fluxline.calls')))

const get: RequestSpec = { method: 'GET', path: '/x' }

function failure(status: number, retryAfterMs?: number): HttpError {
  return new HttpError('failed', { method: 'GET', path: '/x', status, retryAfterMs })
}

const write = (bucket: string): RequestSpec => ({
  method: 'POST',
  path: '/api/v2/write',
  query: { org: 'acme', bucket },
  body: 'm v=1',
})

/** A request that is never sent. */
const atOnce = (): Promise<ClientResponse> => Promise.resolve({ status: performance.now() } as ClientResponse)

const late = (phase: 'connect' | 'firstByte'): TimeoutError => new TimeoutError('late', phase, 10)

/** Makes a call that fails as told, then succeeds; gives the delays. */
async function delaysOf(
  errors: unknown[],
  { spec = get, ...options }: RetryOptions & { spec?: RequestSpec } = {},
): Promise<number[]> {
  const delays: number[] = []
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    const left = [...errors]
    const call = retry({ random: () => 0, ...options })({
      spec,
      closing: new AbortController().signal,
      attempt: () =>
        left.length > 0 ? Promise.reject(left.shift() as Error) : Promise.resolve({ status: 200 } as ClientResponse),
      onRetry: ({ delayMs }) => delays.push(delayMs),
    }).catch(() => undefined)
    await vi.runAllTimersAsync()
    await call
    return delays
  } finally {
    vi.useRealTimers()
  }
}

it('repeats after an error that is its own cause', async () => {
  const cause = new Error('closed')
  cause.cause = cause
  await expect(delaysOf([new ConnectionError('failed', true, { cause })], { retryInterval: 5 })).resolves.toEqual([5])
})

describe('the delay', () => {
  it('grows by the base up to its maximum, for as many retries as allowed', async () => {
    const errors = Array.from({ length: 9 }, () => failure(503))
    const options = { maxRetries: 5, retryInterval: 100, exponentialBase: 3, maxRetryDelay: 2000 }
    await expect(delaysOf(errors, options)).resolves.toEqual([100, 300, 900, 2000, 2000])
    await expect(delaysOf(errors, { ...options, random: () => 0.5 })).resolves.toEqual([200, 600, 1450, 2000, 2000])
  })

  it('ends with a last attempt at maxRetryTime', async () => {
    const errors = Array.from({ length: 9 }, () => failure(503))
    await expect(delaysOf(errors, { retryInterval: 600, maxRetryTime: 1000 })).resolves.toEqual([600, 400])
  })

  it('is what the server asks for', async () => {
    await expect(delaysOf([failure(429, 10_000), failure(503, 0)])).resolves.toEqual([10_000, 0])
  })

  it('is no longer than maxRetryDelay, also if the server asks for more', async () => {
    await expect(delaysOf([failure(429, 20_000)])).resolves.toEqual([15_000])
    await expect(delaysOf([failure(429, Infinity)], { maxRetryTime: 0 })).resolves.toEqual([15_000])
  })

  it('does not start if it would end after maxRetryTime', async () => {
    await expect(delaysOf([failure(429, 20_000)], { maxRetryTime: 10_000 })).resolves.toEqual([])
    await expect(delaysOf([failure(429, 9000)], { maxRetryTime: 0 })).resolves.toEqual([9000])
    await expect(delaysOf([failure(429, 600), failure(429, 600)], { maxRetryTime: 1000 })).resolves.toEqual([600])
  })
})

/** Makes calls of one client at once, after one to bucket `a` was told to wait a second; gives when each was made. */
async function timesOf(specs: readonly RequestSpec[], options: RetryOptions = {}): Promise<number[]> {
  const { signal: closing } = new AbortController()
  const make = retry(options)
  const startMs = performance.now()
  const refused = { spec: write('a'), closing, attempt: () => Promise.reject(failure(429, 1000)), onRetry() {} }
  await make(refused).catch(() => {})
  const calls = specs.map(async (spec) => {
    const { status } = await make({ spec, closing, attempt: atOnce, onRetry() {} })
    return status - startMs
  })
  const [times] = await Promise.all([Promise.all(calls), vi.runAllTimersAsync()])
  return times
}

describe('a Retry-After of the server', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  it('holds for all calls of the client to that target, and for no others', async () => {
    await expect(timesOf([write('a'), write('b'), write('a'), get])).resolves.toEqual([1000, 0, 1000, 0])
  })

  it('is not awaited if that takes too long', async () => {
    await expect(timesOf([write('a')], { maxRetryTime: 500 })).resolves.toEqual([0])
    await expect(timesOf([write('a')], { maxRetryTime: 0 })).resolves.toEqual([1000])
  })

  it('is awaited for no longer than maxRetryDelay', async () => {
    await expect(timesOf([write('a')], { maxRetryDelay: 300 })).resolves.toEqual([300])
    await expect(timesOf([write('a')], { maxRetryDelay: 300, maxRetryTime: 0 })).resolves.toEqual([300])
  })

  it('ends if the caller aborts', async () => {
    const spec = { ...write('a'), signal: AbortSignal.abort('enough') }
    await expect(timesOf([spec])).rejects.toMatchObject({ code: 'FLUXLINE_ABORTED', cause: 'enough' })
  })
})

describe('a call is repeated', () => {
  const broken = new ConnectionError('reset', true)

  it.each<[string, RequestSpec, unknown]>([
    ['GET after a broken connection', get, broken],
    ['GET after a time-out', get, late('firstByte')],
    ['HEAD after 502', { method: 'HEAD', path: '/' }, failure(502)],
    ['PUT after 503', { method: 'PUT', path: '/', body: 'x' }, failure(503)],
    ['PUT without a connection in time', { method: 'PUT', path: '/' }, late('connect')],
    ['a query that is marked as idempotent', { method: 'POST', path: '/', idempotent: true }, failure(503)],
  ])('%s', async (_, spec, error) => {
    await expect(delaysOf([error], { spec })).resolves.toHaveLength(1)
  })

  const unsent = Object.assign(new ConnectionError('refused', true), { unsent: true })
  const timed = { ...write('a'), body: 'm v=1 1\n# m v=1\n\nm s="a\nb" 2' }

  it.each<[string, RequestSpec, unknown]>([
    ['a write of lines with times after 503', timed, failure(503)],
    ['a write of bytes after a broken connection', { ...timed, body: new TextEncoder().encode('m v=1 1') }, broken],
    ['any request of which nothing was sent', { method: 'POST', path: '/' }, unsent],
    ['DELETE of which nothing was sent', { method: 'DELETE', path: '/' }, unsent],
    ['POST without a connection in time', { method: 'POST', path: '/' }, late('connect')],
    ['a write of lines without times of which nothing was sent', write('a'), unsent],
  ])('%s', async (_, spec, error) => {
    await expect(delaysOf([error], { spec })).resolves.toHaveLength(1)
  })

  it.each<[string, RequestSpec, unknown]>([
    ['a write of lines without times', write('a'), failure(503)],
    ['a write of some lines without times', { ...timed, body: 'm v=1 1\nm v=2\nm v=3 3' }, failure(503)],
    ['a write of lines that the server would join', { ...timed, body: 'm s="a 1\nm v=1 1' }, broken],
    ['a write after a time-out', timed, late('firstByte')],
    ['a write of a stream', { ...timed, body: new ReadableStream() }, unsent],
    ['lines in another request', { ...timed, path: '/api/v2/tasks' }, failure(503)],
    ['what is never repeated, also if nothing was sent', { ...timed, idempotent: false }, unsent],
    ['a certificate that is not trusted', timed, Object.assign(new ConnectionError('x', false), { unsent: true })],
    ['POST', { method: 'POST', path: '/' }, failure(503)],
    ['DELETE, which would then fail with 404', { method: 'DELETE', path: '/' }, broken],
    ['PUT after a time-out', { method: 'PUT', path: '/' }, late('firstByte')],
    ['an idempotent query after a time-out', { method: 'POST', path: '/', idempotent: true }, late('firstByte')],
    ['a streamed body', { method: 'PUT', path: '/', body: new ReadableStream() }, broken],
    ['GET that is marked as not idempotent', { ...get, idempotent: false }, broken],
    ['after 404', get, failure(404)],
    ['after 501', get, failure(501)],
    ['after an untrusted certificate', get, new ConnectionError('cert', false)],
    ['after an abort', get, new AbortError('aborted')],
    ['after an error in the program', get, new TypeError('bug')],
  ])('but not %s', async (_, spec, error) => {
    await expect(delaysOf([error], { spec })).resolves.toEqual([])
  })
})

it.each([{ maxRetries: -1 }, { retryInterval: Number.NaN }, { maxRetryDelay: Infinity }])('refuses %j', (options) => {
  expect(() => retry(options)).toThrow(expect.objectContaining({ code: 'FLUXLINE_OPTION' }))
})

describe('a client that retries', () => {
  const open: (Client | Loopback)[] = []

  afterEach(async () => {
    await Promise.all(open.splice(0).map((resource) => resource.close()))
  })

  async function given(
    handler: RequestHandler,
    options?: RetryOptions,
  ): Promise<{ client: Client; events: RetryEvent[] }> {
    const events: RetryEvent[] = []
    const loopback = await startLoopback(handler)
    const client = createClient({
      url: loopback.url,
      retry: retry({ retryInterval: 1, ...options }),
      hooks: { onRetry: (event) => void events.push(event) },
    })
    open.push(client, loopback)
    return { client, events }
  }

  it('returns the response in the end, and reports each retry', async () => {
    let requests = 0
    const { client, events } = await given(
      (_, response) => void response.writeHead(++requests < 3 ? 503 : 200).end('{}'),
    )
    await expect(client.request(get)).resolves.toMatchObject({ status: 200 })
    expect(events).toMatchObject([
      { id: 1, attempt: 1, method: 'GET', path: '/x', error: { status: 503 } },
      { id: 1, attempt: 2 },
    ])
  })

  it('throws the last error', async () => {
    const { client, events } = await given((_, response) => void response.writeHead(503).end('still starting'))
    await expect(client.request(get)).rejects.toThrow('still starting')
    expect(events).toHaveLength(3)
  })

  it('stops waiting on abort, and on close', async () => {
    const { client } = await given((_, response) => void response.writeHead(503).end(), {
      retryInterval: 60_000,
      maxRetryTime: 0,
      maxRetryDelay: 100_000,
    })
    const abort = new AbortController()
    const aborted = client.request({ ...get, signal: abort.signal }).catch((error: unknown) => error)
    const closed = client.request(get).catch((error: unknown) => error)
    setTimeout(() => abort.abort('enough'), 50)
    expect(await aborted).toMatchObject({ code: 'FLUXLINE_ABORTED', cause: 'enough' })
    await client.close()
    expect(await closed).toMatchObject({ status: 503 })
  })
})
