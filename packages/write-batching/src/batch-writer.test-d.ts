import type { Client } from '@fluxline/core'
import { defineMeasurement, float } from '@fluxline/point'
import type { Point } from '@fluxline/point'
import type { Observable } from 'rxjs'
import { expectTypeOf, it } from 'vitest'
import { createBatchWriter, writeNow } from './index.ts'
import type { BatchInput, BatchOptions, BatchWriter, Outcome, UnsentBatch, WriteReport, WriterEvent } from './index.ts'

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
  expectTypeOf<BatchWriter['events']>().toEqualTypeOf<Observable<WriterEvent>>()
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

it('refuses options that it does not have', () => {
  expectTypeOf<'batchSize'>().toExtend<keyof BatchOptions>()
  expectTypeOf<'batch'>().not.toExtend<keyof BatchOptions>()
  expectTypeOf<'m'>().not.toExtend<BatchOptions['precision']>()
})
