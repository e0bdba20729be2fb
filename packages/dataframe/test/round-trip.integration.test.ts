import { readFile } from 'node:fs/promises'
import { createClient, write } from '@fluxline/core'
import { createQueryApi, flux } from '@fluxline/query'
import { useBucket } from '@fluxline/test-support'
import { createBatchWriter } from '@fluxline/write-batching'
import {
  Bool,
  Dictionary,
  Float64,
  Int32,
  Int64,
  makeData,
  makeVector,
  Table,
  tableFromIPC,
  tableToIPC,
  TimestampNanosecond,
  Uint64,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import type { Vector } from 'apache-arrow'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDataFrameApi, tableLines } from '../src/index.ts'
import type { DataFrameApi, FrameColumns } from '../src/index.ts'

const access = useBucket()
let influx: ReturnType<typeof createClient>
let frames: DataFrameApi
beforeAll(() => {
  influx = createClient({ url: access.url, token: access.token, org: access.org })
  frames = createDataFrameApi(createQueryApi(influx))
})
afterAll(() => influx.close())

const read = (measurement: string): ReturnType<typeof flux> =>
  flux`from(bucket: ${access.bucket}) |> range(start: 1677-09-21T00:12:44Z, stop: 2262-04-11T23:47:16Z) |> filter(fn: (r) => r._measurement == ${measurement})`

it('reads 200 000 flights as they were written, column by column', { timeout: 120_000 }, async () => {
  const data = new URL('../data/flights-200k.json', import.meta.resolve('vega-datasets'))
  const flights = JSON.parse(await readFile(data, 'utf8')) as { delay: number; distance: number; time: number }[]
  const day = 978_307_200_000_000_000n
  const written = {
    // Flights of one minute are different points: each has its own nanosecond.
    time: BigInt64Array.from(
      flights,
      ({ time }, row) => day + BigInt(Math.round(time * 60)) * 60_000_000_000n + BigInt(row),
    ),
    delay: BigInt64Array.from(flights, ({ delay }) => BigInt(delay)),
    distance: Float64Array.from(flights, ({ distance }) => distance),
    reach: flights.map(({ distance }) => (distance < 500 ? 'short' : 'long')),
  }
  const table = new Table({
    _time: timesOf(written.time),
    delay: makeVector(written.delay),
    distance: makeVector(written.distance),
    reach: vectorFromArray(written.reach),
  })
  await using writer = createBatchWriter(influx, { bucket: access.bucket, batchSize: 50_000 })
  await writer.write(tableLines(table, { measurement: 'flights', tagColumns: ['reach'] }))
  expect(await writer.flush()).toMatchObject({ written: flights.length, failed: 0 })

  const [delays, distances] = await frames.collectAll(flux`${read('flights')} |> drop(columns: ["_start", "_stop"])`)
  const order = rowsByTime(table)
  for (const [label, frame] of [
    ['delay', delays!],
    ['distance', distances!],
  ] as const) {
    const rows = rowsByTime(frame)
    expect([frame.numRows, new Set(frame.getChild('_field'))]).toEqual([flights.length, new Set([label])])
    const [times, values, reach] = [valuesOf(frame, '_time'), valuesOf(frame, '_value'), frame.getChild('reach')!]
    const differs = order.findIndex((from, at) => {
      const row = rows[at]!
      return (
        written.time[from] !== times[row] ||
        written[label][from] !== values[row] ||
        written.reach[from] !== reach.get(row)
      )
    })
    expect([label, differs]).toEqual([label, -1])
  }
})

it('reads every type at its limits, nanoseconds and nulls', async () => {
  const time = timesOf([-9_223_372_035_999_999_999n, -1n, 0n, 1_767_225_600_000_000_001n, 9_223_372_035_999_999_999n])
  const columns = {
    float: vectorFromArray([1.7976931348623157e308, 5e-324, -0, null, 0.1], new Float64()),
    int: vectorFromArray([2n ** 63n - 1n, -(2n ** 63n), 0n, null, -1n], new Int64()),
    uint: vectorFromArray([2n ** 64n - 1n, 0n, 2n ** 63n, null, 1n], new Uint64()),
    flag: vectorFromArray([true, false, null, true, false], new Bool()),
    text: vectorFromArray(['ünï 🎈', 'a "quoted" \\ text', 'line\nbreak', 'a,b=c d', null], new Utf8()),
  }
  const table = new Table({ _time: time, ...columns })
  await write(influx, tableLines(table, { measurement: 'limits' }), { bucket: access.bucket })
  const frame = await frames.collect(read('limits'), { pivot: true })
  expect(Object.fromEntries(frame.schema.fields.map(({ name, type }) => [name, type.toString()]))).toMatchObject({
    _time: 'Timestamp<NANOSECOND, UTC>',
    float: 'Float64',
    int: 'Int64',
    uint: 'Uint64',
    flag: 'Bool',
    text: 'Dictionary<Int32, Utf8>',
    _measurement: 'Dictionary<Int32, Utf8>',
  })
  for (const each of [frame, tableFromIPC<FrameColumns>(tableToIPC(frame))]) {
    const rows = rowsByTime(each)
    const times = valuesOf(each, '_time')
    expect(rows.map((row) => times[row])).toEqual([...time.data[0]!.values])
    for (const label of ['float', 'int', 'uint', 'flag', 'text'] as const)
      expect([label, ...rows.map((row) => each.getChild(label)!.get(row))]).toEqual([label, ...columns[label]])
  }
})

it('reads tags and names with special characters', async () => {
  const tag = ['a b', 'c,d', 'e=f', 'g"h', 'i\\j', 'ünï 🎈']
  const table = new Table({
    _time: timesOf(tag.map((_, row) => BigInt(row + 1))),
    'a tag,': vectorFromArray(tag, new Dictionary(new Utf8(), new Int32())),
    'a field=': vectorFromArray(
      tag.map((_, row) => row),
      new Float64(),
    ),
  })
  await write(influx, tableLines(table, { measurement: 'some signs', tagColumns: ['a tag,'] }), {
    bucket: access.bucket,
  })
  const frame = await frames.collect(read('some signs'), { pivot: true })
  expect(Object.fromEntries(frame.toArray().map((row) => [row['a tag,'], row['a field=']]))).toEqual(
    Object.fromEntries(tag.map((value, row) => [value, row])),
  )
})

it('makes one frame of a few batches of ten thousand tables with one row', async () => {
  const hosts = Array.from({ length: 10_000 }, (_, host) => `host${host}`)
  const table = new Table({
    _time: timesOf(hosts.map(() => 1n)),
    host: vectorFromArray(hosts, new Utf8()),
    load: vectorFromArray(
      hosts.map((_, host) => host / 4),
      new Float64(),
    ),
  })
  await write(influx, tableLines(table, { measurement: 'cpu', tagColumns: ['host'] }), { bucket: access.bucket })
  const frame = await frames.collect(read('cpu'))
  expect([frame.numRows, frame.batches.length < 5]).toEqual([10_000, true])
  expect(new Set(frame.getChild('table'))).toEqual(new Set(hosts.map((_, at) => BigInt(at))))
  const host = frame.getChild('host')!
  const value = frame.getChild('_value')!
  expect(hosts.findIndex((_, at) => Number(host.get(at)!.toString().slice(4)) / 4 !== value.get(at))).toBe(-1)
})

it('makes a table of each schema of a response, and none of profiles', async () => {
  const lines = 'mixed,host=a f=1.5,n=1i 1\nmixed,host=b f=2.5,n=2i 1'
  await write(influx, lines, { bucket: access.bucket })
  await expect(frames.collect(read('mixed'))).rejects.toMatchObject({
    code: 'FLUXLINE_DATAFRAME',
    message: expect.stringContaining('collectAll'),
  })
  const profiles: unknown[] = []
  const tables = await frames.collectAll(read('mixed'), {
    profilers: ['query'],
    onProfile: (record) => profiles.push(record.measurement),
  })
  expect(tables.map((frame) => Array.from(frame.getChild('_value')!))).toEqual([
    [1.5, 2.5],
    [1n, 2n],
  ])
  expect(profiles).toEqual(['profiler/query'])
  const streamed: unknown[] = []
  for await (const frame of frames.stream(read('mixed'))) streamed.push(...frame.getChild('_value')!)
  expect(streamed.map(String).toSorted()).toEqual(['1', '1.5', '2', '2.5'])
})

it('makes a table without columns of a response without rows, and throws the errors of a query', async () => {
  expect((await frames.collect(read('nothing'))).numCols).toBe(0)
  await expect(frames.collect(flux`from(bucket: "nowhere") |> range(start: 0)`)).rejects.toMatchObject({
    code: 'FLUXLINE_HTTP',
  })
  const late = flux`import "array" array.from(rows: [{a: 1}, {a: 0}]) |> map(fn: (r) => ({b: 1 / r.a}))`
  await expect(frames.collect(late)).rejects.toThrow(/divi/)
  const rows = 'array.from(rows: [{v: 1}])'
  const second = `import "array"\n${rows} |> yield(name: "a")\n${rows} |> map(fn: (r) => ({v: int(v: "a")})) |> yield(name: "b")`
  await expect(frames.collectAll(second)).rejects.toThrow(`yield(name: "b")\n    | ${' '.repeat(30)}^`)
})

function timesOf(times: ArrayLike<bigint>): Vector<TimestampNanosecond> {
  return makeVector(makeData({ type: new TimestampNanosecond('UTC'), data: BigInt64Array.from(times) }))
}

/** All values of a column of fixed width, as they lie. */
function valuesOf(frame: Table, label: string): (bigint | number)[] {
  return frame.getChild(label)!.data.flatMap(({ values }) => Array.from(values as BigInt64Array))
}

/** The rows of a table in the order of their times. */
function rowsByTime(frame: Table): number[] {
  const times = valuesOf(frame, '_time') as bigint[]
  return times.map((_, row) => row).sort((a, b) => (times[a]! < times[b]! ? -1 : 1))
}
