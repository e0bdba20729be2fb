import { createClient, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { Point } from '@fluxline/point'
import { createBatchWriter } from '@fluxline/write-batching'
import { recordingOf } from '@fluxline/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestInfluxDB } from '../src/index.ts'
import type { TestInfluxDB } from '../src/index.ts'

let influxdb: TestInfluxDB
let client: Client

beforeEach(() => {
  influxdb = createTestInfluxDB({ server: '3', now: () => 42n })
  const { url, token, fetch } = influxdb
  client = createClient({ url, token, fetch, server: '3' })
})
afterEach(() => client.close())

async function sql(q: string, options: object = {}): Promise<string> {
  const body = JSON.stringify({ db: 'main', q, format: 'jsonl', ...options })
  const headers = { 'content-type': 'application/json' }
  return (await client.request({ method: 'POST', path: '/api/v3/query_sql', headers, body })).text()
}

async function influxql(q: string, epoch = 'ns'): Promise<string> {
  const body = String(new URLSearchParams({ db: 'main', q, ...(epoch && { epoch }) }))
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  return (await client.request({ method: 'POST', path: '/query', headers, body })).text()
}

describe('the data that InfluxDB 3 was recorded with', () => {
  const recorded = recordingOf('sql', 'types-jsonl').response.body.text!

  beforeEach(async () => {
    const points = recorded
      .trim()
      .split('\n')
      .map((row) => pointOf(JSON.parse(row, keepDigits) as Record<string, unknown>))
    await write(client, points, { bucket: 'main', precision: 'ns' })
  })

  it('is the same in SQL', async () => {
    expect(await sql('SELECT * FROM types ORDER BY time')).toBe(recorded)
    expect(await sql('SELECT * FROM types ORDER BY time', { format: 'json' })).toBe(
      recordingOf('sql', 'types-json').response.body.text,
    )
  })

  it.each(['select-json-no-epoch', 'select-json-ns'])('is the same in InfluxQL: %s', async (name) => {
    const { request, response } = recordingOf('query', name)
    const { searchParams } = new URL(request.path, 'http://localhost')
    expect(await influxql(searchParams.get('q')!, searchParams.get('epoch') ?? '')).toBe(response.body.text)
  })
})

it('stores the good lines of a write, and names the others', async () => {
  const refused: unknown[] = []
  const writer = createBatchWriter(client, { bucket: 'main', onRejected: (event) => refused.push(event) })
  for (const line of ['m,t=a f=1 1', 'm,t=a f="text" 2', 'nonsense', 'm,t=a f=2']) await writer.write(line)
  expect(await writer.close()).toMatchObject({ written: 2, failed: 2 })
  expect(refused).toHaveLength(2)
  expect(influxdb.points('main')).toEqual([
    { measurement: 'm', tags: { t: 'a' }, fields: { f: 1 }, time: 1n },
    { measurement: 'm', tags: { t: 'a' }, fields: { f: 2 }, time: expect.any(BigInt) as bigint },
  ])
  expect(influxdb.lines('main')).toHaveLength(2)
})

it('refuses all lines by the path of InfluxDB 2.x if one is bad', async () => {
  const { url, token, fetch } = influxdb
  await using two = createClient({ url, token, fetch, server: '2' })
  await expect(write(two, 'm f=1 1\nnonsense', { bucket: 'main' })).rejects.toMatchObject({ status: 400 })
  expect(influxdb.points('main')).toEqual([])
})

describe('queries', () => {
  beforeEach(() =>
    write(
      client,
      ['cpu,host=a usage=1.5,n=9007199254740993i 1', 'cpu,host=b usage=2 2000000000', 'cpu,host=b n=3i 3000000000'],
      {
        bucket: 'main',
      },
    ),
  )

  it.each([
    ["SELECT usage, host FROM cpu WHERE host = 'b' ORDER BY time", ['{"usage":2.0,"host":"b"}', '{"host":"b"}']],
    ['SELECT n, time FROM cpu WHERE usage < 2', ['{"n":9007199254740993,"time":"1970-01-01T00:00:00.000000001"}']],
    ["SELECT n FROM cpu WHERE time >= TIMESTAMP '1970-01-01T00:00:02' ORDER BY time DESC LIMIT 1", ['{"n":3}']],
    ['SELECT n FROM "cpu" WHERE host <> $host AND n = 9007199254740993', ['{"n":9007199254740993}']],
  ])('evaluates %s', async (query, lines) => {
    expect((await sql(query, { params: { host: 'b' } })).trim().split('\n')).toEqual(lines)
  })

  it.each([
    ['SELECT usage FROM cpu', '{"name":"cpu","columns":["time","usage"],"values":[[1,1.5],[2000000000,2.0]]}'],
    [
      'SELECT n FROM cpu GROUP BY host ORDER BY time DESC LIMIT 1',
      '{"name":"cpu","tags":{"host":"b"},"columns":["time","n"],"values":[[3000000000,3]]},' +
        '{"name":"cpu","tags":{"host":"a"},"columns":["time","n"],"values":[[1,9007199254740993]]}',
    ],
    [
      "SELECT * FROM cpu WHERE time > '1970-01-01T00:00:02Z'",
      '{"name":"cpu","columns":["time","host","n"],"values":[[3000000000,"b",3]]}',
    ],
  ])('evaluates %s', async (query, series) => {
    expect(await influxql(query)).toBe(`{"results":[{"statement_id":0,"series":[${series}]}]}\r\n`)
  })

  it('returns what a test sets for others, with times', async () => {
    influxdb.respondTo(/date_bin/, [{ time: new Date(0), mean: 21, n: 5n, none: null }])
    const rows = '{"time":"1970-01-01T00:00:00","mean":21.0,"n":5}\n'
    expect(await sql("SELECT date_bin(INTERVAL '1 minute', time)")).toBe(rows)
    influxdb.respondTo('SELECT mean(usage) FROM cpu', [{ time: new Date(0), mean: 1.75 }])
    expect(await influxql('SELECT mean(usage) FROM cpu')).toContain('"values":[[0,1.75]]')
  })

  it.each([
    ['SELECT avg(usage) FROM cpu', 400, 'does not evaluate this SQL'],
    ['SELECT * FROM nothing', 500, "table 'public.iox.nothing' not found"],
    ['DELETE FROM cpu', 400, 'does not evaluate this SQL'],
  ])('refuses %s', async (query, status, message) => {
    await expect(sql(query)).rejects.toMatchObject({ status, message: expect.stringContaining(message) as string })
    await expect(sql(query, { db: 'other' })).rejects.toMatchObject({
      status: query.startsWith('SELECT *') ? 404 : 404,
    })
  })
})

it('says that it is InfluxDB 3', async () => {
  const { url, token, fetch } = influxdb
  const response = await fetch(`${url}/ping`, { headers: { authorization: `Bearer ${token}` } })
  expect(await response.json()).toMatchObject({ version: '3.6.0' })
  expect((await fetch(`${url}/ping`)).status).toBe(401)
  expect((await fetch(`${url}/api/v2/buckets`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(404)
  expect(() => createTestInfluxDB({ server: '1' as never })).toThrow('`server`')
})

/** Returns a row of SQL as a point. */
function pointOf({ time, host, region, ...fields }: Record<string, unknown>): Point {
  const [seconds, rest = ''] = String(time).split('.')
  return Point.from({
    measurement: 'types',
    tags: { host: String(host), region: String(region) },
    fields: fields as Record<string, number | bigint | string | boolean>,
    time: BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(rest.padEnd(9, '0')),
  })
}

function keepDigits(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && /^-?\d+$/.test(context!.source!) ? BigInt(context!.source!) : value
}
