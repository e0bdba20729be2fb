import { startLoopback } from '@fluxline/test-support'
import { createClient } from '@fluxline/core'
import { Point } from '@fluxline/point'
import { expect, it, vi } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'
import type { BatchEvent } from '../src/index.ts'
import { fakeClient } from './fake-client.ts'

const never = (): Promise<void> => new Promise(() => {})
const values = (bodies: readonly string[]): number[] =>
  [...bodies.join('').matchAll(/ v=(\d+)/g)].map(([, value]) => Number(value)).toSorted((a, b) => a - b)

it.each([
  [
    'arrays',
    () => [] as object[],
    (batch: object[], point: object) => batch.push(point),
    (batch: object[]) => (batch.length = 0),
  ],
  [
    'sets',
    () => new Set<object>(),
    (batch: Set<object>, point: object) => batch.add(point),
    (batch: Set<object>) => batch.clear(),
  ],
] as const)(
  'writes %s as they were when write was called, also while the server is away',
  async (_, create, add, clear) => {
    let isUp = false
    await using server = await startLoopback((_request, response) => void response.writeHead(isUp ? 204 : 503).end())
    await using client = createClient({ url: server.url, token: 't', server: '2', org: 'o' })
    const writer = createBatchWriter(client, { bucket: 'b', maxBufferBytes: 1000, retryInterval: 10 })
    const batch = create() as never
    let given = 0
    for (let round = 0; round < 20; round++) {
      for (let each = 0; each < 10; each++) {
        ;(add as (batch: never, point: object) => void)(batch, { measurement: 'm', fields: { v: given++ } })
      }
      void writer.write(batch)
      ;(clear as (batch: never) => void)(batch)
    }
    isUp = true
    expect(await writer.close()).toMatchObject({ written: 200, failed: 0, unsent: 0 })
    const stored = new Set(values(server.requests.map(({ body }) => body.toString())))
    expect(stored).toEqual(new Set(Array.from({ length: 200 }, (__, at) => at)))
  },
)

it('writes objects and points in arrays as they were, however deep', async () => {
  const client = fakeClient()
  const writer = createBatchWriter(client, { bucket: 'b', maxBufferBytes: 1, flushInterval: 0 })
  void writer.write('m v=0 1')
  const object = { measurement: 'm', fields: { v: 1 }, tags: { t: 'a' } }
  const point = Point.measurement('m').floatField('v', 2)
  const bytes = new TextEncoder().encode('m v=3')
  const inner = [point, new Set([bytes])]
  const receipt = writer.submit([object, inner])
  object.fields.v = 9
  object.tags.t = 'changed'
  point.floatField('v', 9)
  bytes.fill(57)
  inner.length = 0
  expect(receipt.lines).toBe(3)
  expect(await writer.close()).toMatchObject({ written: 4 })
  expect(client.sent.flatMap((batch) => batch.lines.map((line) => line.replace(/ \d+$/, '')))).toEqual([
    'm v=0',
    'm,t=a v=1',
    'm v=2',
    'm v=3',
  ])
})

function* generate(): Generator<string> {
  for (let v = 10; v < 20; v++) yield `m v=${v} ${v}`
}

it('accepts what follows a generator in an array at once', async () => {
  const client = fakeClient()
  const writer = createBatchWriter(client, { bucket: 'b', maxBufferBytes: 1 })
  const batch = ['m v=1 1', generate(), { measurement: 'm', fields: { v: 2 } }]
  const receipt = writer.submit(batch)
  batch.length = 0
  expect(await writer.close()).toMatchObject({ written: 12 })
  expect(await receipt.outcome).toMatchObject({ written: 12 })
})

const MIB = 2 ** 20
const long = `m,t=${'x'.repeat(MIB / 4)} v=1 1`

it('counts and reports as dropped the lines of arrays beyond 32 MiB that nobody awaits', async () => {
  const onDrop = vi.fn<(event: BatchEvent) => void>()
  const writer = createBatchWriter(fakeClient(never), { bucket: 'b', maxBufferBytes: MIB, onDrop })
  const arrays = Array.from({ length: 40 }, () => [long, long, long, long])
  for (const array of arrays) void writer.write(array)
  const { buffered, inFlight, dropped } = writer.stats
  expect(buffered.bytes + inFlight.bytes).toBeLessThan(34.1 * MIB)
  expect(buffered.lines + inFlight.lines + dropped).toBe(160)
  expect(dropped).toBeGreaterThan(20)
  expect(onDrop).toHaveBeenCalledTimes(dropped)
  writer.abort()
})

it('accepts a single array whole, however large it is', async () => {
  const writer = createBatchWriter(fakeClient(), { bucket: 'b', maxBufferBytes: MIB })
  await writer.write(Array.from({ length: 200 }, () => long))
  expect(await writer.close()).toMatchObject({ written: 200, failed: 0 })
})

it('sends an array in one request as it was when writeNow was called', async () => {
  const client = fakeClient()
  const batch = Array.from({ length: 100 }, (_, v) => ({ measurement: 'm', fields: { v } }))
  const writing = writeNow(client, batch, { bucket: 'b', maxBatchBytes: 100 })
  for (const each of batch) each.fields.v = -1
  batch.length = 0
  await writing
  expect(client.sent.flatMap(({ lines }) => lines)).toEqual(Array.from({ length: 100 }, (_, v) => `m v=${v}`))
})
