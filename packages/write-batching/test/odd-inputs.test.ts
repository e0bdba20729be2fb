import { expect, it } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'
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

const odd: [string, unknown, RegExp][] = [
  ['toLineProtocol that returns a number', returning(5), /toLineProtocol\(\) returned 5; return a line as text/],
  ['toLineProtocol that returns null', returning(null), /toLineProtocol\(\) returned null; return a line as text/],
  ['toLineProtocol that returns an object', returning({}), /toLineProtocol\(\) returned .*; return a line as text/],
  ['toLineProtocol that returns bytes', returning(new Uint8Array(2)), /toLineProtocol\(\) returned .*; return a line/],
  ['an async toLineProtocol', returning(Promise.resolve('m v=1')), /toLineProtocol\(\) returned .*; return a line/],
  ['an array that contains itself', circular, /contains itself, or is nested more than 100 levels deep/],
  ['a set that contains itself', circularSet, /contains itself, or is nested more than 100 levels deep/],
  ['an iterable that contains itself', selfish, /contains itself, or is nested more than 100 levels deep/],
  ['a promise', Promise.resolve('m v=1'), /Cannot write a promise; await it first/],
  ['a Map', new Map([['a', 'm v=1']]), /Cannot write a Map; pass its values\(\)/],
  ['a number', 5, /Cannot write 5; pass lines as text or bytes/],
  ['null', null, /Cannot write null; pass lines as text or bytes/],
]

it.each(odd)('refuses %s, and accepts nothing', (_, input, message) => {
  const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
  const refused = expect.objectContaining({
    code: 'FLUXLINE_LINE_PROTOCOL',
    message: expect.stringMatching(message) as string,
  }) as Error
  expect(() => writer.write(input as never)).toThrow(refused)
  expect(() => writer.submit(input as never)).toThrow(refused)
  expect(writer.stats.buffered.lines).toBe(0)
  writer.abort()
})

it.each(odd)('writeNow refuses %s, and sends nothing', async (_, input, message) => {
  const client = fakeClient()
  await expect(writeNow(client, input as never, { bucket: 'b' })).rejects.toThrow(message)
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
})
