import { inspect } from 'node:util'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler, Loopback, RecordedRequest } from '@fluxline/test-support'
import { afterEach, expect, it } from 'vitest'
import type { Client } from '../client/client.ts'
import { createClient } from '../client/default-client.ts'
import { session } from './session.ts'

const open: (Client | Loopback)[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()))
})

const line = ({ method, url, headers }: RecordedRequest): string => `${method} ${url} ${headers.cookie ?? ''}`.trim()

const body = (): ReadableStream<Uint8Array> => new Blob(['x']).stream()

/** A server with sessions: `sessions` holds the cookies that are good now. */
async function given(): Promise<{ client: Client; loopback: Loopback; sessions: Set<string>; seen: () => string[] }> {
  const sessions = new Set<string>()
  let signIns = 0
  const handlers: Record<string, RequestHandler> = {
    '/api/v2/signin': ({ headers }, response) => {
      const good = headers.authorization === `Basic ${Buffer.from('me:my-secret').toString('base64')}`
      if (!good) return void response.writeHead(401).end('{"code":"unauthorized","message":"unauthorized access"}')
      const cookie = `influxdb-oss-session=${++signIns}`
      sessions.add(cookie)
      const own = `${cookie}; Path=/api/; Expires=Tue, 24 Nov 2026 12:00:00 GMT; HttpOnly`
      response.writeHead(204, { 'set-cookie': ['proxy=1; Path=/', own] }).end()
    },
    '/api/v2/signout': ({ headers }, response) => {
      response.writeHead(sessions.delete(headers.cookie ?? '') ? 204 : 401).end()
    },
  }
  const loopback = await startLoopback((request, response, socket) => {
    const handler = handlers[request.url]
    if (handler) return handler(request, response, socket)
    response.writeHead(sessions.has(request.headers.cookie ?? '') ? 200 : 401).end('{}')
  })
  const client = createClient({ url: loopback.url, auth: session({ username: 'me', password: 'my-secret' }) })
  open.push(client, loopback)
  return { client, loopback, sessions, seen: () => loopback.requests.map(line) }
}

it('signs in on the first request, once for concurrent requests, and signs out on close', async () => {
  const { client, sessions, seen } = await given()
  await Promise.all([1, 2, 3].map(() => client.request({ method: 'GET', path: '/a' })))
  await client.request({ method: 'GET', path: '/b' })
  await client.close()
  expect(seen()).toEqual([
    'POST /api/v2/signin',
    ...Array<string>(3).fill('GET /a influxdb-oss-session=1'),
    'GET /b influxdb-oss-session=1',
    'POST /api/v2/signout influxdb-oss-session=1',
  ])
  expect(sessions.size).toBe(0)
})

it('signs in again once for all calls if the session has ended', async () => {
  const { client, sessions, seen } = await given()
  await client.request({ method: 'GET', path: '/a' })
  sessions.clear()
  await Promise.all([1, 2, 3].map(() => client.request({ method: 'POST', path: '/b', body: 'x' })))
  expect(seen().filter((line) => line.includes('signin'))).toHaveLength(2)
  expect(seen().slice(-3)).toEqual(Array<string>(3).fill('POST /b influxdb-oss-session=2'))
})

it('does not send a streamed body twice, but gets a new session for the next call', async () => {
  const { client, sessions } = await given()
  await client.request({ method: 'GET', path: '/a' })
  sessions.clear()
  await expect(client.request({ method: 'POST', path: '/b', body: body() })).rejects.toMatchObject({ status: 401 })
  await expect(client.request({ method: 'POST', path: '/b', body: body() })).resolves.toMatchObject({ status: 200 })
})

it('neither signs in nor out if nothing was requested', async () => {
  const { client, seen } = await given()
  await client.close()
  expect(seen()).toEqual([])
})

it('reports a wrong password without showing it, and signs in again with the next call', async () => {
  const { loopback, seen } = await given()
  const client = createClient({ url: loopback.url, auth: session({ username: 'me', password: 'wrong-secret' }) })
  open.push(client)
  const failures = await Promise.all(
    [1, 2].map(() => client.request({ method: 'GET', path: '/a' }).catch((error: unknown) => error)),
  )
  expect(failures[0]).toMatchObject({ status: 401, path: '/api/v2/signin' })
  await expect(client.request({ method: 'GET', path: '/a' })).rejects.toMatchObject({ status: 401 })
  expect(seen()).toEqual(Array<string>(2).fill('POST /api/v2/signin'))
  expect(inspect([client, failures], { depth: 10, showHidden: true })).not.toContain('secret')
})

it('ends a call on abort while another one signs in', async () => {
  const loopback = await startLoopback(() => {})
  const client = createClient({ url: loopback.url, auth: session({ username: 'me', password: 'x' }), timeout: 300 })
  open.push(client, loopback)
  const patient = client.request({ method: 'GET', path: '/a' })
  const hasty = client.request({ method: 'GET', path: '/b', signal: AbortSignal.timeout(20) })
  await expect(hasty).rejects.toMatchObject({ code: 'FLUXLINE_ABORTED' })
  await expect(patient).rejects.toMatchObject({ code: 'FLUXLINE_TIMEOUT' })
})

it('reports a response without a session', async () => {
  const loopback = await startLoopback((_, response) => void response.writeHead(204).end())
  const client = createClient({ url: loopback.url, auth: session({ username: 'me', password: 'x' }) })
  open.push(client, loopback)
  await expect(client.request({ method: 'GET', path: '/a' })).rejects.toThrow('returned no session cookie')
})

it('signs out on close of a session that no call waited for', async () => {
  const { client, sessions, seen } = await given()
  const aborted = client.request({ method: 'GET', path: '/a', signal: AbortSignal.timeout(0) })
  await expect(Promise.all([aborted, client.close()])).rejects.toMatchObject({ code: 'FLUXLINE_ABORTED' })
  await client.close()
  expect(seen().at(-1)).toBe('POST /api/v2/signout influxdb-oss-session=1')
  expect(sessions.size).toBe(0)
})

it('closes the client also if signing out fails', async () => {
  const loopback = await startLoopback(({ url }, response) => {
    if (!url.endsWith('signout')) return void response.writeHead(204, { 'set-cookie': 'session=1' }).end()
    response.writeHead(200, { 'content-length': 10 }).write('cut', () => response.destroy())
  })
  const client = createClient({ url: loopback.url, auth: session({ username: 'me', password: 'x' }) })
  open.push(loopback)
  await client.request({ method: 'GET', path: '/a' })
  await expect(client.close()).resolves.toBeUndefined()
  expect(loopback.requests).toHaveLength(3)
})
