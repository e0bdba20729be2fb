import { createClient } from '@fluxline/core'
import { recordingsOf, startInfluxDB3, startLoopback } from '@fluxline/test-support'
import type { InfluxDB3 } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createSqlFrameApi } from '../src/frames.ts'
import { createSqlApi, isSqlRecord, sql } from '../src/index.ts'
import type { SqlApi, SqlOptions } from '../src/index.ts'

let server: InfluxDB3
let api: SqlApi
const opened: { close: () => Promise<void> }[] = []

beforeAll(async () => {
  server = await startInfluxDB3()
  const client = createClient({ url: server.url })
  opened.push(client)
  api = createSqlApi(client, { database: 'main' })
})
afterAll(async () => {
  for (const each of opened) await each.close()
  await server.close()
})

const TYPES = 'SELECT * FROM types ORDER BY time'

describe('a response of InfluxDB 3', () => {
  it('is read with every digit, value by value', async () => {
    const records = await api.collect(TYPES, { integers: 'bigint', times: 'nanoseconds' })
    expect(records.columns).toEqual(['f', 'host', 'region', 'time', 'i', 'b', 's'])
    const rows = records.toValues(['time', 'i', 'f', 'b', 's', 'host'])
    expect(rows.slice(0, 7)).toEqual([
      [-86_400_000_000_001n, null, 0.1, null, null, 'a'],
      [-1n, 1n, null, null, null, 'a'],
      [0n, 0n, null, false, null, 'b'],
      [1_700_000_000_000_000_001n, 9_223_372_036_854_775_807n, 1.5, true, 'plain', 'a'],
      [1_700_000_000_000_000_002n, -9_223_372_036_854_775_807n, -0, false, 'say "hi", ok', 'a'],
      [1_700_000_001_000_003_001n, 9_007_199_254_740_993n, 1e300, true, '', 'b'],
      [1_700_000_002_000_000_000n, -9_007_199_254_740_993n, 2, null, 'line1\nline2', 'b'],
    ])
    // The same as the recorded text says, in its own words.
    const text = await api.raw(TYPES, { format: 'jsonl' })
    expect(records.map((record) => JSON.stringify(record))).toHaveLength(text.trim().split('\n').length)
  })

  it('has times as Timestamps, as text or as what a function makes of it', async () => {
    const [first] = await api.collect(TYPES, { integers: 'safe' })
    expect(first!.time!.toISOString()).toBe('1969-12-30T23:59:59.999999999Z')
    const options: SqlOptions = { integers: 'string', times: 'string' }
    const [, second] = await api.collect(TYPES, options)
    expect(second!.values).toMatchObject({ time: '1969-12-31T23:59:59.999999999Z', i: '1', f: null })
    const lengths = await api.collect(TYPES, { integers: 'safe', times: (text) => text.length })
    expect(lengths.map(({ time }) => time).slice(0, 3)).toEqual([30, 30, 24])
  })

  it('refuses an integer that a number would round, with its row and column', async () => {
    await expect(api.collect(TYPES)).rejects.toMatchObject({
      code: 'FLUXLINE_SQL_RESPONSE',
      row: 4,
      column: 'i',
      message: expect.stringContaining('9223372036854775807 is outside the safe integer range'),
    })
  })

  it('has unsigned integers up to 2^64 - 1', async () => {
    const records = await api.collect('SELECT * FROM unsigned ORDER BY time', { integers: 'bigint' })
    expect(records.map(({ values }) => values['u'])).toEqual([18_446_744_073_709_551_615n, 0n, 9_007_199_254_740_993n])
  })

  it('has lists, decimals, dates, intervals and times besides `time`', async () => {
    const { request } = recordingsOf('sql').find(({ name }) => name === 'row-types')!
    const q = new URL(request.path, 'http://localhost').searchParams.get('q')!
    const line = `${(await api.raw(q, { format: 'json' })).slice(1, -1)}\n`
    server.prepare(q, line)
    const [record] = await api.collect(q, { integers: 'safe', times: 'string', timeColumns: ['nw', 'db', 's'] })
    expect(record!.values).toEqual({
      time: '2023-11-14T22:13:20.000Z',
      host: 'h1',
      usage: 0.5,
      n: 9_007_199_254_740_993n,
      b: true,
      s: 'x',
      i32: 1,
      nw: '2026-11-29T00:47:50.281039171Z',
      iv: '1 hours',
      db: '2023-11-14T22:13:00.000Z',
      arr: [1, 2],
      dc: 1.5,
      d: '2024-01-02',
      nan: null,
      inf: null,
    })
    // Without the option they are text: a string may look like a time.
    const [plain] = await api.collect(q, { integers: 'string' })
    expect(plain!.values).toMatchObject({ db: '2023-11-14T22:13:00', arr: ['1', '2'] })
  })

  it('may be empty', async () => {
    const q = "SELECT * FROM cpu WHERE host='none'"
    expect([...(await api.collect(q))]).toEqual([])
    expect(await createSqlFrameApi(createClient({ url: server.url }), { database: 'main' }).collectFrames(q)).toEqual(
      [],
    )
  })

  it('is the same by stream, streamBatches, rows and observable', async () => {
    const options = { integers: 'bigint', times: 'nanoseconds' } as const
    const expected = JSON.stringify((await api.collect(TYPES, options)).toJSON().at(-1))
    const seen: unknown[] = []
    for await (const record of api.stream(TYPES, options)) seen.push(record)
    expect(seen.every(isSqlRecord)).toBe(true)
    expect(JSON.stringify(seen.at(-1))).toBe(expected)
    const batches: unknown[] = []
    for await (const batch of api.streamBatches(TYPES, options)) batches.push(...batch)
    expect(batches).toHaveLength(seen.length)
    const observed = await new Promise<unknown[]>((resolve, reject) => {
      const values: unknown[] = []
      api
        .observable(TYPES, options)
        .subscribe({ next: (value) => values.push(value), error: reject, complete: () => resolve(values) })
    })
    expect(observed).toHaveLength(seen.length)
    const rows: unknown[] = []
    for await (const row of api.rows(TYPES, z.object({ host: z.string() }), options)) rows.push(row)
    expect(rows).toHaveLength(seen.length)
  })

  it('becomes one Arrow table with exact types, also if columns appear late', async () => {
    const client = createClient({ url: server.url })
    opened.push(client)
    const [table, ...others] = await createSqlFrameApi(client, { database: 'main' }).collectFrames(TYPES)
    expect(others).toEqual([])
    const types = Object.fromEntries(table!.schema.fields.map(({ name, type }) => [name, String(type)]))
    expect(types).toMatchObject({ time: 'Timestamp<NANOSECOND, UTC>', i: 'Int64', f: 'Float64', b: 'Bool' })
    expect([...table!.getChild('i')!].slice(0, 5)).toEqual([
      null,
      1n,
      0n,
      9_223_372_036_854_775_807n,
      -9_223_372_036_854_775_807n,
    ])
    expect([...table!.getChild('s')!].slice(2, 7)).toEqual([null, 'plain', 'say "hi", ok', '', 'line1\nline2'])
    const lengths: number[] = []
    for await (const frame of createSqlFrameApi(client, { database: 'main', blockRows: 3 }).streamFrames(TYPES))
      lengths.push(frame.numRows)
    expect(lengths.reduce((sum, length) => sum + length)).toBe(table!.numRows)
  })

  it.each([
    ['-1', '18446744073709551615'],
    ['18446744073709551615', '-1'],
  ])('has %s and %s of a column in two tables, since no type holds both', async (first, second) => {
    const text = `SELECT ${first}`
    server.prepare(text, `{"v":${first}}\n{"v":${second},"w":1}\n`)
    await using client = createClient({ url: server.url })
    const tables = await createSqlFrameApi(client, { database: 'main' }).collectFrames(text)
    expect(tables.map((table) => table.getChild('v')!.toArray()[0])).toEqual([BigInt(first), BigInt(second)])
  })
})

describe('parameters', () => {
  it.each([
    [
      'SELECT n FROM cpu WHERE host = $host AND n > $n ORDER BY time LIMIT 1',
      { host: 'h1', n: 5 },
      [9_007_199_254_740_993n],
    ],
    ['SELECT n FROM cpu WHERE n = $n', { n: 9_007_199_254_740_993n }, [9_007_199_254_740_993n]],
    ['SELECT n FROM cpu WHERE host = $host', { host: null }, []],
  ] as const)('are bound with all their digits: %s', async (query, params, expected) => {
    const records = await api.collect(query, { params, integers: 'safe' })
    expect(records.map(({ values }) => values['n'])).toEqual(expected)
  })

  it('are refused if JSON cannot hold them', async () => {
    const list = { host: [1] } as never
    await expect(api.collect('SELECT 1', { params: list })).rejects.toMatchObject({ code: 'FLUXLINE_QUERY' })
  })
})

it('reads the same from chunks split anywhere', async () => {
  const bytes = await api.raw(TYPES, { format: 'jsonl', as: 'bytes' })
  const whole = JSON.stringify(await api.collect(TYPES, { integers: 'string' }))
  for (const size of [1, 2, 3, 7, 64, 1000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    )
    server.prepare(`SELECT ${size}`, ...pieces)
    expect(JSON.stringify(await api.collect(`SELECT ${size}`, { integers: 'string' }))).toBe(whole)
  }
})

it('ends the request at once if the loop is left', async () => {
  await using loopback = await startLoopback((_, response) => {
    response.writeHead(200, { 'content-type': 'application/jsonl' }).write('{"a":1}\n')
  })
  await using client = createClient({ url: loopback.url })
  for await (const { values } of createSqlApi(client, { database: 'x' }).stream(sql`SELECT 1`)) {
    expect(values).toEqual({ a: 1 })
    break
  }
  await expect.poll(() => loopback.sockets.size).toBe(0)
})
