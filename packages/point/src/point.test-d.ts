import { describe, expectTypeOf, it } from 'vitest'
import type { LineProtocolEncoder } from './encode/line-protocol-encoder.ts'
import type { ExactPoint } from './point-object.ts'
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

describe('Point.from', () => {
  interface Fields {
    v: number
    note?: string | null
  }
  interface Reading {
    measurement: string
    tags?: { host: string }
    fields: Fields
    time: Date
  }
  class Station {
    readonly #id = 1
    measurement = 'm'
    fields = new (class Values {
      v = 1n
    })()
    get id(): number {
      return this.#id
    }
    describe(): string {
      return this.measurement
    }
  }

  it('takes an interface and what toJSON returns', () => {
    expectTypeOf(Point.from({} as Reading)).toEqualTypeOf<Point>()
    expectTypeOf(Point.from(Point.measurement('m').toJSON())).toEqualTypeOf<Point>()
    expectTypeOf(Point.from(JSON.parse('{}'))).toEqualTypeOf<Point>()
  })

  it('takes an instance of a class, without keys that a point does not have', () => {
    expectTypeOf(Point.from({} as Omit<Station, 'id'>)).toEqualTypeOf<Point>()
    // @ts-expect-error `id` is not a key of a point.
    Point.from(new Station())
  })

  it('takes any object with a mapping', () => {
    const mapping = { measurement: 'm', fieldKeys: ['v'] }
    expectTypeOf(Point.from({ v: 1, w: new Map() }, mapping)).toEqualTypeOf<Point>()
    expectTypeOf(Point.from({} as object, mapping as typeof mapping | undefined)).toEqualTypeOf<Point>()
  })

  it('refuses misspelt keys, and values that a point cannot have', () => {
    type Misspelt = { measurement: string; fields: Fields; timestamp: Date }
    expectTypeOf<Misspelt>().not.toExtend<ExactPoint<Misspelt>>()
    // @ts-expect-error `field` is not a key of a point.
    Point.from({ measurement: 'm', field: { v: 1 } })
    // @ts-expect-error `timestamp` is not a key of a point.
    Point.from({ measurement: 'm', fields: { v: 1 }, timestamp: 5 })
    // @ts-expect-error The measurement is missing.
    Point.from({ fields: { v: 1 } })
    // @ts-expect-error The fields are missing.
    Point.from({ measurement: 'm' })
    // @ts-expect-error A Date is not a field's value.
    Point.from({ measurement: 'm', fields: { v: new Date() } })
    // @ts-expect-error A function is not a field's value.
    Point.from({ measurement: 'm', fields: { v: Math.random } })
    // @ts-expect-error A Map is not an object of fields.
    Point.from({ measurement: 'm', fields: new Map([['v', 1]]) })
    // @ts-expect-error An array is not an object of tags.
    Point.from({ measurement: 'm', fields: { v: 1 }, tags: [{ key: 'a', value: 'b' }] })
    // @ts-expect-error Text is not an object of fields.
    Point.from({ measurement: 'm', fields: 'v=1' })
    // @ts-expect-error A boolean is not a time.
    Point.from({ measurement: 'm', fields: { v: 1 }, time: true })
  })
})
