import { useBucket } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { build, createClient, health, isOnboarded, ping, ready, setup, version, write } from '../src/index.ts'
import type { Client } from '../src/index.ts'

const access = useBucket()

function open(options: { token?: string; url?: string } = {}): Client {
  return createClient({ url: access.url, token: access.token, org: access.org, ...options })
}

describe('the server', () => {
  it('reports version and health without a token', async () => {
    await using client = createClient({ url: access.url })
    await expect(ping(client)).resolves.toBe(true)
    await expect(version(client)).resolves.toMatch(/^v2\./)
    await expect(build(client)).resolves.toBe('OSS')
    await expect(health(client)).resolves.toMatchObject({ name: 'influxdb', status: 'pass' })
    const { status, started } = await ready(client)
    expect(status).toBe('ready')
    expect(started).toBeInstanceOf(Date)
  })

  it('is reported as absent by ping, and by errors of other calls', async () => {
    await using client = open({ url: 'http://127.0.0.1:9' })
    await expect(ping(client)).resolves.toBe(false)
    await expect(health(client)).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
  })

  it('has been set up, and cannot be set up again', async () => {
    await using client = createClient({ url: access.url })
    await expect(isOnboarded(client)).resolves.toBe(true)
    const again = { username: 'me', password: 'my-password', org: 'o', bucket: 'b' }
    await expect(setup(client, again)).rejects.toMatchObject({ status: 422, serverCode: 'conflict' })
  })

  it('reports an unknown token', async () => {
    await using client = open({ token: 'nonsense' })
    await expect(write(client, 'm v=1', { bucket: access.bucket })).rejects.toMatchObject({
      status: 401,
      serverCode: 'unauthorized',
      message: expect.stringContaining('Check that a valid token'),
    })
  })

  it('names the missing bucket', async () => {
    await using client = open()
    await expect(write(client, 'm v=1', { bucket: 'nope' })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('nope'),
    })
  })
})

describe('a write', () => {
  it('is stored, compressed or not, in every precision', async () => {
    await using client = open()
    for (const [precision, time] of [
      ['s', '1700000000'],
      ['ms', '1700000001000'],
      ['us', '1700000002000000'],
      ['ns', '1700000003000000000'],
    ] as const) {
      await write(client, `stored v=1 ${time}`, { bucket: access.bucket, precision, gzip: { threshold: 1 } })
    }
    const response = await client.request({
      method: 'POST',
      path: '/api/v2/query',
      query: { org: access.org },
      headers: { 'content-type': 'application/vnd.flux' },
      body: `from(bucket: "${access.bucket}") |> range(start: 0) |> filter(fn: (r) => r._measurement == "stored") |> count()`,
    })
    expect(await response.text()).toMatch(/,4,v,stored/)
  })

  it('of comments alone is accepted, as the half of a larger body may be', async () => {
    await using client = open()
    await expect(write(client, '# nothing but "words\n', { bucket: access.bucket })).resolves.toBeUndefined()
  })

  it('that the server stores in part is an error with the number of dropped points', async () => {
    await using client = open()
    await write(client, 'typed v=1i 1', { bucket: access.bucket })
    await expect(write(client, ['typed v=1.5 2', 'typed v=2i 3'], { bucket: access.bucket })).rejects.toMatchObject({
      code: 'FLUXLINE_PARTIAL_WRITE',
      status: 422,
      dropped: 1,
      message: expect.stringContaining('field type conflict'),
    })
  })
})
