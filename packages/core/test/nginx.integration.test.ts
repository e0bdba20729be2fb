import { randomBytes } from 'node:crypto'
import { findNginx, startNginx, useBucket } from '@fluxline/test-support'
import type { Nginx } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient, health, ping, session, write } from '../src/index.ts'
import type { Client, ClientOptions, Hooks } from '../src/index.ts'
import { createUser, remove } from './admin.ts'
import { count } from './query.ts'

const access = useBucket()
const installed = await findNginx()
let nginx: Nginx

beforeAll(async () => {
  if (installed === undefined) return
  nginx = await startNginx(
    installed,
    `location /influx/ { proxy_pass ${access.url}/; proxy_http_version 1.1; proxy_buffering off; client_max_body_size 20k; }
     location ~ ^/moved/(.*)$ { return 308 /influx/$1; }
     location /old/api/v2/write { return 301 /influx/api/v2/write; }
     location /gone/ { proxy_pass http://127.0.0.1:9/; }`,
  )
})

afterAll(() => nginx?.[Symbol.asyncDispose]())

function open(path: string, options: Partial<ClientOptions> = {}): Client {
  const { token, org } = access
  return createClient({ url: nginx.url + path, ...(options.auth ? {} : { token }), org, ...options })
}

describe.skipIf(installed === undefined)('behind nginx, below a path', () => {
  it('writes compressed lines to InfluxDB and reads them', async () => {
    await using client = open('/influx/')
    await expect(ping(client)).resolves.toBe(true)
    await expect(health(client)).resolves.toMatchObject({ status: 'pass' })
    const lines = Array.from({ length: 2000 }, (_, n) => `proxied v=${n} ${n + 1}`)
    await write(client, lines, { bucket: access.bucket, gzip: true })
    expect(await count(client, access.bucket, 'proxied')).toBe(2000)
  })

  it('reads a long response in pieces, and can leave it early', async () => {
    await using client = open('/influx')
    const response = await client.request({
      method: 'POST',
      path: '/api/v2/query',
      query: { org: access.org },
      headers: { 'content-type': 'application/vnd.flux', 'accept-encoding': 'gzip' },
      body: 'import "generate"\ngenerate.from(count: 200000, fn: (n) => n, start: 2020-01-01T00:00:00Z, stop: 2021-01-01T00:00:00Z)',
    })
    let bytes = 0
    for await (const chunk of response.body) {
      bytes += chunk.length
      if (bytes > 100_000) break
    }
    expect(bytes).toBeGreaterThan(100_000)
  })

  it('a session works, since its cookie is sent for every path', async () => {
    await using admin = open('/influx')
    const user = await createUser(admin, access)
    const client = open('/influx', { auth: session(user) })
    await write(client, 'signed v=1 1', { bucket: access.bucket })
    expect(await count(client, access.bucket, 'signed')).toBe(1)
    await client.close()
    await remove(admin, `/api/v2/users/${user.id}`)
  })

  it('a body that nginx finds too large is sent in halves', async () => {
    const statuses: number[] = []
    const hooks: Hooks = { onResponse: ({ status }) => void statuses.push(status) }
    await using client = open('/influx', { hooks })
    const lines = Array.from({ length: 400 }, (_, n) => `halved v="${randomBytes(32).toString('hex')}" ${n + 1}`)
    await write(client, lines, { bucket: access.bucket })
    expect(statuses).toEqual([413, 204, 204])
    expect(await count(client, access.bucket, 'halved')).toBe(400)
  })

  it("reports nginx's own refusal of a line that is too large", async () => {
    await using client = open('/influx')
    await expect(write(client, `large v="${'x'.repeat(30_000)}" 1`, { bucket: access.bucket })).rejects.toMatchObject({
      status: 413,
      serverMessage: 'an HTML page, "413 Request Entity Too Large"',
      message: expect.stringContaining('Send fewer lines at a time'),
    })
  })

  it("reports nginx's page if it cannot reach InfluxDB, as retryable", async () => {
    await using client = open('/gone')
    await expect(write(client, 'm v=1', { bucket: access.bucket })).rejects.toMatchObject({
      status: 502,
      serverMessage: 'an HTML page, "502 Bad Gateway"',
      retryable: true,
    })
    await expect(ping(client)).resolves.toBe(false)
  })

  it('follows a redirect that keeps the method, and reports any other', async () => {
    await using moved = open('/moved')
    await expect(ping(moved)).resolves.toBe(true)
    await using old = open('/old')
    await expect(write(old, 'm v=1', { bucket: access.bucket })).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      message: expect.stringMatching(/redirected \(301\) to .*\/influx\/api\/v2\/write/),
    })
  })
})
