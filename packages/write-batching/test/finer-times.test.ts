import { defineMeasurement, int, Point } from '@fluxline/point'
import type { LineOptions } from '@fluxline/point'
import { from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'
import type { BatchInput, BatchOptions, WriteTarget } from '../src/index.ts'
import { fakeClient } from './fake-client.ts'

const MS = [1_700_000_001_200, 1_700_000_001_700] as const
const NS = [1_700_000_001_200_000_005n, 1_700_000_001_700_000_005n] as const

const point = (time: Parameters<Point['time']>[0], unit?: 'ns' | 'us' | 'ms' | 's'): Point =>
  Point.measurement('m').intField('v', 1).time(time, unit)
const Counter = defineMeasurement('m', { fields: { v: int() }, time: 'ms' })
const lineIn = (options?: LineOptions): string =>
  `m v=1i ${NS[0] / { ns: 1n, us: 1000n, ms: 10n ** 6n, s: 10n ** 9n }[options?.precision ?? 'ns']}`
const record = (time: unknown): BatchInput => ({ measurement: 'm', fields: { v: 1n }, time }) as BatchInput

/** Returns the precision and the lines of each request. */
async function sent(
  input: BatchInput,
  options: BatchOptions = {},
  target?: WriteTarget,
): Promise<[string, string[]][]> {
  const client = fakeClient()
  const writer = createBatchWriter(client, { bucket: 'b', precision: 's', ...options })
  await writer.write(input, target)
  await writer.close()
  const { record: mapping, ...to } = target ?? {}
  const now = fakeClient()
  const { finerTimes } = options
  await writeNow(now, input, { bucket: 'b', precision: 's', finerTimes, record: mapping, ...to } as never)
  const requests = client.sent.map(({ precision, lines }): [string, string[]] => [precision, [...lines]])
  expect(now.sent.map(({ precision, lines }) => [precision, [...lines]])).toEqual(requests)
  return requests
}

describe('a time that is finer than the precision of the write goes in its own:', () => {
  it.each<[string, BatchInput, string, string]>([
    ['a Date', point(new Date(MS[0])), 'ms', '1700000001200'],
    ['a number with its unit', point(MS[0], 'ms'), 'ms', '1700000001200'],
    ['a bigint with its unit', point(NS[0] / 1000n, 'us'), 'us', '1700000001200000'],
    ['nanoseconds', point(NS[0]), 'ns', '1700000001200000005'],
    ['RFC 3339', point('2023-11-14T22:13:21.2Z'), 'ns', '1700000001200000000'],
    ['a Temporal instant', point({ epochNanoseconds: NS[0] }), 'ns', '1700000001200000005'],
    ['a Timestamp', record(Object.assign(new Date(0), { nanoseconds: NS[0] })), 'ns', '1700000001200000005'],
    ['a Date of an object', record(new Date(MS[0])), 'ms', '1700000001200'],
    ['RFC 3339 of an object', record('2023-11-14T22:13:21.2Z'), 'ns', '1700000001200000000'],
    ['an integer of a schema record', Counter.record({ v: 1n, time: MS[0] }), 'ms', '1700000001200'],
    ['an object known only by toLineProtocol', { toLineProtocol: lineIn }, 'ns', '1700000001200000005'],
  ])('%s', async (_, input, precision, time) => {
    expect(await sent(input)).toEqual([[precision, [`m v=1i ${time}`]]])
    expect(await sent([[input]])).toEqual([[precision, [`m v=1i ${time}`]]])
    expect(await sent(from([input]))).toEqual([[precision, [`m v=1i ${time}`]]])
  })

  it('an integer in the precision of a mapping', async () => {
    expect(await sent(record(MS[0]), {}, { record: { precision: 'ms' } })).toEqual([['ms', ['m v=1i 1700000001200']]])
  })

  it('lines that an object writes itself, with integers in the precision of the write', async () => {
    const contexts: unknown[] = []
    const table = {
      [Symbol.for('fluxline.lines')](context: unknown): Uint8Array[] {
        contexts.push(context)
        return [new TextEncoder().encode('m v=1 1700000001200000005\n')]
      },
    } as unknown as BatchInput
    expect(await sent([table, 'm v=2 1700000001'])).toEqual([
      ['s', ['m v=2 1700000001']],
      ['ns', ['m v=1 1700000001200000005']],
    ])
    const context = { precision: 'ns', integerPrecision: 's', defaultTags: {} }
    expect(contexts).toEqual([context, context])
  })
})

describe('what stays in the precision of the write', () => {
  it.each<[string, BatchInput]>([
    ['a bare number', record(1_700_000_001)],
    ['a bare bigint', record(1_700_000_001n)],
    ['text', 'm v=1i 1700000001'],
    ['bytes', new TextEncoder().encode('m v=1i 1700000001')],
    ['a Date that it expresses exactly', record(new Date(1_700_000_001_000))],
    ['nanoseconds that it expresses exactly', point(1_700_000_001_000_000_000n)],
    ['a coarser number', point(1_700_000_001, 's')],
  ])('%s', async (_, input) => {
    expect(await sent(input)).toEqual([['s', ['m v=1i 1700000001']]])
  })

  it("everything, if finerTimes is 'truncate'", async () => {
    const inputs = [point(new Date(MS[0])), { toLineProtocol: lineIn }, point(NS[1])]
    expect(await sent(inputs, { finerTimes: 'truncate' })).toEqual([['s', Array(3).fill('m v=1i 1700000001')]])
  })
})

/** Text lines, milliseconds and nanoseconds in turn; the value counts them. */
function mixed(count: number): BatchInput[] {
  return Array.from({ length: count }, (_, at) => [
    `m v=${at}i 1700000001`,
    Point.measurement('m').intField('v', at).time(MS[0], 'ms'),
    Point.measurement('m').intField('v', at).time(NS[0]),
  ]).flat()
}

describe('each precision has its own batches', () => {
  it('of batchSize lines, in order', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', precision: 's', batchSize: 10, concurrency: 1 })
    const receipt = writer.submit(mixed(25))
    expect(await writer.close()).toEqual({ written: 75, failed: 0, unsent: 0, rejected: [] })
    expect(await receipt.outcome).toMatchObject({ written: 75 })
    for (const precision of ['s', 'ms', 'ns']) {
      const batches = client.sent.filter((batch) => batch.precision === precision)
      expect(batches.map(({ lines }) => lines.length)).toEqual([10, 10, 5])
      const values = batches.flatMap(({ lines }) => lines.map((line) => /v=(\d+)i/.exec(line)![1]))
      expect(values).toEqual(Array.from({ length: 25 }, (_, at) => String(at)))
    }
  })

  it('that are dropped, rejected and handed back in it', async () => {
    const never = fakeClient(() => new Promise(() => {}))
    const reported: unknown[] = []
    const writer = createBatchWriter(never, {
      bucket: 'b',
      precision: 's',
      maxBufferBytes: 40,
      overflow: 'drop-newest',
      onDrop: (event) => void reported.push([event.type, event.destination.precision, event.text()]),
      onRejected: (event) => void reported.push([event.type, event.destination.precision, event.text()]),
    })
    void writer.write([point(MS[0], 'ms'), point(NS[0]), point(NS[1]), 'm v=2i 1700000001', 'm v=3i'])
    void writer.write([point(MS[1], 'ms'), Point.measurement('m').floatField('v', Number.NaN)])
    const stamp = /^m v=3i \d{19}\n$/
    expect(reported).toEqual([
      ['drop', 'ns', 'm v=1i 1700000001700000005\n'],
      ['drop', 's', 'm v=2i 1700000001\n'],
      ['drop', 'ns', expect.stringMatching(stamp) as string],
      ['drop', 'ms', 'm v=1i 1700000001700\n'],
      ['rejected', 'ns', expect.any(String) as string],
    ])
    const kept = writer.abort().map(({ destination, body }) => [destination.precision, new TextDecoder().decode(body)])
    expect(kept).toEqual([
      ['ms', 'm v=1i 1700000001200\n'],
      ['ns', 'm v=1i 1700000001200000005\n'],
    ])
  })
})
