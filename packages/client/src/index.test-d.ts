import type { Observable } from 'rxjs'
import { expectTypeOf, it } from 'vitest'
import { defineMeasurement, float, InfluxDBClient, int, tag } from './index.ts'
import type { FluxRecord, Frame, Timestamp } from './index.ts'

const client = new InfluxDBClient({ url: 'http://localhost:8086', profilers: ['query'] })

it('types results by the options of a query', async () => {
  const tables = await client.query.collect('x', { integers: 'bigint', times: 'string' })
  expectTypeOf(tables[0]!.records).toEqualTypeOf<FluxRecord<string, bigint>[]>()
  for await (const record of client.query.stream('x')) expectTypeOf(record).toEqualTypeOf<FluxRecord>()
  const exact = client.query.observable('x', { integers: 'bigint' })
  expectTypeOf(exact).toEqualTypeOf<Observable<FluxRecord<Timestamp, bigint>>>()
  const Weather = defineMeasurement('weather', { tags: { station: tag() }, fields: { t: float(), n: int() } })
  for await (const row of client.query.rows('x', Weather, { integers: 'bigint' })) {
    expectTypeOf(row).toEqualTypeOf<{ station: string; t: number; n: bigint; time?: Timestamp }>()
  }
  expectTypeOf(await client.dataFrame.collect('x')).toEqualTypeOf<Frame>()
  for await (const frame of client.dataFrame.stream('x')) expectTypeOf(frame).toEqualTypeOf<Frame>()
})

it('rejects unknown and missing options', () => {
  // @ts-expect-error a typo
  expectTypeOf(client.query.collect('x', { integer: 'bigint' })).not.toBeAny()
  // @ts-expect-error a typo
  expectTypeOf(client.query.observable('x', { integer: 'bigint' })).not.toBeAny()
  // @ts-expect-error unknown profiler
  expectTypeOf(new InfluxDBClient({ url: 'x', profilers: ['queries'] })).not.toBeAny()
  // @ts-expect-error url is missing
  expectTypeOf(new InfluxDBClient({ token: 'x' })).not.toBeAny()
  // @ts-expect-error neither predicate nor everything
  expectTypeOf(client.delete({ bucket: 'x', start: new Date(), stop: new Date() })).not.toBeAny()
})
