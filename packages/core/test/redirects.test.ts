import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Authority, startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { basic, createClient, session } from '../src/index.ts'
import type { ClientOptions } from '../src/index.ts'

let target: Loopback
let loopback: Loopback
let status: number
let location: string

beforeEach(async () => {
  target = await startLoopback((_, response) => void response.end())
  loopback = await startLoopback(({ url }, response) => {
    if (url === '/api/v2/signin') return void response.writeHead(204, { 'set-cookie': 'my-session=my-secret' }).end()
    response.writeHead(url === '/end' ? 200 : status, { location }).end('moved')
  })
})

afterEach(async () => {
  await Promise.all([target.close(), loopback.close()])
})

const user = { username: 'me', password: 'my-secret' }
const refused = { code: 'FLUXLINE_HTTP', retryable: false, message: expect.stringContaining('redirected') }

describe('a redirect to another origin', () => {
  it.each<[string, Partial<ClientOptions>]>([
    ['the token', { token: 'my-secret' }],
    ['the password', { auth: basic(user) }],
    ['the session', { auth: session(user) }],
    ['a header', { headers: { 'x-key': 'my-secret' } }],
    ['the token, over fetch', { token: 'my-secret', fetch }],
  ])('does not receive %s', async (_, options) => {
    await using client = createClient({ url: loopback.url, ...options })
    status = 307
    location = `${target.url}/x?token=my-secret`
    const error: unknown = await client.request({ method: 'GET', path: '/x' }).catch((caught: unknown) => caught)
    expect(error).toMatchObject(refused)
    expect(String(error)).toContain(`${target.url}/x`)
    expect(String(error)).not.toContain('secret')
    expect(target.requests).toEqual([])
  })

  it('is not followed from https to http', async () => {
    const authority = await Authority.create()
    location = `${target.url}/x`
    const server = createServer(
      await authority.issue(),
      (_, response) => void response.writeHead(308, { location }).end(),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    await using client = createClient({ url, token: 'my-secret', tls: { ca: authority.cert } })
    await expect(client.request({ method: 'GET', path: '/x' })).rejects.toMatchObject(refused)
    expect(target.requests).toEqual([])
    server.close()
  })
})

describe('a redirect within the origin', () => {
  it.each([
    ['GET', 301, true],
    ['GET', 302, true],
    ['HEAD', 303, true],
    ['GET', 307, true],
    ['POST', 301, false],
    ['POST', 302, false],
    ['POST', 303, false],
    ['PATCH', 302, false],
    ['DELETE', 302, false],
    ['POST', 307, true],
    ['DELETE', 308, true],
  ] as const)('of a %s with %d is followed: %s', async (method, code, isFollowed) => {
    await using client = createClient({ url: loopback.url, token: 't' })
    status = code
    location = '/end'
    const outcome: unknown = await client
      .request({ method, path: '/x', ...(method === 'POST' && { body: 'm v=1' }) })
      .catch((error: unknown) => error)
    expect(outcome).toMatchObject(isFollowed ? { status: 200 } : refused)
    const seen = loopback.requests.map((request) => `${request.method} ${request.url}`)
    expect(seen).toEqual([`${method} /x`, ...(isFollowed ? [`${method} /end`] : [])])
  })

  it.each([300, 304])('%d redirects nothing', async (code) => {
    await using client = createClient({ url: loopback.url, token: 't' })
    status = code
    location = '/end'
    for (const method of ['GET', 'POST'] as const) {
      const error: unknown = await client.request({ method, path: '/x' }).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'FLUXLINE_HTTP', status: code, retryable: false })
      expect(String(error)).not.toContain('redirected')
    }
  })

  it('in circles ends', async () => {
    await using client = createClient({ url: loopback.url, token: 't' })
    status = 307
    location = '/x'
    await expect(client.request({ method: 'GET', path: '/x' })).rejects.toMatchObject(refused)
    expect(loopback.requests.length).toBeLessThan(10)
  })

  it.each(['', 'http://['])('to %j is an error that shows it', async (to) => {
    await using client = createClient({ url: loopback.url, token: 't' })
    status = 302
    location = to
    await expect(client.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({
      code: expect.stringMatching('FLUXLINE_'),
    })
  })
})
