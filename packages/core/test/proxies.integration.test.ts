import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { Authority, startLoopback, useBucket } from '@fluxline/test-support'
import { createProxy } from 'proxy'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createClient, ping, write } from '../src/index.ts'
import type { ClientOptions } from '../src/index.ts'
import { count } from './query.ts'

const access = useBucket()
const authority = await Authority.create()
const open: Server[] = []

afterEach(() => {
  vi.unstubAllEnvs()
  for (const server of open.splice(0)) server.close().closeAllConnections()
})

interface Proxy {
  readonly url: string
  /** The requests that it forwarded: `GET http://…` and `CONNECT host:port`. */
  readonly seen: string[]
  readonly headers: IncomingHttpHeaders[]
}

/** A real proxy that requires a user name and password. */
async function startProxy(server: Server = createHttpServer()): Promise<Proxy> {
  const seen: string[] = []
  const received: IncomingHttpHeaders[] = []
  const proxy = createProxy(server)
  proxy.authenticate = ({ headers, method, url }) => {
    if (headers['proxy-authorization'] !== `Basic ${btoa('me:proxy-secret')}`) return false
    seen.push(`${method} ${url}`)
    received.push(headers)
    return true
  }
  open.push(proxy)
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return { url: `http://me:proxy-secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`, seen, headers: received }
}

/** Writes a point through the proxy, and reads it without the proxy. */
async function roundTrip(measurement: string, proxy: ClientOptions['proxy']): Promise<number> {
  const { url, token, org, bucket } = access
  await using client = createClient({ url, token, org, proxy })
  await write(client, `${measurement} v=1`, { bucket, gzip: { threshold: 0 } })
  await using direct = createClient({ url, token, org })
  return await count(direct, bucket, measurement)
}

describe('InfluxDB is reached through a proxy', () => {
  it('that forwards', async () => {
    const proxy = await startProxy()
    expect(await roundTrip('forwarded', proxy.url)).toBe(1)
    expect(proxy.seen).toEqual([expect.stringMatching(`^POST ${access.url}/api/v2/write\\?`)])
  })

  it('that tunnels', async () => {
    const proxy = await startProxy()
    expect(await roundTrip('tunnelled', { url: proxy.url, tunnel: true })).toBe(1)
    expect(proxy.seen).toEqual([`CONNECT ${new URL(access.url).host}`])
  })

  it('that has its own certificate', async () => {
    const proxy = await startProxy(createHttpsServer(await authority.issue()))
    const url = proxy.url.replace('http://me:proxy-secret@127.0.0.1', 'https://me:proxy-secret@localhost')
    expect(await roundTrip('encrypted', { url, tls: { ca: authority.cert }, tunnel: true })).toBe(1)
    expect(proxy.seen).toHaveLength(1)
  })

  it('of the environment, if `proxy` says so', async () => {
    const proxy = await startProxy()
    vi.stubEnv('http_proxy', proxy.url)
    vi.stubEnv('no_proxy', 'example.org')
    expect(await roundTrip('unasked', undefined)).toBe(1)
    expect(proxy.seen).toEqual([])
    expect(await roundTrip('environment', 'environment')).toBe(1)
    expect(proxy.seen).toHaveLength(1)
    vi.stubEnv('no_proxy', new URL(access.url).hostname)
    expect(await roundTrip('excepted', 'environment')).toBe(1)
    expect(proxy.seen).toHaveLength(1)
  })
})

it('a proxy sees neither token nor path of what it tunnels to https, and keeps its own headers', async () => {
  const proxy = await startProxy()
  const target = createHttpsServer(await authority.issue(), (request, response) => {
    response.end(JSON.stringify(request.headers))
  })
  open.push(target)
  target.listen(0, '127.0.0.1')
  await once(target, 'listening')
  const host = `127.0.0.1:${(target.address() as AddressInfo).port}`
  const options = { token: 'my-token', tls: { ca: authority.cert } }
  await using client = createClient({
    ...options,
    url: `https://${host}`,
    proxy: { url: proxy.url, headers: { 'x-team': 'a' } },
  })
  const seen = await (await client.request({ method: 'GET', path: '/x' })).json()
  expect(seen).toMatchObject({ authorization: 'Token my-token' })
  expect(seen).not.toHaveProperty('x-team')
  expect(proxy.seen).toEqual([`CONNECT ${host}`])
  expect(proxy.headers).toMatchObject([{ 'x-team': 'a' }])
  expect(proxy.headers[0]).not.toHaveProperty('authorization')
})

it('a proxy may get its credentials as headers, and does not forward them', async () => {
  const proxy = await startProxy()
  await using loopback = await startLoopback((_, response) => void response.end())
  const headers = { 'proxy-authorization': `Basic ${btoa('me:proxy-secret')}` }
  const url = proxy.url.replace('me:proxy-secret@', '')
  await using client = createClient({ url: loopback.url, proxy: { url, headers } })
  await expect(ping(client)).resolves.toBe(true)
  expect(proxy.seen).toHaveLength(1)
  expect(loopback.requests[0]?.headers).toHaveProperty('via')
  expect(loopback.requests[0]?.headers).not.toHaveProperty('proxy-authorization')
})

it.each([false, true])('a proxy that refuses the password is reported, tunnel: %s', async (tunnel) => {
  const proxy = await startProxy()
  const url = proxy.url.replace('proxy-secret', 'wrong-secret')
  await using client = createClient({ url: access.url, token: access.token, proxy: { url, tunnel } })
  const error: unknown = await client.request({ method: 'GET', path: '/ping' }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({
    code: 'FLUXLINE_CONNECTION',
    retryable: false,
    message: expect.stringContaining('the proxy returned 407'),
  })
  expect(inspect([client, error], { depth: 10, showHidden: true })).not.toContain('secret')
})

it('a proxy that cannot reach InfluxDB is reported by its response', async () => {
  const proxy = await startProxy()
  await using client = createClient({ url: 'http://127.0.0.1:9', proxy: proxy.url })
  await expect(client.request({ method: 'GET', path: '/ping' })).rejects.toMatchObject({ code: 'FLUXLINE_HTTP' })
  await expect(ping(client)).resolves.toBe(false)
})
