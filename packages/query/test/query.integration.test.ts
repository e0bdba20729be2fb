import { randomUUID } from 'node:crypto'
import { createClient, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { useBucket } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { analyze, createQueryApi, flux } from '../src/index.ts'
import type { Dialect, QueryApi } from '../src/index.ts'
import { all } from './all.ts'

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
  await write(client, lines, { bucket: access.bucket, precision: 's' })
})

afterAll(() => client.close())

const range = () =>
  flux`from(bucket: ${access.bucket}) |> range(start: ${new Date(1_600_000_000_000)}, stop: ${new Date(1_600_010_000_000)})`

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

  it('returns the records of its tables as rows and as JSON', async () => {
    const tables = await query.collect(
      flux`${range()} |> filter(fn: (r) => r._field == "count") |> limit(n: ${1}) |> keep(columns: ["host", "_value"])`,
      { integers: 'bigint' },
    )
    expect(tables.toValues(['host', '_value', 'gone'])).toEqual([
      ['h0', 0n, null],
      ['h1', 1n, null],
      ['h2', 2n, null],
    ])
    expect(tables.toValues()[1]).toEqual(['_result', 1n, 1n, 'h1'])
    expect(tables.toJSON(['_value'])).toEqual([{ _value: '0' }, { _value: '1' }, { _value: '2' }])
    expect(JSON.parse(JSON.stringify({ tables }))).toEqual({ tables: tables.toJSON() })
    expect(JSON.stringify(tables)).toContain('{"result":"_result","table":"1","_value":"1","host":"h1"}')
    expect(tables.filter(({ table }) => table === 0)).not.toHaveProperty('toValues')
  })

  it('streams records', async () => {
    let count = 0
    for await (const record of query.stream(range())) count += record.field === 'idle' ? 1 : 0
    expect(count).toBe(3000)
  })

  it('yields rows of text in the requested dialect, and returns the raw response', async () => {
    const one = flux`${range()} |> filter(fn: (r) => r._field == "count") |> group() |> sum()`
    const rows: string[][] = []
    for await (const row of query.csv(one, { dialect: { annotations: [], delimiter: ';' } })) rows.push(row)
    expect(rows).toEqual([
      ['', 'result', 'table', '_start', '_stop', '_value'],
      ['', '_result', '0', '2020-09-13T12:26:40Z', '2020-09-13T15:13:20Z', '4498500'],
    ])
    expect(await query.raw(one)).toContain('#datatype,string,long,dateTime:RFC3339')
  })

  it.each([
    ['in any annotations', { annotations: ['group', 'default'] as const }],
    ['without a header', { header: false }],
    ['with tabs', { delimiter: '\t' }],
    ['with data alone', { annotations: [], header: false }],
    ['with another prefix', { commentPrefix: '%' }],
    ['with nanoseconds requested', { dateTimeFormat: 'RFC3339Nano' as const }],
  ])('yields rows %s', async (_, dialect) => {
    const one = flux`${range()} |> filter(fn: (r) => r._field == "count") |> group() |> sum()`
    const rows = await all(query.csv(one, { dialect }))
    const { annotations = ['datatype', 'group', 'default'], header = true } = dialect as Dialect
    expect(rows.map(([first]) => first)).toEqual([
      ...annotations.map((name) => `#${name}`),
      ...(header ? [''] : []),
      '',
    ])
    expect(rows.at(-1)?.at(-1)).toBe('4498500')
  })

  it('reads integers by the options of the API or of the call', async () => {
    const sum = flux`${range()} |> filter(fn: (r) => r._field == "count") |> group() |> sum()`
    const exact = createQueryApi(client, { integers: 'bigint' })
    expect((await exact.collect(sum))[0]?.records[0]?.value).toBe(4_498_500n)
    expect((await exact.collect(sum, { integers: 'string' }))[0]?.records[0]?.value).toBe('4498500')
  })

  it('has the now() of its options', async () => {
    const [table] = await query.collect('import "array"\narray.from(rows: [{v: now()}])', {
      now: new Date('2026-01-01T00:00:00Z'),
    })
    expect(table?.records[0]?.values['v']).toEqual(new Date('2026-01-01T00:00:00Z'))
  })

  it('throws errors that InfluxDB finds on the way', async () => {
    const failing = flux`import "array" import "experimental"
      ${range()} |> filter(fn: (r) => r._field == "count") |> map(fn: (r) => ({r with _value: 10 / (r._value - 2999)}))`
    await expect(query.collect(failing)).rejects.toThrow(/divi/i)
  })

  it('needs an organization', async () => {
    await using orgless = createClient({ url: access.url, token: access.token })
    await expect(createQueryApi(orgless).collect('x')).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
  })
})

describe('an error of a script', () => {
  it.each([
    ['an unknown name', 'from(bucket: "x")\n  |> rangee(start: -1h)', 2, '  |> rangee(start: -1h)', 5],
    ['an unknown import', 'import "nope"\nx=1', 1, 'import "nope"', 0],
    ['an open bracket', 'x = (', 1, 'x = (', 4],
    ['a value of the wrong type', 'x = "a" + 1', 1, 'x = "a" + 1', 10],
    ['an argument', 'from(bucket: "x") |> range(start: "a")', 1, 'from(bucket: "x") |> range(start: "a")', 21],
    [
      'a failing function',
      'import "array"\narray.from(rows: [{v: int(v: "a")}])',
      2,
      'array.from(rows: [{v: int(v: "a")}])',
      22,
    ],
    ['a script that gives up', 'die(msg: "boom")', 1, 'die(msg: "boom")', 0],
    ['a name after wide characters', '\ta = "é🎈" + b', 1, '\ta = "é🎈" + b', 12],
    ['an option that is set twice', 'x = 1\n\noption p = 2', 3, 'option p = 2', 0],
  ])('shows the location of %s', async (_, script, line, text, before) => {
    const error = await query.collect(script, { params: { p: 1 } }).catch((reason: unknown) => reason)
    const [shown, caret] = (error as Error).message.split('\n').slice(1)
    expect(error).toMatchObject({ status: 400 })
    expect(shown).toBe(`  ${line} | ${text}`)
    expect(caret?.replace('\t', '').length).toBe('  1 | '.length + before + 1)
  })

  it.each([
    ['no data', 'x = 1', /returns no streaming data/],
    ['no bucket', 'from(bucket: "nope") |> range(start: -1h)', /404 not found: .*could not find bucket "nope"/],
    ['no script', '', /the query is empty/],
  ])('has no location if there is %s', async (_, script, words) => {
    const error = await query.collect(script).catch((reason: unknown) => reason)
    expect((error as Error).message).toMatch(words)
    expect((error as Error).message).not.toContain('\n')
  })

  it('shows its location even after the first results', async () => {
    const rows = 'array.from(rows: [{v: 1}])'
    const script = `import "array"\n${rows} |> yield(name: "a")\n${rows} |> map(fn: (r) => ({v: int(v: "é")})) |> yield(name: "b")`
    const failure = (async () => {
      for await (const { result } of query.stream(script)) expect(result).toBe('a')
    })()
    await expect(failure).rejects.toThrow(`int(v: "é")})) |> yield(name: "b")\n    | ${' '.repeat(30)}^`)
  })

  it('is found without running the script, each once, in characters', async () => {
    expect(await analyze(client, 'x = 1')).toEqual([])
    expect(await analyze(client, 'a = "é🎈"; @@@')).toEqual([
      { line: 1, column: 10, message: expect.stringContaining('invalid statement') },
      { line: 1, column: 12, message: expect.stringContaining('invalid statement') },
      { line: 1, column: 13, message: expect.stringContaining('invalid statement') },
    ])
    expect(await analyze(client, flux`x = (`)).toEqual([{ line: 1, column: 5, message: 'expected RPAREN, got EOF' }])
  })
})

const rowsOf = (count: number): string => `import "generate"
  generate.from(start: 2026-01-01T00:00:00Z, stop: 2027-01-01T00:00:00Z, count: ${count}, fn: (n) => n)`

/** Returns the number of queries that the server executes for an organization. */
async function executing(orgID: string): Promise<number> {
  const metrics = await (await client.request({ method: 'GET', path: '/metrics' })).text()
  return Number(new RegExp(`^qc_executing_active\\{org="${orgID}"\\} (\\d+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN)
}

describe('a large response', () => {
  it('is streamed without being kept in memory', async () => {
    const start = process.memoryUsage().heapUsed
    let most = 0
    let count = 0
    for await (const record of query.stream(rowsOf(300_000))) {
      if (record.value === undefined) throw new Error('a record without a value')
      if (++count % 10_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed - start)
    }
    expect(count).toBe(300_000)
    // All records together take several times as much.
    expect(most).toBeLessThan(60_000_000)
  })

  it('is stopped by the server as soon as its reader leaves', async () => {
    // A separate organization, since other tests run queries at the same time.
    const body = JSON.stringify({ name: `query-${randomUUID()}` })
    const created = await client.request({ method: 'POST', path: '/api/v2/orgs', body })
    const { id } = (await created.json()) as { id: string }
    const records = query.stream(rowsOf(400_000), { org: { id }, compression: 'identity' })
    await records.next()
    expect(await executing(id)).toBe(1)
    await records.return?.()
    await vi.waitFor(async () => expect(await executing(id)).toBe(0), { timeout: 5_000, interval: 20 })
    await client.request({ method: 'DELETE', path: `/api/v2/orgs/${id}` })
  })
})
