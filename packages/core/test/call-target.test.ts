import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback, RequestHandler } from '@fluxline/test-support'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClient, logTo, retry, session, write } from '../src/index.ts'
import type { Client, ClientOptions, InfluxDBError, RequestSpec } from '../src/index.ts'

// Calls are numbered over the whole process.
beforeEach(() => void Reflect.deleteProperty(globalThis, Symbol.for('fluxline.calls')))

const handlers: Readonly<Record<string, RequestHandler>> = {
  '/influx/refused': (_, response) => void response.writeHead(401).end('{"code":"unauthorized","message":"no"}'),
  '/influx/elsewhere': (_, response) => void response.writeHead(301, { location: 'http://h/' }).end(),
  '/influx/page': (_, response) => void response.end('<html>'),
  '/influx/busy': (_, response) => void response.writeHead(503).end(),
  '/influx/zstd': (_, response) => void response.writeHead(200, { 'content-encoding': 'zstd' }).end('x'),
  '/influx/cut': (_, __, socket) => void socket.destroy(),
  '/influx/half': (_, response) => void response.writeHead(200, { 'content-length': '9' }).write('half'),
  '/influx/silent': () => {},
  '/influx/api/v2/signin': (_, response) => void response.writeHead(204).end(),
}

let loopback: Loopback
beforeAll(async () => {
  loopback = await startLoopback((request, response, socket) =>
    handlers[request.url.split('?', 1)[0]!]!(request, response, socket),
  )
})
afterAll(() => loopback.close())

const query = { org: { id: '00000000000000aa' }, bucket: 'my bucket' }

async function failureOf(options: Partial<ClientOptions>, call: (client: Client) => unknown): Promise<InfluxDBError> {
  await using client = createClient({ url: `${loopback.url}/influx`, token: 'my-secret', timeout: 200, ...options })
  try {
    await call(client)
  } catch (error) {
    return error as InfluxDBError
  }
  throw new Error('It did not fail.')
}

/** Sends a request, and reads the response as JSON. */
const send =
  (path: string, more: Partial<RequestSpec> = {}) =>
  async (client: Client): Promise<unknown> =>
    (await client.request({ method: 'POST', path, query, ...more })).json()

async function sendClosed(client: Client): Promise<unknown> {
  await client.close()
  return send('/refused')(client)
}

const ended = AbortSignal.abort('enough')
const later = (): Partial<RequestSpec> => ({ signal: AbortSignal.timeout(50), idempotent: true })

/** A failure of each kind: its code, and the path that it is about. */
const failures: readonly (readonly [string, string, Partial<ClientOptions>, (client: Client) => unknown])[] = [
  ['FLUXLINE_HTTP', '/refused', {}, send('/refused')],
  ['FLUXLINE_HTTP', '/elsewhere', {}, send('/elsewhere')],
  ['FLUXLINE_HTTP', '/page', {}, send('/page')],
  [
    'FLUXLINE_HTTP',
    '/busy',
    { retry: retry({ maxRetries: 1, retryInterval: 1 }) },
    send('/busy', { idempotent: true }),
  ],
  ['FLUXLINE_CONNECTION', '/zstd', {}, send('/zstd')],
  ['FLUXLINE_CONNECTION', '/cut', {}, send('/cut')],
  ['FLUXLINE_CONNECTION', '/cut', { token: () => Promise.reject(new Error('sealed')) }, send('/cut')],
  ['FLUXLINE_TIMEOUT', '/half', {}, send('/half')],
  ['FLUXLINE_TIMEOUT', '/silent', {}, send('/silent')],
  ['FLUXLINE_TIMEOUT', '/silent', { timeout: { total: 50 } }, send('/silent')],
  ['FLUXLINE_ABORTED', '/silent', {}, send('/silent', { signal: ended })],
  ['FLUXLINE_ABORTED', '/silent', { token: () => new Promise<never>(() => {}) }, send('/silent', later())],
  ['FLUXLINE_ABORTED', '/busy', { retry: retry({ retryInterval: 500 }) }, send('/busy', later())],
  ['FLUXLINE_CLOSED', '/refused', {}, sendClosed],
]

describe.each([
  ['undici', {}],
  ['fetch', { fetch }],
])('over %s', (_, transport) => {
  it.each(failures)('an error %s of %s names the server, method, path, bucket and organization', async (...row) => {
    const [code, path, options, call] = row
    const error = await failureOf({ ...transport, ...options }, call)
    const url = `${loopback.url}/influx${path}`
    const target = { method: 'POST', url, bucket: 'my bucket', org: '00000000000000aa' }
    const { method, bucket, org } = error
    expect({ code: error.code, method, url: error.url, bucket, org }).toEqual({ code, ...target })
    expect(error).toHaveProperty('path', path)
    expect(error.message).toContain(`POST ${url} (bucket "my bucket", org "00000000000000aa")`)
    expect(JSON.parse(JSON.stringify(error))).toMatchObject(target)
  })
})

it('an error of a sign-in is about the sign-in', async () => {
  const auth = session({ username: 'me', password: 'my-secret' })
  const error = await failureOf({ token: undefined, auth }, send('/refused'))
  const url = `${loopback.url}/influx/api/v2/signin`
  expect(error).toMatchObject({ method: 'POST', url, message: expect.stringContaining(`POST ${url} returned no`) })
  expect(error).not.toHaveProperty('bucket')
})

it('a secret in the place of a bucket or a path is not shown', async () => {
  const error = await failureOf({}, send('/refused', { query: { bucket: 'my-secret' } }))
  expect(error).toMatchObject({ bucket: '***', message: expect.stringContaining('(bucket "***")') })
  expect(error).not.toHaveProperty('org')
})

it('hooks, logs and channels name the server, path, bucket and organization', async () => {
  const events: object[] = []
  const lines: string[] = []
  const keep = (event: unknown): void => void events.push(event as object)
  const channels = ['request', 'response', 'end', 'retry', 'error'].map((name) => `fluxline:${name}`)
  for (const channel of channels) subscribe(channel, keep)
  const hooks = [
    logTo((line) => lines.push(line)),
    { onRequest: keep, onResponse: keep, onEnd: keep, onRetry: keep, onError: keep },
  ]
  const policy = retry({ maxRetries: 1, retryInterval: 1 })
  const url = `${loopback.url}/influx`
  for (const [index, path] of ['/busy', '/cut'].entries()) {
    await failureOf({ hooks, retry: policy }, send(path, { idempotent: true }))
    const target = { method: 'POST', url: `${url}${path}`, path, bucket: 'my bucket', org: '00000000000000aa' }
    expect(events.length).toBeGreaterThanOrEqual(10)
    for (const event of events.splice(0)) expect(event).toMatchObject(target)
    expect(lines.splice(0)[0]).toBe(
      `#${index + 1}.1 > POST ${url}${path} (bucket "my bucket", org "00000000000000aa"), 0 bytes`,
    )
  }
  for (const channel of channels) unsubscribe(channel, keep)
})

it('a write names its bucket and the organization of the client', async () => {
  await using server = await startLoopback((_, response) => void response.writeHead(403).end())
  await using client = createClient({ url: server.url, org: 'acme' })
  await expect(write(client, 'm v=1', { bucket: 'metrics' })).rejects.toMatchObject({
    bucket: 'metrics',
    org: 'acme',
    message: expect.stringMatching(/^POST http:\S+\/api\/v2\/write \(bucket "metrics", org "acme"\) failed: 403/),
  })
})

it('the database of InfluxDB 3 is its bucket', async () => {
  await using server = await startLoopback((_, response) => void response.writeHead(403).end())
  await using client = createClient({ url: server.url, server: '3' })
  const error = await write(client, 'm v=1', { bucket: 'metrics' }).catch((error: unknown) => error)
  expect(error).toMatchObject({ path: '/api/v3/write_lp', bucket: 'metrics' })
})
