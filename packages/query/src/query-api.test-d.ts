import type { Client } from '@fluxline/core'
import { defineMeasurement, float, int, string, tag } from '@fluxline/point'
import { type } from 'arktype'
import { from } from 'rxjs'
import type { Observable } from 'rxjs'
import * as v from 'valibot'
import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { analyze, createQueryApi, flux } from './index.ts'
import type { FluxProblem, FluxRecord, FluxTables, ProfileRecord, QueryApi, Timestamp } from './index.ts'

declare const client: Client
const api = createQueryApi(client)
const exact = createQueryApi(client, { integers: 'bigint', times: 'string', dialect: { delimiter: ';' } })

/** The values of an async iterable. */
type Item<T> = T extends AsyncIterable<infer Value> ? Value : never

describe('records', () => {
  it('are typed by the options of the API and of the call', () => {
    const records = api.stream('x')
    expectTypeOf<Item<typeof records>>().toEqualTypeOf<FluxRecord>()
    const arrays = api.streamBatches('x')
    expectTypeOf<Item<typeof arrays>>().toEqualTypeOf<FluxRecord[]>()
    const batches = exact.streamBatches('x', { times: 'timestamp' })
    expectTypeOf<Item<typeof batches>>().toEqualTypeOf<FluxRecord<Timestamp, bigint>[]>()
    expectTypeOf(api.collect('x')).resolves.toEqualTypeOf<FluxTables>()
    expectTypeOf(api.collect('x', { signal: undefined })).resolves.toEqualTypeOf<FluxTables>()
    expectTypeOf(exact.collect(flux`x`, { maxRows: 1, integers: undefined })).resolves.toEqualTypeOf<
      FluxTables<string, bigint>
    >()
    expectTypeOf(exact.collect('x', { times: 'timestamp' })).resolves.toEqualTypeOf<FluxTables<Timestamp, bigint>>()
    const own = api.stream('x', { integers: 'string', times: (text) => text.length })
    expectTypeOf<Item<typeof own>>().toEqualTypeOf<FluxRecord<number, string>>()
    const integers = 'bigint' as 'bigint' | 'number'
    expectTypeOf(api.collect('x', { integers })).resolves.toEqualTypeOf<FluxTables<Timestamp, bigint | number>>()
  })

  it('of profilers go to the callback', () => {
    createQueryApi(client, { onProfile: (record) => expectTypeOf(record).toEqualTypeOf<ProfileRecord>() })
  })

  it('accept only known options', () => {
    // @ts-expect-error a typo
    expectTypeOf(api.collect('x', { integer: 'bigint' })).resolves.toExtend<FluxTables>()
    // @ts-expect-error records need the annotations
    expectTypeOf(api.stream('x', { dialect: { header: false } })).not.toBeAny()
    // @ts-expect-error no such profiler
    expectTypeOf(createQueryApi(client, { profilers: ['queries'] })).not.toBeAny()
    // @ts-expect-error Flux has no literal for null
    expectTypeOf(api.collect('x', { params: { host: null } })).not.toBeAny()
  })

  it('are an observable that from of rxjs takes', () => {
    expectTypeOf(from(exact.observable('x'))).toEqualTypeOf<Observable<FluxRecord<string, bigint>>>()
    exact.observable('x').subscribe((record) => expectTypeOf(record).toEqualTypeOf<FluxRecord<string, bigint>>())
  })
})

describe('rows', () => {
  const Weather = defineMeasurement('weather', {
    tags: { station: tag(), area: tag({ optional: true }) },
    fields: { temperature: float(), gusts: int(), note: string({ optional: true }) },
    time: 'ms',
  })

  it('are typed by the schema of a measurement, which accepts them', () => {
    const rows = api.rows('x', Weather)
    type Row = Item<typeof rows>
    expectTypeOf<Row>().toEqualTypeOf<{
      station: string
      area?: string
      temperature: number
      gusts: number
      note?: string
      time?: Timestamp
    }>()
    expectTypeOf<Row>().toExtend<Parameters<typeof Weather.record>[0]>()
    const bigints = api.rows('x', Weather, { integers: 'bigint' })
    expectTypeOf<Item<typeof bigints>['gusts']>().toEqualTypeOf<bigint>()
  })

  it('are typed by the output of a validator', () => {
    const transformed = z.object({ n: z.number() }).transform(({ n }) => ({ twice: n * 2 }))
    expectTypeOf(api.rows('x', transformed)).toEqualTypeOf<AsyncIterableIterator<{ twice: number }>>()
    expectTypeOf(api.rows('x', v.object({ n: v.number() }))).toEqualTypeOf<AsyncIterableIterator<{ n: number }>>()
    expectTypeOf(api.rows('x', type({ n: 'number' }))).toEqualTypeOf<AsyncIterableIterator<{ n: number }>>()
  })
})

describe('a raw response', () => {
  it('has the requested format', () => {
    expectTypeOf(api.raw('x')).resolves.toBeString()
    expectTypeOf(api.raw('x', { as: 'text', dialect: { header: false } })).resolves.toBeString()
    expectTypeOf(api.raw('x', { as: 'bytes' })).resolves.toEqualTypeOf<Uint8Array<ArrayBuffer>>()
    expectTypeOf(api.raw('x', { as: 'stream' })).resolves.toEqualTypeOf<ReadableStream<Uint8Array>>()
    expectTypeOf(api.csv('x')).toEqualTypeOf<AsyncIterableIterator<string[]>>()
  })

  it('is available with any options of the API', () => {
    expectTypeOf(exact).toExtend<Pick<QueryApi, 'raw' | 'csv'>>()
  })
})

it('returns the problems of a script', () => {
  expectTypeOf(analyze(client, 'x')).resolves.toEqualTypeOf<FluxProblem[]>()
})
