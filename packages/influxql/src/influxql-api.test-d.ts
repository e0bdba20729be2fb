import { expectTypeOf, it } from 'vitest'
import { defineMeasurement, float, int, tag } from '@fluxline/point'
import type { Client } from '@fluxline/core'
import * as z from 'zod'
import { createInfluxQLApi, identifier, influxql } from './index.ts'
import type { InfluxQLRecord, InfluxQLSeriesList, StatementResult, Timestamp } from './index.ts'

const client = {} as Client
const api = createInfluxQLApi(client)
const exact = createInfluxQLApi(client, { integers: 'bigint', times: 'nanoseconds' })

it('types results by the options of the API and of the call', async () => {
  expectTypeOf(await api.collect('x')).toEqualTypeOf<InfluxQLSeriesList>()
  expectTypeOf(await api.collect('x', { integers: 'safe' })).toEqualTypeOf<
    InfluxQLSeriesList<Timestamp, number | bigint>
  >()
  expectTypeOf(await exact.collect('x')).toEqualTypeOf<InfluxQLSeriesList<bigint, bigint>>()
  for await (const record of exact.stream('x', { times: 'string' })) {
    expectTypeOf(record).toEqualTypeOf<InfluxQLRecord<string, bigint>>()
    expectTypeOf(record.time).toEqualTypeOf<string | undefined>()
  }
  for await (const batch of api.streamBatches('x')) expectTypeOf(batch).toEqualTypeOf<InfluxQLRecord[]>()
  expectTypeOf(await api.statements('x')).toEqualTypeOf<StatementResult[]>()
  expectTypeOf(await api.raw('x')).toEqualTypeOf<string>()
  expectTypeOf(await api.raw('x', { as: 'bytes' })).toEqualTypeOf<Uint8Array<ArrayBuffer>>()
})

it('types rows by a schema or a validator', async () => {
  const Cpu = defineMeasurement('cpu', {
    tags: { host: tag() },
    fields: { usage: float(), n: int({ optional: true }) },
  })
  for await (const row of api.rows('x', Cpu)) {
    expectTypeOf(row).toEqualTypeOf<{ host: string; usage: number; n?: number; time?: Timestamp }>()
  }
  for await (const row of api.rows('x', z.object({ usage: z.number() })))
    expectTypeOf(row).toEqualTypeOf<{ usage: number }>()
})

it('refuses wrong options and values', () => {
  // @ts-expect-error a typo
  expectTypeOf(api.collect('x', { databse: 'y' })).not.toBeAny()
  // @ts-expect-error node-influx calls it so
  expectTypeOf(api.stream('x', { precision: 'ms' })).not.toBeAny()
  // @ts-expect-error no value
  expectTypeOf(influxql`${null}`).not.toBeAny()
  // @ts-expect-error no name
  expectTypeOf(identifier(5)).not.toBeAny()
})
