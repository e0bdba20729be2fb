import type { Consumer, Producer } from 'kafkajs'
import { expectTypeOf, it } from 'vitest'
import { kafkaJsSource } from './index.ts'
import type { Source } from './index.ts'

declare const consumer: Consumer
declare const producer: Producer

it('takes a consumer and a producer', () => {
  expectTypeOf(kafkaJsSource(consumer, { topics: ['metrics'] })).toEqualTypeOf<Source>()
  kafkaJsSource(consumer, { topics: ['metrics'], deadLetter: { producer, topic: 'dead' } })
  // @ts-expect-error topics are missing
  kafkaJsSource(consumer, {})
})
