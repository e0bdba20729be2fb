import { startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient, health, ready, retry, serverInfo, session, setup, version, write } from '../src/index.ts'
import type { Client, ClientOptions } from '../src/index.ts'

let loopback: Loopback
beforeAll(async () => {
  loopback = await startLoopback((request, response, socket) => {
    if (request.url.startsWith('/refused')) return void response.writeHead(503).end()
    if (request.url.startsWith('/cut')) return void socket.destroy()
    if (request.url.startsWith('/half')) return void response.writeHead(200, { 'content-length': '9' }).write('half')
  })
})
afterAll(() => loopback.close())

const gone = 'http://127.0.0.1:9'
type Call = (client: Client) => Promise<unknown>
const get =
  (path: string): Call =>
  (client) =>
    client.request({ method: 'GET', path })
const signal = (): AbortSignal => AbortSignal.timeout(30)

/** A failure of each kind, from a response, a socket, a timer or a signal. */
const calls: readonly (readonly [string, Partial<ClientOptions>, Call])[] = [
  ['a response', {}, get('/refused')],
  ['a response after retries', { retry: retry({ maxRetries: 1, retryInterval: 1 }) }, get('/refused')],
  ['a refused connection', { url: gone }, get('/x')],
  ['a refused sign-in', { url: gone, token: undefined, auth: session({ username: 'a', password: 'b' }) }, get('/x')],
  ['a token function', { token: () => Promise.reject(new Error('sealed')) }, get('/x')],
  ['a connection that breaks', {}, get('/cut')],
  ['a time-out', { timeout: 30 }, get('/silent')],
  ['a time-out of all', { timeout: { total: 30 } }, get('/silent')],
  ['an abort', {}, (client) => client.request({ method: 'GET', path: '/silent', signal: signal() })],
  ['a write', { url: gone }, (client) => write(client, 'm v=1', { bucket: 'b' })],
  ['a write of a stream', { url: gone }, (client) => write(client, new Blob(['m v=1']).stream(), { bucket: 'b' })],
  ['health', { url: gone }, (client) => health(client)],
  ['ready', { url: gone }, (client) => ready(client)],
  ['version', { url: gone }, (client) => version(client)],
  ['serverInfo', { url: gone }, (client) => serverInfo(client)],
  ['setup', { url: gone }, (client) => setup(client, { username: 'a', password: 'b', org: 'o', bucket: 'b' })],
]

async function stackOf(options: Partial<ClientOptions>, call: Call): Promise<string> {
  await using client = createClient({ url: loopback.url, token: 't', ...options })
  // Not awaited here: then the engine alone would find the caller of some.
  const failure = callingFunction(client, call)
  return failure.then(
    () => 'It did not fail.',
    (error: Error) => error.stack ?? '',
  )
}

/** Its line must be in the stack. */
function callingFunction(client: Client, call: Call): Promise<unknown> {
  return call(client)
}

describe.each([
  ['undici', {}],
  ['fetch', { fetch }],
])('over %s', (_, transport) => {
  it.each(calls)('the stack of an error of %s names the line of the caller', async (__, options, call) => {
    const stack = await stackOf({ ...transport, ...options }, call)
    expect(stack).toMatch(/\n +at callingFunction \(.*callers\.test\.ts:\d+/)
    expect(stack).not.toMatch(/\[object|undefined/)
  })

  it('the stack of an error of a body names the line of the request', async () => {
    await using client = createClient({ url: loopback.url, timeout: 30, ...transport })
    const response = (await callingFunction(client, get('/half'))) as Awaited<ReturnType<Client['request']>>
    const stack = await response.text().catch((error: Error) => error.stack)
    expect(stack).toMatch(/\n +at callingFunction \(.*callers\.test\.ts:\d+/)
  })
})
