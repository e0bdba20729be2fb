import { write } from '@fluxline/core'
import { createQueryApi, flux } from '@fluxline/query'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createInfluxQLFrameApi } from '../src/frames.ts'
import { identifier, influxql } from '../src/index.ts'
import type { InfluxQLOptions, StatementResult } from '../src/index.ts'
import { rowsOf } from './frame-rows.ts'
import { plainOf } from './oracle.ts'
import type { Plain } from './oracle.ts'
import { fieldNames, measurements, randomPoints, toPoint } from './random-points.ts'
import type { PlainPoint } from './random-points.ts'
import { randomQuery } from './random-queries.ts'
import type { RandomStatement } from './random-queries.ts'
import { usePlaces } from './servers.ts'
import type { Place } from './servers.ts'

// Run it again with the seed of a failure: FLUXLINE_SEED=…
const seed = Number(process.env['FLUXLINE_SEED'] ?? Date.now() % 2 ** 31)
/** For each server; fewer if it takes longer. */
const QUERIES = 200
const MAX_MS = 10_000

const places = usePlaces()
const isVersion2 = (place: Place): boolean => place === places[1]
const pointsOf = (place: Place): PlainPoint[] => randomPoints(300, seed, isVersion2(place))

beforeAll(async () => {
  for (const place of places) {
    await write(place.client, pointsOf(place).map(toPoint), { bucket: place.bucket, precision: 'ns' })
  }
})

/** How a query ended, and its rows by statement and series. */
type Outcome = readonly Plain[] | { readonly code: string; readonly row?: number; readonly column?: string }

async function outcomeOf(read: () => Promise<StatementResult<unknown, unknown>[]>): Promise<Outcome> {
  try {
    return plainOf(await read())
  } catch (error) {
    const { code, row, column } = error as { code: string; row?: number; column?: string }
    return { code, ...(row !== undefined && { row }), ...(column !== undefined && { column }) }
  }
}

const textOf = (query: readonly RandomStatement[]): string => query.map(({ text }) => text).join('; ')

describe.each(places.map((place) => [place.name, place] as const))('on %s', (_, place) => {
  it(
    `MessagePack, JSON and frames have the same rows (seed ${seed})`,
    async () => {
      const frames = createInfluxQLFrameApi(place.client, { database: place.database })
      const read = (text: string, options: InfluxQLOptions): Promise<Outcome> =>
        outcomeOf(() => place.api({ times: 'nanoseconds', chunkSize: 7, ...options }).statements(text))

      let compared = 0
      const property = fc.asyncProperty(randomQuery(isVersion2(place)), async (query) => {
        const text = textOf(query)
        const typeHints = Object.assign({}, ...query.map(({ types }) => types)) as InfluxQLOptions['typeHints']
        for (const integers of ['number', 'safe', 'bigint', 'string'] as const) {
          const expected = await read(text, { integers, format: 'msgpack' })
          expect([text, await read(text, { integers, format: 'json', typeHints })]).toEqual([text, expected])
          if (integers === 'number' || integers === 'safe') continue
          const unhinted = await read(text, { integers, format: 'json' })
          const isRefused = 'code' in unhinted && unhinted.code === 'FLUXLINE_INFLUXQL_RESPONSE'
          expect([text, isRefused ? expected : unhinted]).toEqual([text, expected])
        }
        compared++
        const records = await read(text, { integers: 'safe' })
        if ('code' in records || records.some(({ error }) => error !== undefined)) return
        for (const format of ['msgpack', 'json'] as const) {
          const tables = await frames.collectFrames(text, { format, typeHints, blockRows: 5 })
          expect([
            text,
            rowsOfTables(tables.map((table) => [table.schema.metadata.get('statement')!, rowsOf(table)])),
          ]).toEqual([
            text,
            rowsOfTables(records.map(({ statement, series }) => [String(statement), series.flatMap(withTags)])),
          ])
        }
      })
      await fc.assert(property, { seed, numRuns: QUERIES, interruptAfterTimeLimit: MAX_MS, endOnFailure: true })
      expect(compared).toBeGreaterThan(5)
    },
    2 * MAX_MS,
  )

  it(`InfluxQL, Flux and what was written have the same values (seed ${seed})`, async () => {
    const written = writtenTo(place)
    const api = place.api({ integers: 'safe', times: 'nanoseconds' })
    const byInfluxQL = new Set<string>()
    for (const measurement of measurements) {
      for await (const record of api.stream(influxql`SELECT * FROM ${identifier(measurement)} GROUP BY *`)) {
        for (const [field, value] of Object.entries(record.values)) {
          if (field !== 'time' && value !== null)
            byInfluxQL.add(cell(measurement, record.tags, record.time!, field, value))
        }
      }
    }
    expect(difference(byInfluxQL, written)).toEqual([])
    const queries = createQueryApi(place.client, {
      org: place.client.org ?? '-',
      integers: 'safe',
      times: 'nanoseconds',
    })
    const range = flux`range(start: 1677-09-21T00:12:43.145224194Z, stop: 2262-04-11T23:47:16.854775806Z)`
    const inPlace = isInPlace(place)
    const bucket = isVersion2(place) ? place.bucket : `${place.bucket}/autogen`
    const byFlux = new Set<string>()
    // An empty text is a value.
    const stream = queries.stream(flux`from(bucket: ${bucket}) |> ${range}`, fluxOptions(place))
    for await (const { values } of stream) byFlux.add(fluxCell(values, values['_time']))
    expect(difference(byFlux, written).filter(inPlace)).toEqual([])
  })

  it(`aggregates have the same values as those of Flux (seed ${seed})`, async () => {
    const api = place.api({ integers: 'safe', times: 'nanoseconds' })
    const queries = createQueryApi(place.client, {
      org: place.client.org ?? '-',
      integers: 'safe',
      times: 'nanoseconds',
    })
    const range = flux`range(start: 1677-09-21T00:12:43.145224194Z, stop: 2262-04-11T23:47:16.854775806Z)`
    const inPlace = isInPlace(place)
    const bucket = isVersion2(place) ? place.bucket : `${place.bucket}/autogen`
    for (const [name, fields] of [
      ['count', fieldNames],
      ['last', fieldNames],
      ['first', fieldNames],
      ['max', ['i', 'f']],
      ['min', ['j 2', 'f']],
      ['sum', ['i', 'j 2']],
    ] as const) {
      const expected = new Set<string>()
      for (const field of fields) {
        const query = influxql`SELECT ${identifier(name)}(${identifier(field)}) FROM /./ GROUP BY *`
        const text = String(query).replace(`"${name}"`, name)
        for await (const { measurement, tags, values } of api.stream(text)) {
          expected.add(cell(measurement!, tags, 0n, field, values[name]))
        }
      }
      const filter = flux`filter(fn: (r) => contains(value: r._field, set: ${[...fields]}))`
      const script = `${String(flux`from(bucket: ${bucket}) |> ${range} |> ${filter}`)} |> ${name}()`
      const actual = new Set<string>()
      for await (const { values } of queries.stream(script, fluxOptions(place))) actual.add(fluxCell(values, 0n))
      expect([name, ...difference(actual, expected).filter(inPlace)]).toEqual([name])
    }
  })
})

/** An empty text is a value. InfluxDB 1.x ignores the organization. */
function fluxOptions({ client: { org = '-' } }: Place): {
  org: typeof org
  emptyString: 'empty'
  integers: 'safe'
  times: 'nanoseconds'
} {
  return { org, emptyString: 'empty', integers: 'safe', times: 'nanoseconds' }
}

/**
 * Whether Flux has a point's value at its time. In InfluxDB 2.x an empty text changes places with a later text of its
 * series.
 */
function isInPlace(place: Place): (value: string) => boolean {
  if (!isVersion2(place)) return () => true
  const odd = new Set([...writtenTo(place)].filter((value) => value.endsWith('"string",""]')).map(keyOf))
  return (value) => !odd.has(keyOf(value))
}

function keyOf(value: string): string {
  const [measurement, tags, , field] = JSON.parse(value) as unknown[]
  return JSON.stringify([measurement, tags, field])
}

/** All values that were written. */
function writtenTo(place: Place): Set<string> {
  return new Set(
    pointsOf(place).flatMap(({ measurement, tags, time, fields }) =>
      Object.entries(fields).map(([field, value]) => cell(measurement, tags, time, field, value)),
    ),
  )
}

/** What only one of two sets has. */
function difference(one: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
  return [...[...one].filter((value) => !other.has(value)), ...[...other].filter((value) => !one.has(value))]
}

/** One value of a point, with its place and its type. Tags that a point does not have are empty, or null. */
function cell(measurement: string, tags: object, time: unknown, field: string, value: unknown): string {
  const own = Object.entries(tags).filter(([, text]) => text !== '' && text !== null && text !== undefined)
  const shown = Object.is(value, -0) ? '-0' : String(value)
  const type = typeof value === 'bigint' ? 'number' : typeof value
  return JSON.stringify([
    measurement,
    own.toSorted(([one], [other]) => (one < other ? -1 : 1)),
    String(time),
    field,
    type,
    shown,
  ])
}

/** The value of a record of Flux. */
function fluxCell(values: Readonly<Record<string, unknown>>, time: unknown): string {
  const tags = Object.entries(values).filter(([name]) => !/^(?:result|table|_.*)$/.test(name))
  return cell(
    values['_measurement'] as string,
    Object.fromEntries(tags),
    time,
    values['_field'] as string,
    values['_value'],
  )
}

function withTags({ key, rows }: Plain['series'][number]): unknown[][] {
  const [, tags] = JSON.parse(key) as [string, Record<string, string>]
  return rows.map((row) => Object.values<unknown>(tags).concat(row))
}

/** The rows of each statement as a sorted list: several tables may hold those of one. */
function rowsOfTables(tables: readonly (readonly [statement: string, rows: readonly unknown[][]])[]): unknown {
  const texts = tables.flatMap(([statement, rows]) =>
    rows.map(
      (row) =>
        `${statement} ${JSON.stringify(row.map((value) => (Object.is(value, -0) ? '-0' : typeof value === 'bigint' ? `${value}n` : value)))}`,
    ),
  )
  return texts.toSorted()
}
