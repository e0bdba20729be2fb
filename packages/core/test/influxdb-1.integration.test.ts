import { useInfluxd1 } from '@fluxline/test-support'
import { beforeAll, describe, expect, it } from 'vitest'
import { basic, build, createClient, health, ping, ready, serverInfo, version, write } from '../src/index.ts'
import type { Client, ClientOptions } from '../src/index.ts'
import { count } from './query.ts'

const access = useInfluxd1()

/** InfluxDB 1.x uses a database and a retention policy as a bucket, and accepts any organization. */
const bucket = 'metrics/autogen'

function open(options: Partial<ClientOptions> = {}): Client {
  const { url, username, password } = access
  return createClient({ url, token: `${username}:${password}`, org: '-', ...options })
}

beforeAll(async () => {
  if (access.url === undefined) return
  await using client = open()
  const q = encodeURIComponent('CREATE DATABASE metrics')
  await (await client.request({ method: 'POST', path: `/query?q=${q}` })).text()
})

describe('InfluxDB 1.x', () => {
  it.each([
    ['a token of user name and password', () => ({})],
    ['basic authentication', () => ({ token: undefined, auth: basic(access) })],
  ])('is written to and read from with %s', async (name, credentials) => {
    await using client = open(credentials())
    const measurement = name.split(' ').at(-1)!
    await write(client, `${measurement} v=1 1700000000000`, { bucket, precision: 'ms', gzip: { threshold: 0 } })
    expect(await count(client, bucket, measurement)).toBe(1)
  })

  it.each([
    ['the name of a bucket', bucket],
    ['a database', { database: 'metrics' }],
    ['a database and a retention policy', { database: 'metrics', retentionPolicy: 'autogen' }],
  ])('is written to by %s, without an organization', async (name, choice) => {
    await using client = open({ org: undefined })
    const measurement = `by_${name.length}`
    await write(client, `${measurement} v=1 1`, { bucket: choice })
    expect(await count(open(), bucket, measurement)).toBe(1)
  })

  it('supports its own endpoints too', async () => {
    await using client = open()
    const query = { db: 'metrics', precision: 'n' }
    await (await client.request({ method: 'POST', path: '/write', query, body: 'own v=1 1' })).text()
    const q = 'SELECT v FROM own'
    const response = await client.request({ method: 'GET', path: '/query', query: { db: 'metrics', epoch: 'n', q } })
    expect(await response.json()).toMatchObject({ results: [{ series: [{ name: 'own', values: [[1, 1]] }] }] })
  })

  it('reports its version and health, but not since when it is running', async () => {
    await using client = createClient({ url: access.url })
    await expect(ping(client)).resolves.toBe(true)
    await expect(version(client)).resolves.toMatch(/^v1\./)
    await expect(build(client)).resolves.toBe('OSS')
    await expect(serverInfo(client)).resolves.toEqual({
      product: 'InfluxDB 1.x',
      major: 1,
      version: expect.stringMatching(/^v1\.13/),
      build: 'OSS',
    })
    await expect(health(client)).resolves.toMatchObject({ name: 'influxdb', status: 'pass' })
    await expect(ready(client)).rejects.toMatchObject({ status: 404, serverMessage: '404 page not found' })
  })

  it('refuses a wrong password with its own message', async () => {
    await using client = open({ token: `${access.username}:wrong` })
    await expect(write(client, 'm v=1', { bucket })).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      status: 401,
      serverMessage: 'authorization failed',
    })
  })

  it('names the missing database', async () => {
    await using client = open()
    await expect(write(client, 'm v=1', { bucket: 'nope/autogen' })).rejects.toMatchObject({
      status: 404,
      serverMessage: 'database not found: "nope"',
    })
  })

  it('names the lines that it cannot parse, and stores the others', async () => {
    await using client = open()
    await expect(write(client, 'good v=1 1\nbad v= 1\nbad x', { bucket })).rejects.toMatchObject({
      code: 'FLUXLINE_PARTIAL_WRITE',
      status: 400,
      rejected: [
        { line: 'bad v= 1', reason: 'missing field value' },
        { line: 'bad x', reason: 'invalid field format' },
      ],
    })
    expect(await count(client, bucket, 'good')).toBe(1)
  })

  it('counts the points of another type, and stores the others', async () => {
    await using client = open()
    await write(client, 'typed v=1 1', { bucket })
    await expect(write(client, 'typed v="text" 2\ntyped v=3 3', { bucket })).rejects.toMatchObject({
      code: 'FLUXLINE_PARTIAL_WRITE',
      dropped: 1,
      message: expect.stringContaining('field type conflict'),
    })
    expect(await count(client, bucket, 'typed')).toBe(2)
  })

  it.each([
    [
      'from(bucket: "metrics/autogen" |> range(start: 0)',
      'compilation failed: error @1:1-1:50: expected RPAREN, got EOF',
    ],
    ['x', 'error @1:1-1:2: undefined identifier x'],
    ['from(bucket: "metrics/autogen")', /^error in building plan .*cannot submit unbounded read/],
    ['x = 1', /^error in query specification .*returns no streaming data/],
    ['from(bucket: "nope/autogen") |> range(start: 0)', 'failed to initialize execute state: no database'],
  ])('returns 500 for the query %s, which is not retryable', async (body, words) => {
    await using client = open()
    const headers = { 'content-type': 'application/vnd.flux' }
    await expect(client.request({ method: 'POST', path: '/api/v2/query', headers, body })).rejects.toMatchObject({
      status: 500,
      serverMessage: expect.stringMatching(words),
      retryable: false,
    })
  })
})
