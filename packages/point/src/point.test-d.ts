import { expectTypeOf, it } from 'vitest'
import type { LineProtocolEncoder } from './encode/line-protocol-encoder.ts'
import { Point } from './point.ts'

it('returns itself from every setter, also in a subclass', () => {
  class Reading extends Point {}
  expectTypeOf(
    new Reading('m').tag('a', 'b').floatField('v', 1).intField('i', 1n).time(new Date()),
  ).toEqualTypeOf<Reading>()
})

it('takes the values that a field can have', () => {
  expectTypeOf<Parameters<Point['field']>[1]>().toEqualTypeOf<string | number | bigint | boolean | null | undefined>()
  expectTypeOf<Parameters<Point['intField']>[1]>().toEqualTypeOf<string | number | bigint | null | undefined>()
  expectTypeOf<Date>().not.toExtend<Parameters<Point['field']>[1]>()
})

it('takes a Temporal.Instant and a Timestamp as a time', () => {
  type Time = Parameters<Point['time']>[0]
  expectTypeOf<{ epochNanoseconds: bigint }>().toExtend<Time>()
  expectTypeOf<Date & { nanoseconds: bigint }>().toExtend<Time>()
  expectTypeOf<Parameters<Point['time']>[1]>().toEqualTypeOf<'ns' | 'us' | 'ms' | 's' | undefined>()
})

it('is accepted by an encoder, by its structure', () => {
  expectTypeOf<Point>().toExtend<Parameters<LineProtocolEncoder['encode']>[0]>()
  expectTypeOf<{ toLineProtocol(): string }>().toExtend<Parameters<LineProtocolEncoder['encode']>[0]>()
  expectTypeOf<Date>().not.toExtend<Parameters<LineProtocolEncoder['encode']>[0]>()
})
