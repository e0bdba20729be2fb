import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler, Loopback } from '@fluxline/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../client/client.ts'
import { createClient } from '../client/default-client.ts'
import type { ClientOptions } from '../client/client-options.ts'
import { logTo } from './log-to.ts'
import type { Hooks, RequestEvent } from './hooks.ts'
import type { Transport, TransportResponse } from '../transport/transport.ts'

// Calls are numbered over the whole process.
beforeEach(() => void Reflect.deleteProperty(globalThis, Symbol.for('fluxline.calls')))

const open: (Client | Loopback)[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()))
})

async function given(handler: RequestHandler, hooks: ClientOptions['hooks']): Promise<{ client: Client; url: string }> {
  const loopback = await startLoopback(handler)
  const client = createClient({ url: loopback.url, token: 'my-secret', hooks })
  open.push(client, loopback)
  return { client, url: loopback.url }
}

function recorder(): { hooks: Hooks; events: [string, object][] } {
  const events: [string, object][] = []
  const names = ['onRequest', 'onResponse', 'onEnd', 'onRetry', 'onError'] as const
  const hooks: Hooks = Object.fromEntries(names.map((name) => [name, (event: object) => events.push([name, event])]))
  return { hooks, events }
}

const rejecting = (): void => Promise.reject(new Error('bug')) as never

const ok: RequestHandler = (_, response) =>
  void response.writeHead(200, { 'x-influxdb-request-id': 'abc' }).end('hello')

describe('hooks', () => {
  it('see a request, the head of its response and its end', async () => {
    const { hooks, events } = recorder()
    const { client, url } = await given(ok, hooks)
    const response = await client.request({ method: 'POST', path: '/x', query: { p: 'secret' }, body: 'é' })
    expect(events.map(([name]) => name)).toEqual(['onRequest', 'onResponse'])
    await response.text()
    const request = { id: 1, attempt: 1, method: 'POST', url: `${url}/x`, path: '/x', requestBytes: 2 }
    const head = { ...request, status: 200, requestId: 'abc', durationMs: expect.any(Number) }
    expect(events).toEqual([
      ['onRequest', request],
      ['onResponse', head],
      ['onEnd', { ...head, responseBytes: 5 }],
    ])
    expect(inspect(events, { depth: 10, showHidden: true })).not.toContain('secret')
  })

  it('see the end of a response that is left early, once', async () => {
    const { hooks, events } = recorder()
    const { client } = await given(ok, hooks)
    const body = (await client.request({ method: 'GET', path: '/x' })).body[Symbol.asyncIterator]()
    await body.return?.()
    await body.return?.()
    expect(events.map(([name]) => name)).toEqual(['onRequest', 'onResponse', 'onEnd'])
  })

  it('see every redirect as a request, and an error status as a response', async () => {
    const { hooks, events } = recorder()
    const { client } = await given(({ url }, response) => {
      response.writeHead(url === '/x' ? 307 : 404, { location: '/y' }).end()
    }, hooks)
    await expect(client.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({ status: 404 })
    expect(events.filter(([name]) => name === 'onResponse').map(([, event]) => event)).toMatchObject([
      { id: 1, status: 307 },
      { id: 1, status: 404 },
    ])
  })

  it('see a request without a response, and one with a part of it', async () => {
    const { hooks, events } = recorder()
    const { client } = await given(({ url }, response, socket) => {
      if (url === '/part') response.writeHead(200, { 'content-length': 10 }).write('half')
      setTimeout(() => socket.destroy(), 20)
    }, hooks)
    await expect(client.request({ method: 'GET', path: '/none' })).rejects.toThrow('/none')
    await expect((await client.request({ method: 'GET', path: '/part' })).text()).rejects.toThrow('/part')
    expect(events.map(([name]) => name)).toEqual(['onRequest', 'onError', 'onRequest', 'onResponse', 'onError'])
    expect(events.at(-1)?.[1]).toMatchObject({ id: 2, error: { code: 'FLUXLINE_CONNECTION' } })
  })

  it('that throw do not stop the request or other hooks', async () => {
    const { hooks, events } = recorder()
    const faulty: Hooks = {
      onRequest() {
        throw new Error('bug')
      },
    }
    const { client } = await given(ok, [faulty, hooks])
    await expect((await client.request({ method: 'GET', path: '/x' })).text()).resolves.toBe('hello')
    expect(events).toHaveLength(3)
  })

  it('that reject leave no unhandled rejection behind', async () => {
    const unhandled: unknown[] = []
    const keep = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', keep)
    // As an async function written in JavaScript does.
    const { client } = await given(ok, { onRequest: rejecting })
    await expect((await client.request({ method: 'GET', path: '/x' })).text()).resolves.toBe('hello')
    await new Promise((resolve) => setTimeout(resolve, 10))
    process.off('unhandledRejection', keep)
    expect(unhandled).toEqual([])
  })

  it('are called as methods, and around a transport that is an instance of a class', async () => {
    class Counter implements Hooks {
      count = 0
      onRequest(): void {
        this.count++
      }
    }
    class Mock implements Transport {
      isClosed = false
      async send(): Promise<TransportResponse> {
        return { status: 200, headers: new Headers(), body: new Response('hello').body! }
      }
      async close(): Promise<void> {
        this.isClosed = true
      }
    }
    const [hooks, transport] = [new Counter(), new Mock()]
    const client = createClient({ url: 'http://localhost', hooks, transport })
    await expect((await client.request({ method: 'GET', path: '/x' })).text()).resolves.toBe('hello')
    await client.close()
    expect([hooks.count, transport.isClosed]).toEqual([1, true])
  })
})

it('numbers the calls of all clients of the process, so that channels tell them apart', async () => {
  const { hooks, events } = recorder()
  for (const { client } of [await given(ok, hooks), await given(ok, hooks)]) {
    await (await client.request({ method: 'GET', path: '/x' })).text()
  }
  expect(events.map(([name, event]) => [name, (event as RequestEvent).id])).toEqual(
    [1, 2].flatMap((id) => ['onRequest', 'onResponse', 'onEnd'].map((name) => [name, id])),
  )
})

it('publishes on diagnostics channels while someone listens', async () => {
  const { client } = await given(ok, undefined)
  const seen: unknown[] = []
  const listen = (message: unknown): void => void seen.push(message)
  subscribe('fluxline:response', listen)
  await (await client.request({ method: 'GET', path: '/x' })).text()
  unsubscribe('fluxline:response', listen)
  await (await client.request({ method: 'GET', path: '/y' })).text()
  expect(seen).toMatchObject([{ id: 1, status: 200, requestId: 'abc' }])
})

it('writes a log without secrets', async () => {
  const lines: string[] = []
  const { client, url } = await given(
    ({ url }, response, socket) => {
      if (url === '/gone') return void socket.destroy()
      response.writeHead(204, { 'x-influxdb-request-id': 'abc' }).end()
    },
    logTo((line) => void lines.push(line)),
  )
  await (await client.request({ method: 'POST', path: '/x', query: { token: 'my-secret' }, body: 'my-secret' })).text()
  await expect(client.request({ method: 'GET', path: '/gone' })).rejects.toThrow('/gone')
  expect(lines.slice(0, 3)).toEqual([
    `#1.1 > POST ${url}/x, 9 bytes`,
    expect.stringMatching(/^#1\.1 < 204 in \d+ ms, 0 bytes \(request abc\)$/),
    `#2.1 > GET ${url}/gone, 0 bytes`,
  ])
  expect(lines[3]).toMatch(/^#2\.1 ! ConnectionError: GET .* after \d+ ms$/)
  expect(lines.join()).not.toContain('secret')
})

it('writes one line for a request, whatever its query has', async () => {
  const lines: string[] = []
  const write = logTo((line) => void lines.push(line), { headers: true })
  const { client } = await given((_, response) => void response.writeHead(204).end(), write)
  await client.request({ method: 'GET', path: '/x', query: { bucket: 'a\n#1.1 < 204', 'p\r\n': '1', org: 'Ä b' } })
  expect(lines[0]).toMatch(/\/x\?bucket=a%0A#1\.1 < 204&p%0D%0A=\*\*\*&org=Ä b, 0 bytes$/)
})

it('writes headers and the query if they are wanted, without secrets', async () => {
  const lines: string[] = []
  const { client, url } = await given(
    (_, response) => {
      const headers = {
        'content-type': 'text/csv',
        'x-influxdb-version': 'v2.7.12',
        'set-cookie': 'my-secret',
        'x-key': 'my-secret',
      }
      response.writeHead(200, headers).end('hello')
    },
    logTo((line) => void lines.push(line), { headers: true }),
  )
  const response = await client.request({
    method: 'POST',
    path: '/api/v2/query',
    query: { org: 'Acme & Sons', q: 'my-secret', p: 'my-secret' },
    headers: { accept: 'text/csv', 'X-Api-Key': 'my-secret' },
    body: 'my-secret',
  })
  await response.text()
  const [request, ...rest] = lines
  expect(request).toBe(`#1.1 > POST ${url}/api/v2/query?org=Acme & Sons&q=***&p=***, 9 bytes`)
  expect(rest).toEqual(
    expect.arrayContaining([
      '#1.1 > accept: text/csv',
      '#1.1 > authorization: ***',
      '#1.1 > x-api-key: ***',
      expect.stringMatching(/^#1\.1 > user-agent: fluxline/),
      expect.stringMatching(/^#1\.1 < 200 in \d+ ms, 5 bytes$/),
      '#1.1 < content-type: text/csv',
      '#1.1 < x-influxdb-version: v2.7.12',
    ]),
  )
  expect(lines.join('\n')).not.toMatch(/secret|cookie/)
})

it('refuses an unknown option of a log', () => {
  expect(() => logTo(() => {}, { header: true } as never)).toThrow('Did you mean "headers"?')
})

it('a response has headers, without cookies and secrets, which no log shows', async () => {
  const { hooks, events } = recorder()
  const { client } = await given((_, response) => {
    const headers = { 'x-ratelimit-remaining': '3', 'x-echo': 'Token my-secret', 'set-cookie': 'session=my-cookie' }
    response.writeHead(200, headers).end('hello')
  }, hooks)
  await (await client.request({ method: 'GET', path: '/x' })).text()
  for (const [name, event] of events.slice(1) as [string, { headers: Headers }][]) {
    expect(name).toMatch(/onResponse|onEnd/)
    const { headers } = event
    expect([headers.get('X-RateLimit-Remaining'), headers.get('set-cookie'), headers.get('x-none')]).toEqual([
      '3',
      null,
      null,
    ])
    expect(headers.get('x-echo')).not.toContain('my-secret')
    expect(Object.keys(event)).not.toContain('headers')
  }
  expect(events).toHaveLength(3)
})
