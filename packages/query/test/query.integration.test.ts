import { createClient, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { useBucket } from '@fluxline/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createQueryApi, flux, fluxDuration, fluxFloat, fluxUint } from '../src/index.ts'
import type { FluxInput, QueryApi, QueryOptions } from '../src/index.ts'

const access = useBucket()
let client: Client
let query: QueryApi

beforeAll(async () => {
  client = createClient({ url: access.url, token: access.token, org: access.org })
  query = createQueryApi(client)
  const lines = Array.from(
    { length: 3000 },
    (_, at) => `cpu,host=h${at % 3} idle=${at}.5,count=${at}i ${1_600_000_000 + at}`,
  )
  await write(client, { bucket: access.bucket, precision: 's' }, lines)
})

afterAll(() => client.close())

const range = () =>
  flux`from(bucket: ${access.bucket}) |> range(start: ${new Date(1_600_000_000_000)}, stop: ${new Date(1_600_010_000_000)})`

/** What a literal is when the server gives it back. */
async function echo(value: FluxInput, options: QueryOptions = {}): Promise<unknown> {
  const [table] = await query.collect(flux`import "array" array.from(rows: [{v: ${value}}])`, options)
  return table?.records[0]?.values['v']
}

describe('a query', () => {
  it('collects tables', async () => {
    const tables = await query.collect(flux`${range()} |> filter(fn: (r) => r._field == "idle") |> limit(n: ${2})`)
    expect(
      tables.map(({ records, groupKey }) => [records.length, groupKey.map(({ label }) => label).includes('host')]),
    ).toEqual([
      [2, true],
      [2, true],
      [2, true],
    ])
    expect(tables[1]?.records[0]?.values).toMatchObject({ host: 'h1', _field: 'idle', _value: 1.5 })
  })

  it('streams records', async () => {
    let count = 0
    for await (const record of query.stream(range())) count += record.field === 'idle' ? 1 : 0
    expect(count).toBe(3000)
  })

  it('gives rows of text in the dialect that is asked for, and the answer as it is', async () => {
    const one = flux`${range()} |> filter(fn: (r) => r._field == "count") |> group() |> sum()`
    const rows: string[][] = []
    for await (const row of query.csv(one, { dialect: { annotations: [], delimiter: ';' } })) rows.push(row)
    expect(rows).toEqual([
      ['', 'result', 'table', '_start', '_stop', '_value'],
      ['', '_result', '0', '2020-09-13T12:26:40Z', '2020-09-13T15:13:20Z', '4498500'],
    ])
    expect(await query.raw(one)).toContain('#datatype,string,long,dateTime:RFC3339')
  })

  it('reads integers as the options of the API or of the call say', async () => {
    const sum = flux`${range()} |> filter(fn: (r) => r._field == "count") |> group() |> sum()`
    const exact = createQueryApi(client, { integers: 'bigint' })
    expect((await exact.collect(sum))[0]?.records[0]?.value).toBe(4_498_500n)
    expect((await exact.collect(sum, { integers: 'string' }))[0]?.records[0]?.value).toBe('4498500')
  })

  it('has the same now() when it is given one', async () => {
    const [table] = await query.collect('import "array"\narray.from(rows: [{v: now()}])', {
      now: new Date('2026-01-01T00:00:00Z'),
    })
    expect(table?.records[0]?.values['v']).toEqual(new Date('2026-01-01T00:00:00Z'))
  })

  it('shows the place of an error in the script', async () => {
    await expect(query.collect('from(bucket: "x")\n  |> rangee(start: -1h)')).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/undefined identifier rangee[^]*2 \|   \|> rangee\(start: -1h\)\n.*\|      \^/),
    })
  })

  it('throws what InfluxDB finds only on the way', async () => {
    const failing = flux`import "array" import "experimental"
      ${range()} |> filter(fn: (r) => r._field == "count") |> map(fn: (r) => ({r with _value: 10 / (r._value - 2999)}))`
    await expect(query.collect(failing)).rejects.toThrow(/divi/i)
  })

  it('needs an organization', async () => {
    await using orgless = createClient({ url: access.url, token: access.token })
    await expect(createQueryApi(orgless).collect('x')).rejects.toMatchObject({ code: 'FLUXLINE_QUERY' })
  })
})

describe('a value in the template', () => {
  it('comes back from the server as it was', async () => {
    expect(await echo(-5)).toBe(-5)
    expect(await echo(1.5)).toBe(1.5)
    expect(await echo(fluxFloat(2))).toBe(2)
    expect(await echo(1e300)).toBe(1e300)
    expect(await echo(-Infinity)).toBe(-Infinity)
    expect(await echo(true)).toBe(true)
    expect(await echo(-9_223_372_036_854_775_808n, { integers: 'bigint' })).toBe(-9_223_372_036_854_775_808n)
    expect(await echo(fluxUint(18_446_744_073_709_551_615n), { integers: 'bigint' })).toBe(18_446_744_073_709_551_615n)
    expect(await echo(new Date('2026-01-31T23:59:59.123Z'))).toMatchObject({ nanoseconds: 1_769_903_999_123_000_000n })
    expect(await echo(flux`string(v: ${fluxDuration('1h30m')})`)).toBe('1h30m')
  })

  // The server's CSV drops a carriage return, wherever it stands; every other character survives.
  it('is text and nothing else, whatever is in it', async () => {
    const hostile = fc.string({
      unit: fc.constantFrom('"', '\\', '$', '{', '}', '\n', '\t', ')', '|>', 'é', '🎈', 'n', '/*', '//'),
      minLength: 1,
      maxLength: 20,
    })
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => (await echo(text)) === text),
      { numRuns: 300 },
    )
  })
})
