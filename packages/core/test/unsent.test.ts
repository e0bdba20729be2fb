import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { Authority, startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { isUnsent } from '../src/retry/index.ts'
import { createClient, session, write } from '../src/index.ts'
import type { ClientOptions, Token } from '../src/index.ts'

/** Starts a server of bytes, which calls back with each connection. */
async function listen(connected: (socket: Socket) => void): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    connected(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, [Symbol.asyncDispose]: async () => void server.close() }
}

/** The error of a write. */
async function failure(options: ClientOptions): Promise<Error> {
  await using client = createClient({ timeout: 300, ...options })
  return await write(client, 'm v=1 1', { bucket: 'b' }).then(
    () => new Error('It was written.'),
    (error: Error) => error,
  )
}

function throwing(thrown: unknown): Token {
  return async () => {
    throw thrown
  }
}

describe('an error says that nothing was sent', () => {
  it.each<[string, Partial<ClientOptions>]>([
    ['if the connection is refused', { url: 'http://127.0.0.1:9' }],
    ['if the host is unknown', { url: 'http://nowhere.invalid' }],
    ['if the proxy is down', { url: 'http://localhost', proxy: { url: 'http://127.0.0.1:9', tunnel: true } }],
    ['if the token function throws', { token: throwing(new Error('vault sealed')) }],
    [
      'if it throws what a refused connection does',
      { token: throwing(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })) },
    ],
    ['if it has a bug', { token: throwing(new TypeError('x')) }],
    ['if it throws no error', { token: throwing('vault sealed') }],
  ])('%s', async (_, options) => {
    const error = await failure({ url: 'http://127.0.0.1:9', ...options })
    expect(error).toMatchObject({ code: 'FLUXLINE_CONNECTION', retryable: true })
    expect(error.message).toMatch(/^POST http:\S+\/api\/v2\/write \(bucket "b"\): \S/)
    expect(isUnsent(error)).toBe(true)
  })

  it('if the connection is refused, over fetch', async () => {
    // `fetch` refuses some ports itself.
    const server = await listen(() => {})
    await server[Symbol.asyncDispose]()
    const error = await failure({ url: `http://127.0.0.1:${server.port}`, fetch })
    expect(isUnsent(error)).toBe(true)
  })

  it.each<[string, (socket: Socket) => void]>([
    ['closes it', (socket) => socket.end()],
    ['resets it', (socket) => socket.resetAndDestroy()],
    ['closes it after the first message', (socket) => socket.once('data', () => socket.end())],
    ['says nothing', () => {}],
  ])('if the server %s during the handshake of TLS', async (_, connected) => {
    await using server = await listen(connected)
    const error = await failure({ url: `https://127.0.0.1:${server.port}` })
    expect(error).toMatchObject({ unsent: true, retryable: true })
  })

  it('if the certificate is not trusted', async () => {
    const { createServer: createHttpsServer } = await import('node:https')
    const server = createHttpsServer(await (await Authority.create()).issue())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const error = await failure({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` })
    expect(error).toMatchObject({ unsent: true, retryable: false })
    server.close()
  })

  it('if the token is none, and keeps what was thrown as the cause', async () => {
    const cause = new Error('vault sealed')
    const error = await failure({ url: 'http://127.0.0.1:9', token: throwing(cause) })
    expect(error.cause).toBe(cause)
    expect(error.message).toBe(
      'POST http://127.0.0.1:9/api/v2/write (bucket "b"): no credentials: vault sealed. Check `token` or `auth`.',
    )
    for (const none of ['', undefined, 5]) {
      expect(await failure({ url: 'http://127.0.0.1:9', token: () => none as string })).toMatchObject({
        code: 'FLUXLINE_OPTION',
        unsent: true,
      })
    }
  })

  it.each([Symbol('no'), Object.create(null), undefined])('if the token throws what has no text', async (thrown) => {
    const error = await failure({ url: 'http://127.0.0.1:9', token: throwing(thrown as Error) })
    expect(error).toMatchObject({ code: 'FLUXLINE_CONNECTION', unsent: true })
  })

  it.each([400, 401, 503])('if the sign-in returns %d', async (status) => {
    await using server = await startLoopback((_, response) => void response.writeHead(status).end())
    const error = await failure({ url: server.url, auth: session({ username: 'me', password: 'p' }) })
    expect(error).toMatchObject({ path: '/api/v2/signin', status, unsent: true })
  })
})

describe('an error says nothing of the kind', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['closes the connection', (socket) => socket.end()],
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['does not respond', () => {}],
    ['fails', (socket) => socket.write('HTTP/1.1 500 X\r\ncontent-length: 0\r\n\r\n')],
    ['is busy', (socket) => socket.write('HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n')],
  ])('if the server %s after the request', async (_, respond) => {
    await using server = await listen((socket) => socket.on('data', () => respond(socket)))
    const error = await failure({ url: `http://127.0.0.1:${server.port}` })
    expect(error).not.toHaveProperty('unsent')
    expect(isUnsent(error)).toBe(false)
  })
})
