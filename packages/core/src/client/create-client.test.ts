import { inspect } from 'node:util'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler, Loopback } from '@fluxline/test-support'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createClient } from './default-client.ts'
import type { ClientOptions } from './client-options.ts'
import type { Client } from './client.ts'
import { basic } from '../auth/basic.ts'

const open: (Client | Loopback)[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()))
})

async function given(
  handler: RequestHandler,
  options: Partial<ClientOptions> = {},
): Promise<{ client: Client; loopback: Loopback }> {
  const loopback = await startLoopback(handler)
  const client = createClient({ url: loopback.url, token: 'my-secret', org: 'acme', ...options })
  open.push(client, loopback)
  return { client, loopback }
}

const ok: RequestHandler = (_, response) => void response.end('{"ok":true}')

describe('a request', () => {
  it('names an organization by its name or its ID', async () => {
    const { client, loopback } = await given(ok)
    for (const org of ['acme', { name: '0123456789abcdef' }, { id: '0123456789abcdef' }]) {
      await (await client.request({ method: 'GET', path: '/p', query: { org } })).text()
    }
    expect(loopback.requests.map(({ url }) => url)).toEqual([
      '/p?org=acme',
      '/p?org=0123456789abcdef',
      '/p?orgID=0123456789abcdef',
    ])
  })

  it('is sent below the path prefix, with query, credentials and headers', async () => {
    const loopback = await startLoopback(ok)
    const client = createClient({
      url: `${loopback.url}/influx/`,
      token: 't',
      headers: { 'X-Team': 'a' },
      userAgent: 'app/1',
    })
    open.push(client, loopback)
    const response = await client.request({
      method: 'GET',
      path: '/api/v2/buckets',
      query: { org: 'a&b', after: undefined, limit: 1 },
    })
    await expect(response.json()).resolves.toEqual({ ok: true })
    expect(loopback.requests[0]).toMatchObject({
      url: '/influx/api/v2/buckets?org=a%26b&limit=1',
      headers: {
        authorization: 'Token t',
        'x-team': 'a',
        'user-agent': expect.stringMatching(/^fluxline\/\S+ node\/\S+ app\/1$/),
      },
    })
  })

  it('carries user name and password instead of a token', async () => {
    const { client, loopback } = await given(ok, { token: undefined, auth: basic({ username: 'mé', password: 'p:w' }) })
    await client.request({ method: 'GET', path: '/' })
    const [, encoded] = loopback.requests[0]!.headers.authorization!.split(' ')
    expect(Buffer.from(encoded!, 'base64').toString()).toBe('mé:p:w')
  })

  it('asks for the token once, and again if the server refuses it', async () => {
    const token = vi.fn<() => string>().mockReturnValueOnce('old').mockReturnValueOnce('new')
    const { client, loopback } = await given(
      (request, response) => void response.writeHead(request.headers.authorization === 'Token old' ? 401 : 200).end(),
      { token },
    )
    await client.request({ method: 'GET', path: '/a' })
    await client.request({ method: 'POST', path: '/b', body: 'x' })
    expect(token).toHaveBeenCalledTimes(2)
    expect(loopback.requests.map(({ url, headers }) => `${url} ${headers.authorization}`)).toEqual([
      '/a Token old',
      '/a Token new',
      '/b Token new',
    ])
  })

  it('is refused after close, and close can be called twice', async () => {
    const { client } = await given(ok)
    await client.close()
    await client.close()
    await expect(client.request({ method: 'GET', path: '/' })).rejects.toMatchObject({ code: 'FLUXLINE_CLOSED' })
  })

  it('closes although nobody reads a response, and lets those that are read end', async () => {
    const { client, loopback } = await given(({ url }, response) => {
      response.writeHead(200).write('begun')
      if (url === '/read') setTimeout(() => response.end(', ended'), 50)
    })
    await client.request({ method: 'GET', path: '/unread' })
    const text = (await client.request({ method: 'GET', path: '/read' })).text()
    await client.close()
    await expect(text).resolves.toBe('begun, ended')
    await vi.waitFor(() => expect(loopback.sockets.size).toBe(0), 5000)
  })

  it('asks again for a token after its provider failed', async () => {
    const token = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(new Error('vault is shut'))
      .mockResolvedValue('t')
    const { client } = await given(ok, { token })
    await expect(client.request({ method: 'GET', path: '/' })).rejects.toThrow('vault is shut')
    await expect(client.request({ method: 'GET', path: '/' })).resolves.toMatchObject({ status: 200 })
  })

  it("refuses a provider's token that no header can hold, without showing it", async () => {
    const { client } = await given(ok, { token: () => 'my\nsecret' })
    const error: unknown = await client.request({ method: 'GET', path: '/' }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'FLUXLINE_OPTION' })
    expect(inspect(error)).not.toContain('secret')
  })

  it('compresses a body that is long enough', async () => {
    const { client, loopback } = await given(ok)
    await client.request({ method: 'POST', path: '/short', body: 'x', gzip: true })
    await client.request({ method: 'POST', path: '/long', body: 'x'.repeat(5000), gzip: { level: 1 } })
    expect(loopback.requests.map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'gzip'])
    expect(loopback.requests[1]!.body.length).toBeLessThan(200)
  })
})

describe('a redirect', () => {
  it('is followed within the origin with its method and body', async () => {
    const { client, loopback } = await given((request, response) => {
      if (request.url === '/a') response.writeHead(308, { location: '/b' })
      response.end()
    })
    await client.request({ method: 'POST', path: '/a', body: 'x' })
    expect(loopback.requests.map(({ method, url, body }) => `${method} ${url} ${body.toString()}`)).toEqual([
      'POST /a x',
      'POST /b x',
    ])
  })

  it('never takes the token to another origin', async () => {
    const other = await startLoopback(ok)
    open.push(other)
    const { client } = await given((_, response) => void response.writeHead(307, { location: `${other.url}/x` }).end())
    await expect(client.request({ method: 'GET', path: '/' })).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      message: expect.stringContaining(other.url),
    })
    expect(other.requests).toEqual([])
  })

  it('never turns a POST into a GET, and stops following a circle', async () => {
    const { client } = await given((request, response) => {
      response.writeHead(request.url === '/circle' ? 307 : 302, { location: '/circle' }).end()
    })
    await expect(client.request({ method: 'POST', path: '/x', body: 'x' })).rejects.toThrow(
      /redirected \(302\) to .*\/circle/,
    )
    await expect(client.request({ method: 'GET', path: '/circle' })).rejects.toThrow('redirected (307)')
  })
})

describe('a client', () => {
  it('shows its address and organization, in logs and as JSON', async () => {
    const { client, loopback } = await given(ok)
    const shown = { url: loopback.url, org: 'acme' }
    expect(inspect(client)).toBe(inspect(shown))
    expect(JSON.parse(JSON.stringify(client))).toEqual(shown)
    await using other = createClient({ url: 'http://localhost', token: 'my-secret' })
    expect(inspect(other)).toBe("{ url: 'http://localhost' }")
    expect(Object.keys({ ...client })).toContain('request')
  })
})

it('shows no secret in any form of itself or its errors', async () => {
  const { client } = await given((_, response) => void response.writeHead(500).end('boom'))
  const errors = await Promise.all([
    client.request({ method: 'GET', path: '/' }).catch((error: unknown) => error),
    client.request({ method: 'GET', path: '/', timeout: -1 }).catch((error: unknown) => error),
  ])
  for (const value of [client, ...errors]) {
    const shown = [inspect(value, { depth: 10, showHidden: true }), JSON.stringify(value), String(value)].join()
    expect(shown).not.toContain('my-secret')
  }
})

it.each([
  ['a token that no header can hold', { token: 'my\nsecret' }],
  ['an empty token', { token: '' }],
  ['token together with auth', { token: 't', auth: basic({ username: 'a', password: 'b' }) }],
  ['a time-out that is not a number of milliseconds', { timeout: Number.NaN }],
])('refuses %s without showing it', (_, options) => {
  const error = (() => {
    try {
      return createClient({ url: 'http://localhost', ...options })
    } catch (caught) {
      return caught
    }
  })()
  expect(error).toMatchObject({ code: 'FLUXLINE_OPTION' })
  expect(String(error)).not.toContain('secret')
})

it('sends what a request says at the call, also if its body is compressed', async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(204).end())
  await using client = createClient({ url: loopback.url })
  const query = { bucket: '' }
  const headers = { 'x-for': '' }
  const spec = { method: 'POST', path: '/x', query, headers, body: 'x', gzip: { threshold: 0 } } as const
  const calls = ['a', 'b'].map((name) => {
    query.bucket = headers['x-for'] = name
    return client.request(spec)
  })
  await Promise.all(calls)
  const sent = loopback.requests.map((request) => `${request.url} ${request.headers['x-for'] as string}`)
  expect(new Set(sent)).toEqual(new Set(['/x?bucket=a a', '/x?bucket=b b']))
})
