import { expect, it } from 'vitest'
import { isFinal, isMissingTopic } from '../src/kafka/broker-errors.ts'
import { kafkaSource } from '../src/kafka/index.ts'
import type { KafkaConsumer } from '../src/kafka/index.ts'
import { isFinal as isFinalOfKafkaJs, isMissingTopic as isMissingOfKafkaJs } from '../src/kafkajs/client-errors.ts'
import { kafkaJsSource } from '../src/kafkajs/index.ts'
import type { KafkaJsConsumer } from '../src/kafkajs/index.ts'

const consumer = { groupId: 'g', consume: () => {} } as unknown as KafkaConsumer
const kafkaJsConsumer = { subscribe: () => {} } as unknown as KafkaJsConsumer
const producer = { send: () => Promise.resolve() }

it('names a source by what it reads', () => {
  expect(kafkaSource(consumer, { topics: ['a', 'b'] }).name).toBe('topic a, b of group g')
  expect(kafkaJsSource(kafkaJsConsumer, { topics: ['a', 'b'] }).name).toBe('topic a, b')
})

it.each([
  [undefined, 'takes options as an object'],
  [{}, '`topics` must be an array of names'],
  [{ topics: 'metrics' }, '`topics` must be an array of names'],
  [{ topics: [] }, '`topics` must be an array of names'],
  [{ topics: ['a', 5] }, '`topics` must be an array of names'],
  [{ topics: ['a'], topic: 'a' }, 'Did you mean "topics"?'],
  [{ topics: ['a'], deadLetter: 'dead' }, 'deadLetter takes options as an object'],
  [{ topics: ['a'], deadLetter: { producer } }, '`deadLetter` must be { producer, topic }'],
  [{ topics: ['a'], deadLetter: { producer: {}, topic: 'dead' } }, '`deadLetter` must be { producer, topic }'],
  [{ topics: ['a'], deadLetter: { producer, topics: 'dead' } }, 'Did you mean "topic"?'],
])('refuses %j', (options, message) => {
  expect(() => kafkaSource(consumer, options as never)).toThrow(message)
  expect(() => kafkaJsSource(kafkaJsConsumer, options as never)).toThrow(message)
})

it('refuses what only one of them takes', () => {
  expect(() => kafkaSource(consumer, { topics: ['a'], prefetchBytes: 0 })).toThrow('`prefetchBytes` must be')
  expect(() => kafkaJsSource(kafkaJsConsumer, { topics: ['a'], prefetchBytes: 1 } as never)).toThrow('unknown option')
})

it('says which source takes the other client', () => {
  expect(() => kafkaSource(kafkaJsConsumer as never, { topics: ['a'] })).toThrow('@fluxline/ingest/kafkajs')
  expect(() => kafkaJsSource(consumer as never, { topics: ['a'] })).toThrow('@fluxline/ingest/kafka')
  expect(() => kafkaSource(undefined as never, { topics: ['a'] })).toThrow('the consumer has no `consume()`')
})

/** An error as `@platformatic/kafka` has it: a list of others. */
const listed = (own: object): unknown => ({
  findBy: (property: string, value: unknown) => ((own as Record<string, unknown>)[property] === value ? own : null),
})

it.each([
  [listed({ apiId: 'GROUP_AUTHORIZATION_FAILED' }), true, false],
  [listed({ code: 'PLT_KFK_AUTHENTICATION' }), true, false],
  [listed({ apiId: 'UNKNOWN_TOPIC_OR_PARTITION' }), false, true],
  [new Error('Unknown topic a.'), false, true],
  [listed({ apiId: 'REBALANCE_IN_PROGRESS' }), false, false],
  [new Error('connect ECONNREFUSED'), false, false],
  [undefined, false, false],
])('tells which errors of @platformatic/kafka are final (%#)', (error, final, missing) => {
  expect([isFinal(error), isMissingTopic(error)]).toEqual([final, missing])
})

const circular: { cause?: unknown; type: string } = { type: 'NETWORK' }
circular.cause = circular

it.each([
  [{ cause: { type: 'TOPIC_AUTHORIZATION_FAILED' } }, true, false],
  [{ name: 'KafkaJSSASLAuthenticationError' }, true, false],
  [{ originalError: { cause: { type: 'UNKNOWN_TOPIC_OR_PARTITION' } } }, false, true],
  [{ type: 'REBALANCE_IN_PROGRESS' }, false, false],
  [circular, false, false],
  [undefined, false, false],
])('tells which errors of kafkajs are final (%#)', (error, final, missing) => {
  expect([isFinalOfKafkaJs(error), isMissingOfKafkaJs(error)]).toEqual([final, missing])
})
