import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net'
import { inspect } from 'node:util'
import { startLoopback } from '@fluxline/testing'
import type { Loopback } from '@fluxline/testing'
import { MockAgent } from 'undici'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Client } from '../client.ts'
import { createClient } from '../create-client.ts'
import type { ClientOptions } from '../create-client.ts'

const open: { close(): unknown }[] = []

afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(open.splice(0).map((resource) => resource.close()))
})

const fixture = (name: string): string => new URL(`../../test/fixtures/${name}`, import.meta.url).pathname

async function listen(server: Server | TcpServer): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(server)
  return (server.address() as AddressInfo).port
}

/** An HTTPS server with a certificate of our own authority, which answers who asked. */
async function startHttps(requestCert = false): Promise<string> {
  const server = createHttpsServer({
    key: readFileSync(fixture('server.key.pem')),
    cert: readFileSync(fixture('server.pem')),
    ca: readFileSync(fixture('ca.pem')),
    requestCert,
    rejectUnauthorized: requestCert,
  }).on('request', (request, response) => void response.end(JSON.stringify(request.headers)))
  return `https://127.0.0.1:${await listen(server)}`
}

interface Proxy {
  readonly url: string
  /** `GET http://…` and `CONNECT host:port`, as they came. */
  readonly seen: string[]
  readonly headers: IncomingHttpHeaders[]
}

/** A proxy that forwards and tunnels for those who give its password. */
async function startProxy(credentials = 'me:proxy-secret'): Promise<Proxy> {
  const seen: string[] = []
  const headers: IncomingHttpHeaders[] = []
  const expected = `Basic ${Buffer.from(credentials).toString('base64')}`
  const record = (line: string, given: IncomingHttpHeaders): boolean => {
    seen.push(line)
    headers.push(given)
    return given['proxy-authorization'] === expected
  }
  const server = createHttpServer((request, response) => {
    if (!record(`${request.method} ${request.url}`, request.headers)) return void response.writeHead(407).end()
    const { 'proxy-authorization': _, ...passed } = request.headers
    const onward = httpRequest(request.url!, { method: request.method!, headers: passed }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onward)
  }).on('connect', (request, socket) => {
    if (!record(`CONNECT ${request.url}`, request.headers)) {
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    }
    const [host, port] = request.url!.split(':')
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  return { url: `http://127.0.0.1:${await listen(server)}`, seen, headers }
}

async function startPlain(): Promise<Loopback> {
  const loopback = await startLoopback(({ headers }, response) => void response.end(JSON.stringify(headers)))
  open.push(loopback)
  return loopback
}

function given(options: ClientOptions): Client {
  const client = createClient({ timeout: 5000, ...options })
  open.push(client)
  return client
}

async function ask(client: Client): Promise<IncomingHttpHeaders> {
  const response = await client.request({ method: 'GET', path: '/x' })
  return (await response.json()) as IncomingHttpHeaders
}

const withPassword = (url: string, password = 'proxy-secret'): string => url.replace('://', `://me:${password}@`)

describe('certificates', () => {
  it('of an unknown authority are refused, for good', async () => {
    const client = given({ url: await startHttps() })
    await expect(ask(client)).rejects.toMatchObject({
      code: 'FLUXLINE_CONNECTION',
      retryable: false,
      message: expect.stringContaining('Check the certificate'),
    })
  })

  it.each([
    ['the path of its certificate', { ca: fixture('ca.pem') }],
    ['its certificate as text', { ca: [readFileSync(fixture('ca.pem'), 'utf8')] }],
    ['verify: false', { verify: false }],
  ])('are trusted by %s', async (_, tls) => {
    await expect(ask(given({ url: await startHttps(), tls }))).resolves.toBeDefined()
  })

  it('of the client are shown to a server that asks for them', async () => {
    const url = await startHttps(true)
    const ca = fixture('ca.pem')
    const own = { ca, cert: fixture('client.pem'), key: fixture('client.key.pem'), passphrase: 'open-sesame' }
    await expect(ask(given({ url, tls: own }))).resolves.toBeDefined()
    await expect(ask(given({ url, tls: { ca } }))).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
  })

  it('that cannot be read are refused at once, and a key is not shown', () => {
    const url = 'https://localhost'
    expect(() => createClient({ url, tls: { ca: '/no/such.pem' } })).toThrow('tls.ca is neither')
    const error = catchError(() => createClient({ url, tls: { key: 'half-a-secret' } }))
    expect(error).toMatchObject({ code: 'FLUXLINE_OPTION' })
    expect(inspect(error)).not.toContain('secret')
  })
})

describe('a proxy', () => {
  it('gets requests to http as they are, with credentials that go no further', async () => {
    const [plain, proxy] = [await startPlain(), await startProxy()]
    const headers = await ask(given({ url: plain.url, token: 't', proxy: withPassword(proxy.url) }))
    expect(proxy.seen).toEqual([`GET ${plain.url}/x`])
    expect(headers).toMatchObject({ authorization: 'Token t' })
    expect(headers).not.toHaveProperty('proxy-authorization')
  })

  it('tunnels to https without seeing the token, with headers of its own', async () => {
    const [url, proxy] = [await startHttps(), await startProxy()]
    const options = { url: withPassword(proxy.url), headers: { 'x-team': 'a' } }
    const client = given({ url, token: 'my-token', proxy: options, tls: { ca: fixture('ca.pem') } })
    const headers = await ask(client)
    expect(proxy.seen).toEqual([`CONNECT ${url.slice('https://'.length)}`])
    expect(proxy.headers[0]).toMatchObject({ 'x-team': 'a' })
    expect(proxy.headers[0]).not.toHaveProperty('authorization')
    expect(headers).toMatchObject({ authorization: 'Token my-token' })
    expect(headers).not.toHaveProperty('x-team')
  })

  it('tunnels to http on demand', async () => {
    const [plain, proxy] = [await startPlain(), await startProxy()]
    await ask(given({ url: plain.url, proxy: { url: withPassword(proxy.url), tunnel: true } }))
    expect(proxy.seen).toEqual([`CONNECT ${plain.url.slice('http://'.length)}`])
  })

  it.each(['plain', 'tunnel'])('that refuses the password is named as such: %s', async (way) => {
    const [plain, proxy] = [await startPlain(), await startProxy()]
    const client = given({
      url: plain.url,
      proxy: { url: withPassword(proxy.url, 'wrong-secret'), tunnel: way === 'tunnel' },
    })
    const error = await ask(client).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'FLUXLINE_CONNECTION',
      retryable: false,
      message: expect.stringMatching(/proxy.*407.*Check the user name and password of the proxy/i),
    })
    expect(inspect([error, client], { depth: 10, showHidden: true })).not.toContain('secret')
  })

  it('is taken from the environment on demand alone, and not where NO_PROXY says so', async () => {
    const [plain, proxy] = [await startPlain(), await startProxy()]
    for (const name of ['HTTP_PROXY', 'http_proxy']) vi.stubEnv(name, withPassword(proxy.url))
    for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, 'example.org')
    await ask(given({ url: plain.url }))
    expect(proxy.seen).toEqual([])
    await ask(given({ url: plain.url, proxy: 'environment' }))
    expect(proxy.seen).toHaveLength(1)
    for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '127.0.0.1')
    await ask(given({ url: plain.url, proxy: 'environment' }))
    expect(proxy.seen).toHaveLength(1)
  })

  it('without an address is refused without showing it', () => {
    const error = catchError(() => createClient({ url: 'http://localhost', proxy: 'me:secret@proxy' }))
    expect(error).toMatchObject({ code: 'FLUXLINE_OPTION' })
    expect(String(error)).not.toContain('secret')
  })
})

describe('connections', () => {
  it('are no more than allowed', async () => {
    let most = 0
    const loopback = await startLoopback(async (_, response) => {
      most = Math.max(most, loopback.sockets.size)
      await new Promise((resolve) => setTimeout(resolve, 5))
      response.end('{}')
    })
    open.push(loopback)
    const client = given({ url: loopback.url, connections: 2 })
    await Promise.all(Array.from({ length: 10 }, () => ask(client)))
    expect(most).toBe(2)
  })

  it('are kept, and closed with the client', async () => {
    const plain = await startPlain()
    const client = given({ url: plain.url })
    for (let n = 0; n < 20; n++) await ask(client)
    // undici opens a second one where the first is about to be free.
    expect(plain.sockets.size).toBeLessThanOrEqual(2)
    await Promise.all([...[...plain.sockets].map((socket) => once(socket, 'close')), client.close()])
  })

  it('that take too long end the call, by the time-out of the call too', async () => {
    // The handshake of TLS is a part of connecting, and this server says nothing.
    const sockets: Socket[] = []
    const port = await listen(createTcpServer((socket) => void sockets.push(socket.resume())))
    const client = given({ url: `https://127.0.0.1:${port}`, timeout: 60_000 })
    const timeout = { connect: 80 }
    await expect(client.request({ method: 'GET', path: '/', timeout })).rejects.toMatchObject({
      code: 'FLUXLINE_TIMEOUT',
      phase: 'connect',
      timeoutMs: 80,
    })
    const signal = AbortSignal.timeout(20)
    await expect(client.request({ method: 'GET', path: '/', signal })).rejects.toMatchObject({
      code: 'FLUXLINE_ABORTED',
    })
    await Promise.all([...sockets.map((socket) => once(socket, 'close')), client.close()])
  })
})

it('leaves requests to a dispatcher that is brought, and does not close it', async () => {
  const dispatcher = new MockAgent()
  dispatcher.disableNetConnect()
  open.push(dispatcher)
  const mocked = dispatcher.get('http://influx.example')
  mocked.intercept({ path: '/x' }).reply(200, { mocked: true }).times(2)
  const client = given({ url: 'http://influx.example', dispatcher })
  await expect(ask(client)).resolves.toEqual({ mocked: true })
  await client.close()
  await expect(ask(given({ url: 'http://influx.example', dispatcher }))).resolves.toEqual({ mocked: true })
})

function catchError(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
