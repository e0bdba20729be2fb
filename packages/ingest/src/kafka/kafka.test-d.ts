import type { Consumer, Producer } from '@platformatic/kafka'
import { expectTypeOf, it } from 'vitest'
import { kafkaSource } from './index.ts'
import type { Source } from './index.ts'

declare const consumer: Consumer
declare const producer: Producer
declare const ofTexts: Consumer<string, string, string, string>
declare const textProducer: Producer<string, string, string, string>

it('takes a consumer and a producer of bytes', () => {
  expectTypeOf(kafkaSource(consumer, { topics: ['metrics'] })).toEqualTypeOf<Source>()
  kafkaSource(consumer, { topics: ['metrics'], deadLetter: { producer, topic: 'dead' } })
  // @ts-expect-error texts cannot be gzip
  kafkaSource(ofTexts, { topics: ['metrics'] })
  // @ts-expect-error a producer of texts cannot send what is read
  kafkaSource(consumer, { topics: ['metrics'], deadLetter: { producer: textProducer, topic: 'dead' } })
  // @ts-expect-error topics are missing
  kafkaSource(consumer, {})
})
