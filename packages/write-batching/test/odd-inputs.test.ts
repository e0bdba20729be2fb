import { write } from '@fluxline/core'
import { describe, expect, it } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'
import type { BatchWriter } from '../src/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'
import { fakeClient } from './fake-client.ts'

const circular: unknown[] = []
circular.push(circular)
const circularSet = new Set<unknown>()
circularSet.add([circularSet])
const selfish = {
  *[Symbol.iterator](): Generator {
    yield selfish
  },
}
const returning = (value: unknown): object => ({ toLineProtocol: () => value })

const plain = { measurement: 'm', fields: { v: 1 }, time: 1n }
const members: [string, unknown, RegExp][] = [
  ['a Map', new Map([['v', 1]]), /holds Map; pass an object with the \w+ by name/],
  ['a Set', new Set(['v']), /holds Set; pass/],
  ['an array', [{ key: 'a', value: 'b' }], /holds Array; pass/],
  ['an empty array', [], /holds Array; pass/],
  ['bytes', new Uint8Array(2), /holds Uint8Array; pass/],
  ['text', 'v=1', /holds "v=1"; pass/],
  ['a number', 5, /holds 5; pass/],
  ['a promise', Promise.resolve({ v: 1 }), /holds Promise; pass/],
  ['a Date', new Date(0), /holds Date; pass/],
  ['headers', new Headers({ v: '1' }), /holds Headers; pass/],
  ['a function', () => 1, /holds Function; pass/],
]

/** What is neither for \`write\` nor for a writer. */
const odd: [string, unknown, RegExp][] = [
  [
    'toLineProtocol that returns a number',
    returning(5),
    /toLineProtocol\(\) returned (5|number); return a line as text/,
  ],
  [
    'toLineProtocol that returns null',
    returning(null),
    /toLineProtocol\(\) returned (null|object); return a line as text/,
  ],
  ['toLineProtocol that returns an object', returning({}), /toLineProtocol\(\) returned .*; return a line as text/],
  ['toLineProtocol that returns bytes', returning(new Uint8Array(2)), /toLineProtocol\(\) returned .*; return a line/],
  ['an async toLineProtocol', returning(Promise.resolve('m v=1')), /toLineProtocol\(\) returned .*; return a line/],
  ['toLineProtocol that is not a function', { toLineProtocol: 'm v=1' }, /toLineProtocol|is not a line/],
  ['an array that contains itself', circular, /contains itself, or is nested more than 100 levels deep/],
  ['a set that contains itself', circularSet, /contains itself, or is nested more than 100 levels deep/],
  ['an iterable that contains itself', selfish, /contains itself, or is nested more than 100 levels deep/],
  ['a promise', Promise.resolve('m v=1'), /Cannot write a promise; await it first/],
  ['a Map', new Map([['a', 'm v=1']]), /Cannot write a Map; pass its values\(\)/],
  ['a number', 5, /Cannot write 5[;.] pass lines as text or bytes/i],
  ['null', null, /Cannot write null[;.] pass lines as text or bytes/i],
  ['undefined', undefined, /Cannot write undefined[;.] pass lines as text or bytes/i],
]

/** What a writer would have to guess about. */
const oddObjects: [string, unknown, RegExp][] = [
  ...members.map(([what, fields, message]): [string, unknown, RegExp] => [
    `an object whose fields are ${what}`,
    { ...plain, fields },
    message,
  ]),
  ...members.map(([what, tags, message]): [string, unknown, RegExp] => [
    `an object whose tags are ${what}`,
    { ...plain, tags },
    message,
  ]),
  ['an object without fields', { measurement: 'm' }, /"fields" holds undefined; pass an object/],
  ['an object whose fields are null', { measurement: 'm', fields: null }, /"fields" holds null; pass/],
  ['an object with `field`', { measurement: 'm', field: { v: 1 } }, /Unknown key "field"; .* Did you mean "fields"\?/],
  ['an object with `values`', { measurement: 'm', values: { v: 1 } }, /Unknown key "values"; .* mean "fields"\?/],
  ['an object with `value`', { measurement: 'm', value: 1 }, /Unknown key "value"; .* mean "fields"\?/],
  ['an object with `tag`', { ...plain, tag: { h: 'a' } }, /Unknown key "tag"; .* mean "tags"\?/],
  ['an object with `timestamp`', { ...plain, timestamp: 1 }, /Unknown key "timestamp"; .* mean "time"\?/],
  ['an object with `Time`', { ...plain, Time: 1 }, /Unknown key "Time"; .* mean "time"\?/],
  ['an object with `name`', { name: 'm', fields: { v: 1 } }, /Unknown key "name"; .* mean "measurement"\?/],
  ['an object with `measurment`', { measurment: 'm', fields: { v: 1 } }, /mean "measurement"\?/],
  ['an object with `field_types`', { ...plain, field_types: {} }, /mean "fieldTypes" of the mapping\?/],
  ['an object with another key', { ...plain, x: 1 }, /this object "measurement, fields, time, x"\. Pass a mapping/],
  ['an instance with a foreign key', Object.assign(new Error('x'), plain, { id: 7 }), /Unknown key "id"/],
  ['an object with a tag NaN', { ...plain, tags: { t: Number.NaN } }, /Tag "t" .* is NaN, which is not a tag/],
]

const writers: Record<string, () => BatchWriter> = {
  'a batch writer': () => createBatchWriter(fakeClient(), { bucket: 'b' }),
  'a worker batch writer': () => createWorkerBatchWriter({ url: 'http://a' }, { bucket: 'b' }),
}

describe.each(Object.entries(writers))('%s', (_, open) => {
  it.each([...odd, ...oddObjects])('refuses %s, and accepts nothing', (__, input, message) => {
    const writer = open()
    const refused = expect.objectContaining({
      code: 'FLUXLINE_LINE_PROTOCOL',
      message: expect.stringMatching(message) as string,
    }) as Error
    expect(() => writer.write(input as never)).toThrow(refused)
    expect(() => writer.submit(input as never)).toThrow(refused)
    // Only a mapping that names keys lets objects have others.
    expect(() => writer.write(input as never, { precision: 'ms', record: { fieldTypes: {} } })).toThrow(refused)
    expect(writer.stats.buffered.lines).toBe(0)
    writer.abort()
  })
})

it.each([...odd, ...oddObjects])('writeNow refuses %s, and sends nothing', async (_, input, message) => {
  const client = fakeClient()
  await expect(writeNow(client, input as never, { bucket: 'b' })).rejects.toThrow(message)
  expect(client.sent).toEqual([])
})

it.each(odd)('the one-shot write refuses %s, and sends nothing', async (_, input, message) => {
  const client = fakeClient()
  for (const each of [input, ['m v=1', input]]) {
    await expect(write(client as never, each as never, { bucket: 'b' })).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringMatching(message) as string,
    })
  }
  expect(client.sent).toEqual([])
})

it('takes instances of classes, and objects without a prototype', async () => {
  class Reading {
    readonly #unit = 'C'
    measurement = 'm'
    fields = new (class Fields {
      v = 1
    })()
    get time(): bigint {
      return this.#unit === 'C' ? 2n : 3n
    }
  }
  const bare = Object.assign(Object.create(null) as object, {
    measurement: 'm',
    tags: Object.assign(Object.create(null) as object, { t: 'a' }),
    fields: Object.assign(Object.create(null) as object, { v: 1 }),
    time: 3n,
  })
  const client = fakeClient()
  await writeNow(client, [new Reading(), bare as never], { bucket: 'b' })
  expect(client.sent[0]!.lines).toEqual(['m v=1 2', 'm,t=a v=1 3'])
})

it('names the keys of a mapping if an object has none of its fields', async () => {
  const client = fakeClient()
  const write = (object: object): Promise<void> =>
    writeNow(client, object, { bucket: 'b', record: { measurement: 'm', fieldKeys: ['temprature'] } })
  await expect(write({ temperature: 1, room: 'a' })).rejects.toThrow(
    'The object has none of the fieldKeys "temprature"; it has "temperature, room".',
  )
  await write({ temprature: null })
  expect(client.sent).toEqual([])
})

it('refuses an async iterable that contains itself', async () => {
  const input = {
    async *[Symbol.asyncIterator](): AsyncGenerator {
      yield input
    },
  }
  const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
  await expect(writer.write(input as never)).rejects.toThrow(/contains itself/)
  writer.abort()
  await expect(write(fakeClient() as never, input as never, { bucket: 'b' })).rejects.toThrow(/contains itself/)
})
