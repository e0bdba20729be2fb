import { Readable } from 'node:stream'
import { defineMeasurement, int, Point } from '@fluxline/point'
import { from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { writeNow } from '../src/index.ts'
import type { BatchInput } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

const target = { bucket: 'b' }
const Room = defineMeasurement('room', { fields: { people: int() } })
const linesKey = Symbol.for('fluxline.lines')
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  for (const item of items) {
    await Promise.resolve()
    yield item
  }
}

async function* broken(): AsyncGenerator<string> {
  yield line(1)
  throw new Error('no more')
}

describe('writeNow', () => {
  it.each<[string, () => BatchInput, string[]]>([
    ['text', () => `${line(0)}\n${line(1)}`, lines(2)],
    ['bytes', () => bytes(line(0)), lines(1)],
    ['a point', () => Point.measurement('m').floatField('v', 1.5).time(1n), ['m v=1.5 1']],
    ['a schema record', () => Room.record({ people: 3n, time: 7n }), ['room people=3i 7']],
    ['a plain object', () => ({ measurement: 'm', fields: { v: 1 }, time: 5n }), ['m v=1 5']],
    ['nested iterables', () => [line(0), [line(1), new Set([line(2)])], each([line(3)])], lines(4)],
    ['an async iterable', () => each(lines(3)), lines(3)],
    ['an observable', () => from(lines(3)), lines(3)],
    ['a stream of Node', () => Readable.from([`${line(0)}\n${line(1).slice(0, 5)}`, line(1).slice(5)]), lines(2)],
    ['a stream of the Web', () => new Blob([lines(3).join('\n')]).stream(), lines(3)],
    ['the lines of a table', () => ({ [linesKey]: () => [bytes(`${line(0)}\n`)] }) as never, lines(1)],
  ])('writes %s in one request', async (_, input, expected) => {
    const client = fakeClient()
    await writeNow(client, input(), target)
    expect(client.sent.map((sent) => sent.lines)).toEqual([expected])
  })

  it('uses the destination, tags and mapping of its options', async () => {
    const client = { ...fakeClient(), defaultTags: { a: 'client', b: 'client' } }
    const record = { measurementKey: 'name', timeKey: 'at', fieldKeys: ['value'] }
    const to = { bucket: 'c', org: { id: '0123456789abcdef' }, precision: 's', record } as const
    await writeNow(client, { name: 'm', at: 5, value: 1 }, { ...to, defaultTags: { b: 'call' } })
    expect(client.sent[0]!.lines).toEqual(['m,a=client,b=call value=1 5'])
    expect(client.sent[0]!.spec.query).toEqual({ bucket: 'c', org: to.org, precision: 's' })
  })

  it.each<[string, () => BatchInput]>([
    ['an empty list', () => []],
    ['empty text', () => ''],
    ['a point without fields', () => Point.measurement('m')],
    ['an observable of nothing', () => from([])],
  ])('sends nothing for %s', async (_, input) => {
    const client = fakeClient()
    await writeNow(client, input(), target)
    expect(client.sent).toEqual([])
  })

  it('leaves timestamps to the server', async () => {
    const client = fakeClient()
    await writeNow(client, ['m v=1', Point.measurement('m').floatField('v', 2)], target)
    expect(client.sent[0]!.lines).toEqual(['m v=1', 'm v=2'])
  })

  it("throws the server's error with the bad lines, and does not retry", async () => {
    const rejected = [{ line: 'm v=x 1', reason: 'invalid number' }]
    const refusal = failure({ status: 400, code: 'FLUXLINE_PARTIAL_WRITE', rejected, dropped: 0 })
    const client = fakeClient(() => {
      throw refusal
    })
    await expect(writeNow(client, [line(0), 'm v=x 1'], target)).rejects.toBe(refusal)
    expect(client.sent).toHaveLength(1)
  })

  it('sends nothing if a point cannot be written, or the source fails', async () => {
    const client = fakeClient()
    const bad = Point.measurement('m').floatField('v', Number.NaN)
    await expect(writeNow(client, [line(0), bad], target)).rejects.toMatchObject({ code: 'FLUXLINE_LINE_PROTOCOL' })
    await expect(writeNow(client, from([line(0), bad]), target)).rejects.toThrow(/NaN/)
    await expect(writeNow(client, broken(), target)).rejects.toThrow('no more')
    await expect(writeNow(client, 5 as never, target)).rejects.toThrow(/Cannot write 5/)
    expect(client.sent).toEqual([])
    await writeNow(client, [line(0), bad.floatField('w', 1).time(1n)], { ...target, nonFinite: 'omit' })
    expect(client.sent[0]!.lines).toEqual([line(0), 'm w=1 1'])
  })

  it('splits input larger than maxBatchBytes, or than the server accepts', async () => {
    const client = fakeClient((batch) => {
      if (batch.lines.length > 3) throw failure({ status: 413 })
    })
    await writeNow(client, lines(10), target)
    expect(client.sent.filter((batch) => batch.lines.length <= 3).flatMap((batch) => batch.lines)).toEqual(lines(10))
    const other = fakeClient()
    await writeNow(other, from(lines(10)), { ...target, maxBatchBytes: 60 })
    expect(other.sent.map((batch) => batch.lines)).toEqual([lines(3), lines(3, 3), lines(3, 6), lines(1, 9)])
  })

  it('ends at the first request that fails', async () => {
    const client = fakeClient((_, at) => {
      if (at === 1) throw failure({ status: 401 })
    })
    await expect(writeNow(client, from(lines(10)), { ...target, maxBatchBytes: 60 })).rejects.toMatchObject({
      status: 401,
    })
    expect(client.sent).toHaveLength(2)
  })

  it('ends when its signal is aborted', async () => {
    const aborted = { code: 'FLUXLINE_ABORTED' }
    const signal = AbortSignal.abort()
    await expect(writeNow(fakeClient(), line(0), { ...target, signal })).rejects.toMatchObject(aborted)
    const controller = new AbortController()
    const writing = writeNow(
      fakeClient(() => new Promise(() => {})),
      line(0),
      { ...target, signal: controller.signal },
    )
    controller.abort()
    await expect(writing).rejects.toMatchObject(aborted)
  })

  it('needs a bucket', async () => {
    await expect(writeNow(fakeClient(), line(0), {} as never)).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
  })
})
