import { inspect } from 'node:util'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler, Loopback } from '@fluxline/test-support'
import { afterEach, describe, expect, it } from 'vitest'
import type { Client } from '../client/client.ts'
import { createClient } from '../client/default-client.ts'
import { HttpError } from '../errors.ts'

const open: (Client | Loopback)[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()))
})

async function given(handler: RequestHandler): Promise<{ client: Client }> {
  const loopback = await startLoopback(handler)
  const client = createClient({ url: loopback.url, token: 'my-secret', org: 'acme' })
  open.push(client, loopback)
  return { client }
}

async function failureOf(client: Client): Promise<HttpError> {
  return client.request({ method: 'GET', path: '/' }).catch((error: unknown) => error) as Promise<HttpError>
}

describe('an error', () => {
  it("has the server's message, the request and what to do", async () => {
    const { client } = await given(
      (_, response) =>
        void response
          .writeHead(401, { 'x-influxdb-request-id': 'abc' })
          .end('{"code":"unauthorized","message":"unauthorized access"}'),
    )
    await expect(
      client.request({ method: 'POST', path: '/api/v2/write', query: { bucket: 'b' } }),
    ).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      status: 401,
      serverCode: 'unauthorized',
      serverMessage: 'unauthorized access',
      requestId: 'abc',
      method: 'POST',
      path: '/api/v2/write',
      retryable: false,
      message: expect.stringMatching(
        /^POST http:\S+\/api\/v2\/write \(bucket "b"\) failed: 401 unauthorized: unauthorized access.*Check that a valid token.*abc/,
      ),
    })
  })

  it.each([
    ['InfluxDB 1.x JSON', '{"error":"database not found"}', 'database not found'],
    ['plain text', 'upstream gone', 'upstream gone'],
    ['HTML', '<html><title>502 Bad Gateway</title></html>', 'an HTML page, "502 Bad Gateway"'],
    ['nothing', '', undefined],
    ['two JSON documents', '{"code":"a"}{"code":"b"}', '{"code":"a"}{"code":"b"}'],
  ])('reads %s', async (_, body, serverMessage) => {
    const { client } = await given((__, response) => void response.writeHead(502).end(body))
    const error = await failureOf(client)
    expect(error).toMatchObject({ status: 502, retryable: true })
    expect(error.serverMessage).toBe(serverMessage)
  })

  it("has the other members of the server's JSON, and the ID of its trace", async () => {
    const body = '{"code":"invalid","message":"bad","op":"http/write","err":"why","line":3}'
    const { client } = await given((_, response) => void response.writeHead(400, { 'trace-id': 'abc' }).end(body))
    await expect(client.request({ method: 'GET', path: '/' })).rejects.toMatchObject({
      serverMessage: 'bad',
      serverDetails: { op: 'http/write', err: 'why', line: 3 },
      traceId: 'abc',
    })
  })

  it('has the headers of the response, without cookies and secrets, which no log shows', async () => {
    const { client } = await given((_, response) => {
      const headers = { 'x-ratelimit-limit': '5', 'x-echo': 'Token my-secret', 'set-cookie': 'session=my-cookie' }
      response.writeHead(429, headers).end()
    })
    const error = await failureOf(client)
    const read = ['X-RateLimit-Limit', 'x-echo', 'set-cookie', 'x-none'].map((name) => error.headers?.get(name))
    expect(read).toEqual(['5', 'Token ***', null, null])
    expect(inspect(error, { showHidden: true }) + JSON.stringify(error)).not.toMatch(/ratelimit|my-secret|my-cookie/)
  })

  it('keeps a character that is split between two chunks', async () => {
    const bytes = Buffer.from('{"code":"invalid","message":"Größe"}')
    const { client } = await given((_, response) => {
      response.writeHead(400)
      response.write(bytes.subarray(0, 31))
      setTimeout(() => response.end(bytes.subarray(31)), 20)
    })
    await expect(client.request({ method: 'GET', path: '/' })).rejects.toMatchObject({ serverMessage: 'Größe' })
  })

  it.each([
    [429, { 'retry-after': '5' }, '', true, 5000],
    [429, {}, 'max series cardinality exceeded', false, undefined],
    [429, {}, '', true, undefined],
    [503, { 'retry-after': 'soon' }, '', true, undefined],
    [500, {}, 'partial write: field type conflict dropped=1', false, undefined],
    [500, {}, 'timeout', true, undefined],
    [500, {}, 'compilation failed: error @1:1-1:9: expected RPAREN, got EOF', false, undefined],
    [500, {}, 'error @1:1-1:2: undefined identifier x', false, undefined],
    [500, {}, 'error in building plan while starting program: cannot query an empty range', false, undefined],
    [500, {}, 'runtime error @1:1-1:9: connection reset by peer', true, undefined],
    [502, {}, 'unable to parse points', false, undefined],
    [408, {}, '', true, undefined],
    [425, {}, '', true, undefined],
    [522, {}, '', true, undefined],
    [413, {}, '', false, undefined],
    [431, {}, '', false, undefined],
    [451, {}, '', false, undefined],
    [501, {}, '', false, undefined],
    [505, {}, '', false, undefined],
    [404, {}, '', false, undefined],
  ])('of %d with %j and %j is retryable: %s', async (status, headers, body, retryable, retryAfterMs) => {
    const { client } = await given((_, response) => void response.writeHead(status, headers).end(body))
    const error = await failureOf(client)
    expect(error).toBeInstanceOf(HttpError)
    expect([error.retryable, error.retryAfterMs]).toEqual([retryable, retryAfterMs])
  })

  it.each([
    [404, '{"code":"not found","message":"could not find bucket \\"b\\""}', 'it must exist in this organization'],
    [503, '{"status":"starting"}', 'The server is starting; wait, for example with `waitUntilReady`'],
    [403, '{"error":"Flux query service disabled. Verify it."}', 'Verify it. Flux is off on this server; set `flux'],
    [429, 'slow down.', 'failed: 429: slow down. Send less, or wait'],
  ])('of %d with %s says what to do', async (status, body, words) => {
    const { client } = await given((_, response) => void response.writeHead(status).end(body))
    expect((await failureOf(client)).message).toContain(words)
  })

  it.each(['@host/', '.x', ':80/', '', '//host/', 'api/v2/query', 'http://host/'])(
    'is thrown before anything is sent to the path %j',
    async (path) => {
      await using loopback = await startLoopback((_, response) => void response.end())
      await using client = createClient({ url: loopback.url })
      await expect(client.request({ method: 'GET', path })).rejects.toMatchObject({
        code: 'FLUXLINE_OPTION',
        option: 'path',
        message: expect.stringContaining('must start with one slash'),
      })
      expect(loopback.requests).toEqual([])
    },
  )

  it('reports a response that is not JSON', async () => {
    const { client } = await given((_, response) => void response.end('<html>'))
    const response = await client.request({ method: 'GET', path: '/' })
    await expect(response.json()).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      message: expect.stringContaining('<html>'),
    })
  })
})
