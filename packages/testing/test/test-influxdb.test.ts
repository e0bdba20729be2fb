import { createClient, health, ping, version, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { createQueryApi, flux } from '@fluxline/query'
import { createBatchWriter } from '@fluxline/write-batching'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestInfluxDB } from '../src/index.ts'
import { startTestInfluxDB } from '../src/node.ts'
import type { TestInfluxDB, TestInfluxDBOptions } from '../src/node.ts'

const open: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

type Setup = (options?: TestInfluxDBOptions) => Promise<{ influxdb: TestInfluxDB; client: Client }>

const setups: readonly (readonly [string, Setup])[] = [
  [
    'through fetch',
    async (options) => {
      const influxdb = createTestInfluxDB(options)
      const { url, token, org, fetch } = influxdb
      return { influxdb, client: createClient({ url, token, org, fetch }) }
    },
  ],
  [
    'as a server',
    async (options) => {
      const influxdb = await startTestInfluxDB(options)
      open.push(() => influxdb.close())
      const { url, token, org } = influxdb
      return { influxdb, client: createClient({ url, token, org }) }
    },
  ],
]

describe.each(setups)('%s the double', (_, create) => {
  const setup: Setup = async (options) => {
    const made = await create(options)
    open.push(() => made.client.close())
    return made
  }

  it('stores points, and shows lines and requests', async () => {
    const { influxdb, client } = await setup({ now: () => 42n })
    await write(client, 'm,a=b v=1,n=2i 5', { bucket: 'b', precision: 's', gzip: { threshold: 0 } })
    await write(client, ['m,a=b v=3 5000000000', 'm s="x"'], { bucket: 'b' })
    expect(influxdb.points('b')).toEqual([
      { measurement: 'm', tags: {}, fields: { s: 'x' }, time: 42n },
      { measurement: 'm', tags: { a: 'b' }, fields: { v: 3, n: 2n }, time: 5_000_000_000n },
    ])
    expect(influxdb.lines('b')).toEqual(['m,a=b v=1,n=2i 5', 'm,a=b v=3 5000000000', 'm s="x"'])
    expect(influxdb.requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/v2/write?org=test-org&bucket=b&precision=s',
      headers: { 'content-encoding': 'gzip' },
      body: 'm,a=b v=1,n=2i 5',
    })
    influxdb.reset()
    expect([influxdb.points('b'), influxdb.lines('b'), influxdb.requests]).toEqual([[], [], []])
  })

  it('evaluates queries with parameters and now', async () => {
    const { client } = await setup({ now: () => 10_000_000_000n })
    await write(client, 'm,host=a v=1 1000000000\nm,host=b v=2 9000000000', { bucket: 'b' })
    const query = createQueryApi(client)
    const [table] = await query.collect(
      flux`from(bucket: ${'b'}) |> range(start: -5s) |> filter(fn: (r) => r.host == host)`,
      { params: { host: 'b' } },
    )
    expect(table?.records.map(({ value, values }) => [value, values['host']])).toEqual([[2, 'b']])
    const rows = await query.collect('from(bucket: "b") |> range(start: 0, stop: 2)', { now: new Date(1000) })
    expect(rows).toHaveLength(1)
  })

  it('returns the responses that a test sets', async () => {
    const { influxdb, client } = await setup()
    influxdb.respondTo(/aggregateWindow/, [
      { _time: new Date(5), _value: 1.5, n: 9_007_199_254_740_993n, ok: true, text: 'a, "b"', none: null },
      { _time: new Date(6), _value: -0, n: 1n, ok: false, text: 'c' },
    ])
    const query = createQueryApi(client, { integers: 'bigint' })
    const [table] = await query.collect('from(bucket: "b") |> range(start: 0) |> aggregateWindow(every: 1m, fn: mean)')
    expect(table?.records.map(({ values }) => values)).toMatchObject([
      { _value: 1.5, n: 9_007_199_254_740_993n, ok: true, text: 'a, "b"' },
      { _value: -0, n: 1n, ok: false, text: 'c' },
    ])
    await expect(query.collect('import "join" x |> y()')).rejects.toThrow('The test double does not evaluate')
  })

  it('fails as a test says', async () => {
    const { influxdb, client } = await setup()
    influxdb.fail({ status: 503, headers: { 'retry-after': '0' }, times: 2 })
    influxdb.fail({ status: 500, handled: true })
    const writer = createBatchWriter(client, { bucket: 'b', retryInterval: 1, flushInterval: 0, maxRetries: 9 })
    await writer.write('m v=1 1')
    expect(await writer.close()).toMatchObject({ written: 1, failed: 0 })
    // The writer asks for the version too.
    expect(influxdb.requests.filter(({ method }) => method === 'POST')).toHaveLength(4)
    expect(influxdb.lines('b')).toEqual(['m v=1 1', 'm v=1 1'])
    expect(influxdb.points('b')).toHaveLength(1)
  })

  it('breaks connections off, hangs and delays', async () => {
    const { influxdb, client } = await setup()
    const fault = influxdb.fail({ disconnect: true, times: Infinity })
    await expect(write(client, 'm v=1', { bucket: 'b' })).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
    fault.clear()
    influxdb.fail({ hang: true })
    await expect(write(client, 'm v=1', { bucket: 'b', timeout: 50 })).rejects.toMatchObject({
      code: 'FLUXLINE_TIMEOUT',
    })
    influxdb.fail({ delay: 20, path: '/api/v2/query' })
    await write(client, 'm v=1', { bucket: 'b' })
    await createQueryApi(client).collect('from(bucket: "b") |> range(start: -1h)')
    expect(influxdb.lines('b')).toEqual(['m v=1'])
  })

  it.each<[string, (client: Client) => Promise<unknown>, object]>([
    [
      'a wrong line',
      (client) => write(client, 'm v=1\nnonsense', { bucket: 'b' }),
      { status: 400, serverCode: 'invalid' },
    ],
    ['another organization', (client) => write(client, 'm v=1', { bucket: 'b', org: 'x' }), { status: 404 }],
    [
      'a bucket that nobody wrote to',
      (client) => createQueryApi(client).collect('from(bucket: "x") |> range(start: 0)'),
      { status: 404 },
    ],
    [
      'a path that it does not have',
      (client) => client.request({ method: 'GET', path: '/api/v2/tasks' }),
      { status: 501 },
    ],
  ])('refuses %s', async (_, act, error) => {
    const { client } = await setup()
    await expect(act(client)).rejects.toMatchObject(error)
  })

  it('is alive, and requires its token', async () => {
    const { influxdb, client } = await setup({ token: 'other' })
    expect([await ping(client), (await health(client)).status, await version(client)]).toEqual([
      true,
      'pass',
      'v2.7.12',
    ])
    const stranger = createClient({ url: client.url, token: 'wrong', org: 'test-org', fetch: influxdb.fetch })
    await expect(write(stranger, 'm v=1', { bucket: 'b' })).rejects.toMatchObject({ status: 401 })
  })
})

it('has only the buckets that it was given', async () => {
  const influxdb = createTestInfluxDB({ buckets: ['a'] })
  const { url, token, org, fetch } = influxdb
  const client = createClient({ url, token, org, fetch })
  await write(client, 'm v=1', { bucket: 'a' })
  await expect(write(client, 'm v=1', { bucket: 'b' })).rejects.toMatchObject({ serverMessage: 'bucket "b" not found' })
})

it.each([
  [
    'createTestInfluxDB',
    () => createTestInfluxDB({ bucket: 'b' } as never),
    'unknown option "bucket". Did you mean "buckets"?',
  ],
  ['fail', () => createTestInfluxDB().fail({ staus: 500 } as never), 'unknown option "staus". Did you mean "status"?'],
  ['fail', () => createTestInfluxDB().fail({ times: 0 }), '`times` must be an integer of at least 1'],
])('%s refuses a wrong option', (_, act, message) => {
  expect(act).toThrow(message)
})
