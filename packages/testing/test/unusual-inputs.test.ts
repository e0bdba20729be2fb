import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient, write } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { expect, it, vi } from 'vitest'
import { createTestInfluxDB } from '../src/index.ts'
import { startTestInfluxDB } from '../src/node.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

it('ends a request that hangs when its signal is aborted, also after a collection of garbage', async () => {
  const influxdb = createTestInfluxDB()
  influxdb.fail({ hang: true, times: 2, path: '/' })
  const controller = new AbortController()
  const { signal } = controller
  const settled: unknown[] = []
  const address = 'http://influxdb.test/ping'
  for (const hanging of [influxdb.fetch(address, { signal }), influxdb.fetch(new Request(address, { signal }))]) {
    void hanging.catch((error: unknown) => settled.push(error))
  }
  await setTimeout(10)
  collectGarbage()
  await setTimeout(10)
  controller.abort()
  await vi.waitFor(() => expect(settled).toHaveLength(2))
})

it('keeps a byte order mark, and a field with the name of a member of objects', async () => {
  const influxdb = createTestInfluxDB({ now: () => 2n })
  const { url, token, org, fetch } = influxdb
  await using client = createClient({ url, token, org, fetch })
  const line = '\uFEFFm,t=\uFEFFa __proto__=1,toString=2 1'
  await write(client, line, { bucket: 'b' })
  expect(influxdb.lines('b')).toEqual([line])
  expect(influxdb.requests[0]!.body).toBe(line)
  const [point] = influxdb.points('b')
  expect(point).toMatchObject({ measurement: '\uFEFFm', tags: { t: '\uFEFFa' } })
  expect(Object.entries(point!.fields)).toEqual([
    ['__proto__', 1],
    ['toString', 2],
  ])
  const script = 'from(bucket: "b") |> range(start: 0, stop: 1970-01-02) |> filter(fn: (r) => r.t == "\uFEFFa")'
  const tables = await createQueryApi(client).collect(script)
  expect(tables.toValues(['_measurement', '_value'])).toEqual([
    ['\uFEFFm', 1],
    ['\uFEFFm', 2],
  ])
})

it('leaves points as they were when a test took them', async () => {
  const influxdb = createTestInfluxDB()
  const { url, token, org, fetch } = influxdb
  await using client = createClient({ url, token, org, fetch })
  await write(client, 'm v=1 1', { bucket: 'b' })
  const before = influxdb.points('b')
  await write(client, 'm v=2,w=3 1', { bucket: 'b' })
  expect(before).toMatchObject([{ fields: { v: 1 } }])
  expect(influxdb.points('b')).toMatchObject([{ fields: { v: 2, w: 3 } }])
})

it('takes a global pattern for each query, and reads a function of Flux that every object has', async () => {
  const influxdb = createTestInfluxDB({ buckets: ['b'] })
  const { url, token, org, fetch } = influxdb
  await using client = createClient({ url, token, org, fetch })
  const query = createQueryApi(client)
  influxdb.respondTo(/special/g, [{ n: 1 }])
  for (let times = 0; times < 3; times++) expect(await query.collect('special')).toHaveLength(1)
  await expect(query.collect('from(bucket: "b") |> range(start: 0) |> toString()')).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('does not evaluate the function toString'),
  })
})

it('quotes what has the delimiter of the request', async () => {
  const influxdb = createTestInfluxDB()
  const { url, token, org, fetch } = influxdb
  await using client = createClient({ url, token, org, fetch })
  influxdb.respondTo('x', [{ 'a;b': 'c;d' }])
  const rows: string[][] = []
  for await (const row of createQueryApi(client).csv('x', { dialect: { delimiter: ';' } })) rows.push([...row])
  expect(rows.map((row) => row.at(-1))).toContain('a;b')
  expect(rows.at(-1)!.at(-1)).toBe('c;d')
})

it('reads a line break in InfluxQL', async () => {
  const influxdb = createTestInfluxDB({ server: '3' })
  const { url, token, fetch } = influxdb
  await using client = createClient({ url, token, server: '3', fetch })
  await write(client, 'm text="a\nb" 1', { bucket: 'b' })
  const q = String.raw`SELECT text FROM m WHERE text = 'a\nb'`
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const body = new URLSearchParams({ db: 'b', q, epoch: 'ns' }).toString()
  const response = await client.request({ method: 'POST', path: '/query', headers, body })
  expect(await response.json()).toMatchObject({ results: [{ series: [{ values: [[1, 'a\nb']] }] }] })
})

it('frees the port if an option is wrong', async () => {
  const before = openServers()
  await expect(startTestInfluxDB({ bukets: [] } as never)).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
  await vi.waitFor(() => expect(openServers()).toBe(before))
})

function openServers(): number {
  return process.getActiveResourcesInfo().filter((name) => /server/i.test(name)).length
}
