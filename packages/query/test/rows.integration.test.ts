import { createClient, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { boolean, defineMeasurement, float, int, string, tag, uint } from '@fluxline/point'
import { useBucket } from '@fluxline/test-support'
import { type } from 'arktype'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createQueryApi, flux } from '../src/index.ts'
import type { FluxExpression, QueryApi, StandardSchema } from '../src/index.ts'
import { all } from './all.ts'

const access = useBucket()
let client: Client
let query: QueryApi

const Weather = defineMeasurement('weather', {
  tags: { station: tag(), area: tag({ optional: true }) },
  fields: { temperature: float(), gusts: int(), count: uint(), wet: boolean(), note: string({ optional: true }) },
})

const first = { station: 'KSEA', temperature: 11, gusts: -3, count: 7, wet: false, note: 'a' }
const second = { station: 'KPDX', area: 'b', temperature: 1.5, gusts: 2n ** 62n, count: 2n ** 64n - 1n, wet: true }
const t = 1_600_000_000_000_000_001n

beforeAll(async () => {
  client = createClient({ url: access.url, token: access.token, org: access.org })
  query = createQueryApi(client)
  await write(
    client,
    [
      Weather.record({ ...first, time: t }),
      Weather.record({ ...second, time: t + 1n }),
      'air,station=KSEA co2=400 1600000000000000000',
    ],
    { bucket: access.bucket },
  )
})

afterAll(() => client.close())

const points = (measurement: string, station = /./): FluxExpression => flux`from(bucket: ${access.bucket})
  |> range(start: 2020-01-01T00:00:00Z)
  |> filter(fn: (r) => r._measurement == ${measurement} and r.station =~ ${station})`

const pivoted = (measurement: string, station?: RegExp): FluxExpression =>
  flux`${points(measurement, station)} |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`

describe('rows by the schema of a measurement', () => {
  it('are equal to what was written, and can be written again', async () => {
    const rows = await all(query.rows(pivoted('weather'), Weather, { integers: 'bigint' }))
    expect(rows.toSorted((a, b) => a.temperature - b.temperature)).toEqual([
      { ...second, time: expect.objectContaining({ nanoseconds: t + 1n }) },
      { ...first, gusts: -3n, count: 7n, time: expect.objectContaining({ nanoseconds: t }) },
    ])
    for (const row of rows) await write(client, [Weather.record(row)], { bucket: access.bucket })
    expect(await all(query.rows(pivoted('weather'), Weather, { integers: 'bigint' }))).toEqual(rows)
  })

  it('have integers by the options', async () => {
    const [row] = await all(query.rows(pivoted('weather', /KSEA/), Weather))
    expect(row).toMatchObject({ gusts: -3, count: 7 })
    await expect(all(query.rows(pivoted('weather', /KPDX/), Weather))).rejects.toMatchObject({ code: 'FLUXLINE_CSV' })
  })

  it.each<[string, () => FluxExpression, string]>([
    ['fields are not columns yet', () => points('weather'), 'has no column temperature; add |> pivot('],
    ['a column is gone', () => flux`${pivoted('weather')} |> drop(columns: ["wet"])`, 'has no column wet; keep it'],
    [
      'it is of another measurement',
      () => flux`${pivoted('weather')} |> set(key: "_measurement", value: "air")`,
      'is of measurement "air"; filter',
    ],
    [
      'a column is of another type',
      () => flux`${pivoted('weather')} |> map(fn: (r) => ({r with gusts: 1.5}))`,
      'has gusts as double, and the schema says int',
    ],
    [
      'a value is missing',
      () =>
        flux`import "internal/debug" ${pivoted('weather')} |> map(fn: (r) => ({r with gusts: debug.null(type: "int")}))`,
      'has no gusts; make it optional',
    ],
  ])('are refused if %s', async (_, script, words) => {
    await expect(all(query.rows(script(), Weather, { integers: 'bigint' }))).rejects.toMatchObject({
      code: 'FLUXLINE_ROW',
      row: 1,
      issues: [{ path: [expect.any(String)] }],
      message: expect.stringContaining(`Row 1 does not fit measurement "weather": it ${words}`),
    })
  })
})

describe('rows by a validator', () => {
  it.each<[string, StandardSchema<{ station: string; co2: number }>]>([
    ['zod', z.object({ station: z.string(), co2: z.number() })],
    ['valibot', v.object({ station: v.string(), co2: v.number() })],
    ['arktype', type({ station: 'string', co2: 'number', '+': 'delete' })],
  ])('are the output of %s', async (_, schema) => {
    expect(await all(query.rows(pivoted('air'), schema))).toEqual([{ station: 'KSEA', co2: 400 }])
  })

  it.each<[string, StandardSchema]>([
    ['zod', z.object({ station: z.string(), co2: z.string() })],
    ['valibot', v.object({ station: v.string(), co2: v.string() })],
    ['arktype', type({ station: 'string', co2: 'string' })],
  ])('are refused with row, path and type if %s finds an issue', async (_, schema) => {
    await expect(all(query.rows(pivoted('air'), schema))).rejects.toMatchObject({
      name: 'RowError',
      code: 'FLUXLINE_ROW',
      row: 1,
      issues: [{ path: ['co2'] }],
      message: expect.stringMatching(/^Row 1 does not fit its schema: co2 is a number: .+\. Change the query/),
    })
  })

  it('can wait, transform, and read values', async () => {
    const schema = z
      .object({ co2: z.number(), _time: z.instanceof(Date) })
      .transform(async ({ co2, _time }) => Promise.resolve({ ppm: co2, at: _time.getTime() }))
    expect(await all(query.rows(pivoted('air'), schema))).toEqual([{ ppm: 400, at: 1_600_000_000_000 }])
  })

  it('describe issues of a whole row, and name the types of objects', async () => {
    const whole = z.object({}).refine(() => false, 'never')
    await expect(all(query.rows(pivoted('air'), whole))).rejects.toThrow('Row 1 does not fit its schema: never. ')
    const time = z.object({ _time: z.string(), gone: z.string() })
    await expect(all(query.rows(pivoted('air'), time))).rejects.toThrow(/_time is a Timestamp: .*; gone is undefined: /)
  })

  it('end the request at the first row that does not fit', async () => {
    const rows = query.rows(pivoted('weather'), z.object({ nothing: z.string() }), { integers: 'bigint' })
    await expect(rows.next()).rejects.toMatchObject({ row: 1 })
    expect(await rows.next()).toEqual({ done: true, value: undefined })
  })
})
