import { DuckDBInstance } from '@duckdb/node-api'
import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { createDataFrameApi, tableLines } from '@fluxline/dataframe'
import type { TableLinesOptions } from '@fluxline/dataframe'
import { createQueryApi } from '@fluxline/query'
import type { QueryApi } from '@fluxline/query'
import { useBucket } from '@fluxline/test-support'
import { writeNow } from '@fluxline/write-batching'
import { Int64, Table, tableFromIPC, tableToIPC, Uint64, vectorFromArray } from 'apache-arrow'
import { fromArrow, table } from 'arquero'
import pl from 'nodejs-polars'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// Frames of other libraries, written to a real server and read back, and frames that other libraries read.

const access = useBucket()
let client: Client
let query: QueryApi<'bigint', 'nanoseconds'>

beforeAll(() => {
  client = createClient({ url: access.url, token: access.token, org: access.org })
  query = createQueryApi(client, { integers: 'bigint', times: 'nanoseconds' })
})

afterAll(() => client.close())

const since = Date.UTC(2026, 0, 1)
const read = (measurement: string): string => `from(bucket: "${access.bucket}")
  |> range(start: 2026-01-01T00:00:00Z, stop: 2026-01-02T00:00:00Z)
  |> filter(fn: (r) => r._measurement == "${measurement}")
  |> drop(columns: ["_start", "_stop", "_measurement"])
  |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value") |> group() |> sort(columns: ["_time"])`

async function rowsOf(measurement: string): Promise<object[]> {
  const [found] = await query.collect(read(measurement))
  return (found?.records ?? []).map(({ values }) => {
    const { result: _, ...row } = values
    delete row['table']
    return row
  })
}

const write = async (frame: Parameters<typeof tableLines>[0], options: TableLinesOptions): Promise<void> =>
  writeNow(client, tableLines(frame, options), { bucket: access.bucket })

describe('polars', () => {
  const frame = pl
    .DataFrame({
      time: [since, since + 1],
      room: ['kitchen', 'a room, with a long name'],
      temp: [21.5, null],
      count: [1, -2],
      on: [true, false],
      big: [18_446_744_073_709_551_615n, 0n],
      note: ['ünï', null],
    })
    .withColumns(
      pl.col('time').cast(pl.Datetime('ms')).cast(pl.Datetime('ns')).alias('time'),
      pl.col('room').cast(pl.Categorical),
      pl.col('count').cast(pl.Int32),
    )

  it.each<[string, () => Buffer]>([
    ['a file', () => frame.writeIPC()],
    ['a stream', () => frame.writeIPCStream()],
  ])('writes a frame as %s of Arrow', async (form, ipc) => {
    const measurement = `polars ${form}`
    await write(tableFromIPC(ipc()), { measurement, tagColumns: ['room'], timeColumn: 'time' })
    const nanoseconds = BigInt(since) * 1_000_000n
    expect(await rowsOf(measurement)).toEqual([
      { _time: nanoseconds, room: 'kitchen', temp: 21.5, count: 1n, on: true, big: 2n ** 64n - 1n, note: 'ünï' },
      {
        _time: nanoseconds + 1_000_000n,
        room: 'a room, with a long name',
        temp: null,
        count: -2n,
        on: false,
        big: 0n,
        note: null,
      },
    ])
  })

  it('has frames that are not tables of Arrow, and the error says how to make one', () => {
    expect(() => tableLines(frame as never, { measurement: 'm' })).toThrow('Pass tableFromIPC(table.writeIPC()).')
  })
})

describe('DuckDB', () => {
  const sql = `select epoch_ns(time) as time, room, load, count, size from (values
    ('2026-01-01 00:00:00.000000001'::timestamp_ns, 'kitchen', 0.5::double, 9223372036854775807, 18446744073709551615::ubigint),
    ('2026-01-01 00:00:01'::timestamp_ns, 'bath', null, -1, 0::ubigint)) rows(time, room, load, count, size)`
  const expected = [
    { _time: 1_767_225_600_000_000_001n, room: 'kitchen', load: 0.5, count: 2n ** 63n - 1n, size: 2n ** 64n - 1n },
    { _time: 1_767_225_601_000_000_000n, room: 'bath', load: null, count: -1n, size: 0n },
  ]

  it('has rows, which are written as objects', async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    const reader = await connection.runAndReadAll(sql)
    const record = {
      measurement: 'duckdb rows',
      tagKeys: ['room'],
      fieldKeys: ['load', 'count', 'size'],
      fieldTypes: { size: 'uint' },
    } as const
    await writeNow(client, reader.getRowObjectsJS(), { bucket: access.bucket, record })
    expect(await rowsOf('duckdb rows')).toEqual(expected)
    expect(() => tableLines(reader as never, { measurement: 'm' })).toThrow(
      'write its rows, with write(reader.getRowObjectsJS()',
    )
    connection.closeSync()
  })

  it('has columns, which become those of Arrow with their types', async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    const { time, room, load, count, size } = (await connection.runAndReadAll(sql)).getColumnsObjectJS()
    const frame = new Table({
      time: vectorFromArray(time as bigint[], new Int64()),
      room: vectorFromArray(room as string[]),
      load: vectorFromArray(load as (number | null)[]),
      count: vectorFromArray(count as bigint[]),
      // Arrow would take it for signed.
      size: vectorFromArray(size as bigint[], new Uint64()),
    })
    await write(frame, { measurement: 'duckdb columns', tagColumns: ['room'], timeColumn: 'time' })
    expect(await rowsOf('duckdb columns')).toEqual(expected)
    connection.closeSync()
  })
})

describe('Arquero', () => {
  it('writes a table as a stream of Arrow', async () => {
    const hours = table({
      time: [new Date(since), new Date(since + 1)],
      host: ['a', 'b'],
      load: [0.5, null],
      ok: [true, false],
    })
    const frame = tableFromIPC(hours.toArrowIPC({ format: 'stream' }))
    await write(frame, { measurement: 'arquero', tagColumns: ['host'], timeColumn: 'time' })
    const nanoseconds = BigInt(since) * 1_000_000n
    expect(await rowsOf('arquero')).toEqual([
      { _time: nanoseconds, host: 'a', load: 0.5, ok: true },
      { _time: nanoseconds + 1_000_000n, host: 'b', load: null, ok: false },
    ])
  })
})

it('a frame is read by polars and Arquero', async () => {
  await writeNow(client, 'out,host=a v=1.5,n=2i 1767225600000000001', { bucket: access.bucket })
  const frame = await createDataFrameApi(query).collect(read('out'), { drop: ['result', 'table'] })
  const polars = pl.readIPC(Buffer.from(tableToIPC(frame, 'file')))
  expect(polars.columns.toSorted()).toEqual(['_time', 'host', 'n', 'v'])
  expect([polars.getColumn('v').toArray(), polars.getColumn('host').cast(pl.Utf8).toArray()]).toEqual([[1.5], ['a']])
  const rows = fromArrow(tableToIPC(frame, 'stream')).objects() as { host: string; v: number }[]
  expect(rows.map(({ host, v }) => [host, v])).toEqual([['a', 1.5]])
})
