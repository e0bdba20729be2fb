import type { Client } from '@fluxline/core'
import { defineMeasurement, float } from '@fluxline/point'
import type { Point } from '@fluxline/point'
import { from } from 'rxjs'
import type { Observable } from 'rxjs'
import { describe, expectTypeOf, it } from 'vitest'
import { createBatchWriter, writeNow } from './index.ts'
import type {
  BatchInput,
  BatchOptions,
  BatchWriter,
  EventObservable,
  ExactInput,
  Outcome,
  PointObject,
  UnsentBatch,
  WriteReport,
  WriterEvent,
} from './index.ts'

declare const client: Client
const Room = defineMeasurement('room', { fields: { temperature: float() } })

it('takes whatever can be written', () => {
  expectTypeOf<string>().toExtend<BatchInput>()
  expectTypeOf<Uint8Array>().toExtend<BatchInput>()
  expectTypeOf<Point>().toExtend<BatchInput>()
  expectTypeOf(Room.record({ temperature: 1 })).toExtend<BatchInput>()
  expectTypeOf<{ measurement: string; fields: { v: number } }>().toExtend<BatchInput>()
  expectTypeOf<readonly (Point | string)[]>().toExtend<BatchInput>()
  expectTypeOf<AsyncGenerator<Point>>().toExtend<BatchInput>()
  expectTypeOf<Observable<Point>>().toExtend<BatchInput>()
  expectTypeOf<ReadableStream<Uint8Array>>().toExtend<BatchInput>()
  expectTypeOf<{ measurement: string; v: number }>().not.toExtend<BatchInput>()
  expectTypeOf<{ name: string; v: number }>().toExtend<BatchInput<object>>()
  expectTypeOf<number>().not.toExtend<BatchInput>()
  expectTypeOf<null>().not.toExtend<BatchInput>()
})

it('says what its methods give', () => {
  expectTypeOf(createBatchWriter(client, { bucket: 'b' })).toExtend<BatchWriter>()
  expectTypeOf<ReturnType<BatchWriter['write']>>().toEqualTypeOf<void | Promise<void>>()
  expectTypeOf<ReturnType<BatchWriter['flush']>>().toEqualTypeOf<Promise<WriteReport>>()
  expectTypeOf<ReturnType<BatchWriter['close']>>().toEqualTypeOf<Promise<WriteReport>>()
  expectTypeOf<ReturnType<BatchWriter['abort']>>().toEqualTypeOf<UnsentBatch[]>()
  expectTypeOf<BatchWriter['events']>().toEqualTypeOf<EventObservable<WriterEvent>>()
  expectTypeOf(from({} as BatchWriter['events'])).toEqualTypeOf<Observable<WriterEvent>>()
  expectTypeOf<ReturnType<BatchWriter['submit']>['outcome']>().toEqualTypeOf<Promise<Outcome>>()
  expectTypeOf<BatchWriter>().toExtend<AsyncDisposable>()
})

it('takes any object together with a mapping', () => {
  const writer = createBatchWriter(client, { bucket: 'b' })
  const reading = { name: 'm', value: 1 }
  const record = { measurementKey: 'name', fieldKeys: ['value'] }
  expectTypeOf(writer.write(reading, { record })).toEqualTypeOf<void | Promise<void>>()
  // @ts-expect-error Without a mapping, an object has the parts of a point.
  void writer.write(reading)
  expectTypeOf(writeNow(client, [reading], { bucket: 'b', record })).toEqualTypeOf<Promise<void>>()
  // @ts-expect-error Without a mapping, an object has the parts of a point.
  void writeNow(client, [reading], { bucket: 'b' })
})

describe('a plain object', () => {
  interface Fields {
    v: number
    note?: string
  }
  interface Reading {
    measurement: string
    tags: { host: string }
    fields: Fields
    time?: Date | null
  }
  class Station {
    measurement = 'm'
    fields = { v: 1 }
    describe(): string {
      return this.measurement
    }
  }
  const writer = createBatchWriter(client, { bucket: 'b' })
  const options = { bucket: 'b' }
  type Accepted = void | Promise<void>

  it('may be an interface or an instance of a class, alone and in each kind of input', () => {
    const reading = {} as Reading
    const inputs = [[reading], new Set([reading]), [new Station()]] as const
    expectTypeOf(writer.write(reading)).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.write(new Station(), { precision: 's' })).toEqualTypeOf<Accepted>()
    for (const input of inputs) expectTypeOf(writer.write(input)).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.write([reading, new Station(), 'm v=1', {} as Point])).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.write([[reading], 'm v=1'])).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.write({} as AsyncGenerator<Reading>)).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.write({} as Observable<Reading | string>)).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.write({} as ReadableStream<Reading>)).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.write({} as Reading | string)).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.submit(reading).lines).toEqualTypeOf<number>()
    expectTypeOf(writeNow(client, [reading], options)).toEqualTypeOf<Promise<void>>()
    expectTypeOf(writeNow(client, new Station(), options)).toEqualTypeOf<Promise<void>>()
  })

  it('may be in a variable of a wider type', () => {
    type Nested = Reading | readonly Nested[]
    expectTypeOf(writer.write({} as BatchInput)).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.write({} as readonly BatchInput[])).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.write({} as Nested)).toEqualTypeOf<Accepted>()
    expectTypeOf(writer.write({} as PointObject | Point)).toEqualTypeOf<Accepted>()
  })

  it('is refused with a misspelt key or another value, alone and in each kind of input', () => {
    interface Wrong extends Station {
      timestamp: number
    }
    const wrong = {} as Wrong
    expectTypeOf<Wrong>().not.toExtend<ExactInput<Wrong>>()
    // @ts-expect-error `timestamp` is not a key of a point.
    void writer.write(wrong)
    // @ts-expect-error
    void writer.write([wrong])
    // @ts-expect-error
    void writer.write([[{} as Reading, wrong], 'm v=1'])
    // @ts-expect-error
    void writer.write({} as AsyncGenerator<Wrong>)
    // @ts-expect-error
    void writer.write({} as Observable<Wrong | string>)
    // @ts-expect-error
    void writer.submit(wrong)
    // @ts-expect-error
    void writeNow(client, [wrong], options)
    // @ts-expect-error `field` is not a key of a point.
    void writer.write({ measurement: 'p', field: { a: 1 } })
    // @ts-expect-error
    void writer.write({ measurement: 'p', fields: { a: 1 }, tag: { h: 'a' } })
    // @ts-expect-error
    void writer.write([{ measurement: 'p', fields: { a: 1 }, timestamp: 5 }])
    // @ts-expect-error A Map is not an object of fields.
    void writer.write({ measurement: 'p', fields: new Map([['v', 1]]) })
    // @ts-expect-error An array is not an object of tags.
    void writer.write({ measurement: 'p', fields: { a: 1 }, tags: [{ key: 'a', value: 'b' }] })
    // @ts-expect-error A Date is not a field's value.
    void writer.write([{ measurement: 'p', fields: { a: new Date() } }])
  })
})

it('refuses options that it does not have', () => {
  expectTypeOf<'batchSize'>().toExtend<keyof BatchOptions>()
  expectTypeOf<'batch'>().not.toExtend<keyof BatchOptions>()
  expectTypeOf<'m'>().not.toExtend<BatchOptions['precision']>()
})
