import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import { inspect } from 'node:util'
import { Authority, startLoopback } from '@fluxline/test-support'
import type { RequestHandler, Loopback } from '@fluxline/test-support'
import { createProxy } from 'proxy'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { basic, createClient, logTo, retry, session, setup, write } from '../src/index.ts'
import { renewable } from '../src/auth/index.ts'
import type { Client, ClientOptions, RequestSpec } from '../src/index.ts'

const user = { username: 'me', password: 'hidden-password' }
const proxyUser = { username: 'me', password: 'hidden-proxy' }

/** The secrets, as text and as sent over the wire. */
const secrets = [
  'hidden-token',
  'hidden-cookie',
  'hidden-header',
  'hidden-passphrase',
  'hidden-query',
  'hidden-line',
  'PRIVATE KEY',
  ...[user, proxyUser].flatMap(({ username, password }) => [password, btoa(`${username}:${password}`)]),
]

/** The secrets that are visible in a value, in any form. */
function seenIn(value: unknown): string[] {
  const options = { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }
  const looks = [inspect(value, options), inspect(value), stringify(value), String(value)]
  for (let error = value; error instanceof Error; error = error.cause) looks.push(String(error), error.stack ?? '')
  return secrets.filter((secret) => looks.some((look) => look.includes(secret)))
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    // Sockets among the causes are circular.
    return ''
  }
}

const handlers: Readonly<Record<string, RequestHandler>> = {
  '/api/v2/signin': (_, response) =>
    void response.writeHead(204, { 'set-cookie': 'influxdb-oss-session=hidden-cookie; Path=/api/' }).end(),
  '/api/v2/setup': (_, response) => {
    const thing = { id: '1', name: 'a' }
    response.end(JSON.stringify({ user: thing, org: thing, bucket: thing, auth: { token: 'hidden-token' } }))
  },
  '/ok': (_, response) => void response.end('{}'),
  '/unauthorized': (_, response) => void response.writeHead(401).end('{"code":"unauthorized","message":"no"}'),
  '/failing': (_, response) => void response.writeHead(503, { 'retry-after': '0' }).end(),
  '/html': (_, response) => void response.end('<html>'),
  '/elsewhere': (_, response) =>
    void response.writeHead(307, { location: 'http://127.0.0.1:9/x?p=hidden-query' }).end(),
  '/silent': () => {},
  '/cut': (_, __, socket) => void socket.destroy(),
  '/half': (_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => response.destroy(), 10)
  },
}

const query = { p: 'hidden-query' }
const headers = { 'x-key': 'hidden-header' }

/** Every way for a call to end. */
const calls: readonly Partial<RequestSpec>[] = [
  ...['/ok', '/unauthorized', '/failing', '/html', '/elsewhere', '/cut', '/half', '/gone'].map((path) => ({ path })),
  { method: 'POST', path: '/ok', body: 'm v="hidden-line"' },
  { path: '/silent', timeout: { firstByte: 30 } },
  { path: '/silent', timeout: { total: 30 } },
  { path: '/silent', signal: AbortSignal.abort('enough') },
  { path: '/ok', timeout: -1 },
  { path: '/ok', headers: { 'x-key': 'hidden-header\n' } },
]

let loopback: Loopback
let proxyUrl: string
const proxy = createProxy(createServer())

beforeAll(async () => {
  loopback = await startLoopback((request, response, socket) => {
    const handler = handlers[request.url.split('?', 1)[0]!]
    return handler ? handler(request, response, socket) : void response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as { port: number }
  proxyUrl = `http://me:${proxyUser.password}@127.0.0.1:${port}`
})

afterAll(async () => {
  proxy.close()
  await loopback.close()
})

afterEach(() => void vi.unstubAllEnvs())

const issued = await (await Authority.create()).issue()

/** Every way to hold a secret. */
const clients: readonly [name: string, options: () => Partial<ClientOptions>][] = [
  ['a token', () => ({ token: 'hidden-token' })],
  ['a token, over fetch', () => ({ token: 'hidden-token', fetch })],
  ['a provider of tokens', () => ({ token: () => Promise.resolve('hidden-token') })],
  ['a session', () => ({ auth: session(user) })],
  ['basic authentication', () => ({ auth: basic(user) })],
  ['custom credentials', () => ({ auth: () => renewable(() => Promise.resolve(headers)) })],
  ['a header', () => ({ headers })],
  ['a proxy', () => ({ token: 'hidden-token', proxy: proxyUrl })],
  ['a missing proxy', () => ({ proxy: 'http://me:hidden-proxy@127.0.0.1:9' })],
  ['a tunnel', () => ({ proxy: { url: proxyUrl, headers, tunnel: true } })],
  ['a key', () => ({ tls: { ...issued, passphrase: 'hidden-passphrase' } })],
]

// Inspecting everything takes a while.
describe.each(clients)('a client with %s', { timeout: 60_000 }, (_, options) => {
  it('shows no secret in logs, events, errors, responses and itself', async () => {
    const seen: unknown[] = []
    const keep = (value: unknown): void => void seen.push(value)
    const channels = ['request', 'response', 'end', 'retry', 'error'].map((name) => `fluxline:${name}`)
    for (const channel of channels) subscribe(channel, keep)
    const held = options()
    const client = createClient({
      url: loopback.url,
      timeout: 300,
      retry: retry({ maxRetries: 1, retryInterval: 1 }),
      hooks: [logTo(keep), { onRequest: keep, onResponse: keep, onEnd: keep, onRetry: keep, onError: keep }],
      ...held,
    })
    keep(client)
    keep(held.auth)
    for (const spec of calls) {
      const ending = await client
        .request({ method: 'GET', path: '/', query, ...spec })
        .then(async (response) => [response, await response.json()])
        .catch((error: unknown) => error)
      keep(ending)
    }
    await client.close()
    for (const channel of channels) unsubscribe(channel, keep)
    expect(seen.length).toBeGreaterThan(calls.length * 3)
    expect(seen.filter((value) => seenIn(value).length > 0).map((value) => [seenIn(value), value])).toEqual([])
  })
})

it('the result of a setup prints without its token', async () => {
  await using client = createClient({ url: loopback.url })
  const made = await setup(client, { ...user, org: 'o', bucket: 'b' })
  expect(made.token).toBe('hidden-token')
  expect([inspect(made), JSON.stringify(made)].join()).not.toContain('hidden')
})

it.each<[string, (url: string) => Client]>([
  ['a token that no header can hold', (url) => createClient({ url, token: 'hidden-token\n' })],
  ['a password in the url', (url) => createClient({ url: url.replace('//', '//me:hidden-password@') })],
  ['a proxy that is not a URL', (url) => createClient({ url, proxy: 'me:hidden-proxy@proxy' })],
  ['a proxy whose password is not encoded', (url) => createClient({ url, proxy: 'http://me:hidden-proxy%@proxy' })],
  [
    'a proxy of the environment that is not a URL',
    (url) => {
      vi.stubEnv('http_proxy', 'http://me:hidden-proxy@')
      return createClient({ url, proxy: 'environment' })
    },
  ],
  ['a key that is not a key', (url) => createClient({ url, tls: { key: 'hidden-passphrase' } })],
])('%s is refused without being shown', (_, create) => {
  let error: unknown
  try {
    create(loopback.url)
  } catch (caught) {
    error = caught
  }
  expect(error).toMatchObject({ code: 'FLUXLINE_OPTION' })
  expect(seenIn(error)).toEqual([])
})

it('lines that cannot be written are not shown', async () => {
  await using client = createClient({ url: loopback.url, token: 'hidden-token' })
  const input = { field: 'hidden-line' } as never
  expect(seenIn(await write(client, input, { bucket: 'b' }).catch((error: unknown) => error))).toEqual([])
})

it('the search finds secrets', () => {
  expect(seenIn(new Error('outer', { cause: { token: 'hidden-token' } }))).toEqual(['hidden-token'])
  expect(seenIn(Object.defineProperty({}, 'auth', { value: btoa('me:hidden-password') }))).toHaveLength(1)
})
