import { map, range } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchEvent, WriterEvent } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = (): Promise<void> => new Promise(() => {})
const slow = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))
const pending = ({ buffered, inFlight, retrying }: ReturnType<typeof createBatchWriter>['stats']): number =>
  buffered.bytes + inFlight.bytes + retrying.bytes

it('returns a promise only while the buffer is full', async () => {
  const client = fakeClient(slow)
  const writer = createBatchWriter(client, { bucket: 'b', maxBufferBytes: 270, flushInterval: 0 })
  for (let at = 0; at < 10; at++) expect(writer.write(line(at))).toBeUndefined()
  const wait = writer.write(line(10))
  expect(wait).toBeInstanceOf(Promise)
  await vi.advanceTimersByTimeAsync(1)
  await wait
  expect(writer.write(line(11))).toBeUndefined()
  const closing = writer.close()
  await vi.advanceTimersByTimeAsync(10)
  expect(await closing).toMatchObject({ written: 12 })
})

it('holds an iterable within the bound, however long it is', async () => {
  const client = fakeClient(slow)
  const writer = createBatchWriter(client, { bucket: 'b', batchSize: 20, maxBufferBytes: 2000 })
  let most = 0
  function* many(): Generator<string> {
    for (const each of lines(5000)) {
      most = Math.max(most, pending(writer.stats))
      yield each
    }
  }
  const writing = writer.write(many())
  await vi.advanceTimersByTimeAsync(5000)
  await writing
  expect(most).toBeLessThanOrEqual(2000 + 40)
  expect(await writer.close()).toMatchObject({ written: 5000 })
})

it('still sends full batches if callers do not await', async () => {
  const client = fakeClient(slow)
  const writer = createBatchWriter(client, { bucket: 'b', batchSize: 100, maxBufferBytes: 10_000 })
  for (const each of lines(5000)) void writer.write(each)
  const closing = writer.close()
  await vi.advanceTimersByTimeAsync(1000)
  expect(await closing).toMatchObject({ written: 5000 })
  expect(client.sent.length).toBeLessThan(60)
})

it('drops and reports lines of an observable while the buffer is full', async () => {
  const client = fakeClient(slow)
  const dropped = vi.fn<(event: WriterEvent) => void>()
  const writer = createBatchWriter(client, { bucket: 'b', batchSize: 10, maxBufferBytes: 3000, onDrop: dropped })
  const reading = writer.write(range(0, 1000).pipe(map(line)))
  expect(pending(writer.stats)).toBeLessThan(3000 + 40)
  await reading
  const closing = writer.close()
  await vi.advanceTimersByTimeAsync(1000)
  const { written, failed } = await closing
  expect(written + failed).toBe(1000)
  expect(writer.stats.dropped).toBe(failed)
  expect(dropped).toHaveBeenCalledTimes(failed)
})

it.each(['drop-oldest', 'drop-newest'] as const)('stays within the bound by %s, to the line', async (overflow) => {
  const client = fakeClient(never)
  const drops: string[] = []
  const writer = createBatchWriter(client, {
    bucket: 'b',
    batchSize: 10,
    maxBufferBytes: 3000,
    overflow,
    onDrop: (event) => void drops.push(...event.text().split('\n').slice(0, -1)),
  })
  const receipt = writer.submit(lines(1000))
  expect(pending(writer.stats)).toBeLessThan(3000 + 40)
  const kept = writer.abort().flatMap(({ body }) => new TextDecoder().decode(body).split('\n').slice(0, -1))
  expect([...drops, ...kept].toSorted()).toEqual(lines(1000).toSorted())
  expect(kept.includes(line(999))).toBe(overflow === 'drop-oldest')
  expect(kept.includes(line(50))).toBe(overflow === 'drop-newest')
  expect(await writer.close()).toMatchObject({ written: 0, failed: drops.length, unsent: kept.length })
  expect(await receipt.outcome).toMatchObject({ failed: drops.length, unsent: kept.length })
})

it('drops and reports lines without a timestamp, in a coarse precision too', async () => {
  const writer = createBatchWriter(fakeClient(never), {
    bucket: 'b',
    precision: 's',
    maxBufferBytes: 1,
    overflow: 'drop-newest',
  })
  void writer.write('m v=1')
  const receipt = writer.submit('m v=2')
  writer.abort()
  expect(await receipt.outcome).toMatchObject({ failed: 1, error: { code: 'FLUXLINE_BUFFER_FULL' } })
})

it("throws if overflow is 'throw', and does not count the lines", async () => {
  const writer = createBatchWriter(fakeClient(never), {
    bucket: 'b',
    batchSize: 10,
    maxBufferBytes: 270,
    overflow: 'throw',
  })
  for (const each of lines(11)) void writer.write(each)
  expect(() => writer.write(line(11))).toThrow(expect.objectContaining({ code: 'FLUXLINE_BUFFER_FULL' }) as Error)
  expect(writer.abort().reduce((sum, batch) => sum + batch.lines, 0)).toBe(11)
})

it('does not let a flush wait for a dropped batch that waited for a retry', async () => {
  const client = fakeClient((_, at) => {
    if (at === 0) throw failure({ status: 503, retryable: true })
  })
  const options = { bucket: 'b', batchSize: 10, maxBufferBytes: 250 }
  const writer = createBatchWriter(client, { ...options, overflow: 'drop-oldest' })
  void writer.write(lines(10))
  await vi.advanceTimersByTimeAsync(10)
  void writer.write(lines(9, 100))
  const flushing = writer.flush()
  await vi.advanceTimersByTimeAsync(100)
  expect(await flushing).toMatchObject({ written: 9, failed: 10, unsent: 0 })
  writer.abort()
})

it('pauses between requests to an unreachable server, although dropped batches make space', async () => {
  const client = fakeClient(() => {
    throw failure({ status: 503, retryable: true })
  })
  const options = { bucket: 'b', batchSize: 10, maxBufferBytes: 1000, concurrency: 1 }
  const writer = createBatchWriter(client, { ...options, overflow: 'drop-oldest' })
  for (let at = 0; at < 1000; at += 10) {
    void writer.write(lines(10, at))
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(writer.stats.dropped).toBeGreaterThan(900)
  expect(client.sent).toHaveLength(1)
  writer.abort()
})

it('leaves the bytes of a dropped batch to its listeners', () => {
  const bodies: Uint8Array[] = []
  const options = { bucket: 'b', batchSize: 10, maxBufferBytes: 1000, overflow: 'drop-oldest' } as const
  const writer = createBatchWriter(fakeClient(never), options)
  writer.events.subscribe((event) => void (event.type === 'drop' && bodies.push(event.body)))
  void writer.write(lines(1000).join('\n'))
  void writer.write(lines(10, 1000))
  const kept = writer.abort().map(({ body }) => body)
  const text = [...bodies, ...kept].map((body) => new TextDecoder().decode(body)).join('')
  expect(text.split('\n').slice(0, -1).toSorted()).toEqual(lines(1010).toSorted())
  expect(bodies.length).toBeGreaterThan(90)
})

it('keeps the bytes of one half of a batch if it drops the other', async () => {
  const client = fakeClient((_, at) => {
    if (at === 0) throw failure({ status: 413 })
    if (at === 1) throw failure({ status: 503, retryable: true })
  })
  const options = { bucket: 'b', batchSize: 10, maxBufferBytes: 300, concurrency: 1 }
  const writer = createBatchWriter(client, { ...options, overflow: 'drop-oldest' })
  void writer.write(lines(10))
  await vi.advanceTimersByTimeAsync(10)
  void writer.write(lines(5, 100))
  const closing = writer.close()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await closing).toMatchObject({ written: 10, failed: 5 })
  expect(client.sent.slice(2).map((batch) => batch.lines)).toEqual([lines(5), lines(5, 100)])
})

describe('callers that do not await while the buffer is full', () => {
  const MIB = 2 ** 20
  const text = `m,t=${'x'.repeat(MIB)} v=1 1`

  it('can write another 32 MiB; the rest is dropped and reported', async () => {
    const onDrop = vi.fn<(event: BatchEvent) => void>()
    const writer = createBatchWriter(fakeClient(never), { bucket: 'b', maxBufferBytes: MIB, onDrop })
    for (let times = 0; times < 36; times++) void writer.write(text)
    const receipt = writer.submit(text)
    expect(pending(writer.stats)).toBeLessThan(34.1 * MIB)
    expect(writer.stats.dropped).toBe(4)
    expect(onDrop).toHaveBeenCalledTimes(4)
    writer.abort()
    expect(await receipt.outcome).toMatchObject({ failed: 1, error: { code: 'FLUXLINE_BUFFER_FULL' } })
  })

  it('can write arrays within these 32 MiB too, and any iterator', async () => {
    const client = fakeClient(slow)
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 10, maxBufferBytes: 50 })
    const receipts = Array.from({ length: 1100 }, (_, at) => writer.submit(lines(3, at * 3)))
    const iterator = writer.submit(lines(100, 100_000).values())
    expect(receipts.map((receipt) => receipt.lines)).toEqual(receipts.map(() => 3))
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await closing).toMatchObject({ written: 1100 * 3 + 100, failed: 0 })
    expect(await receipts.at(-1)!.outcome).toMatchObject({ written: 3 })
    expect(await iterator.outcome).toMatchObject({ written: 100 })
  })
})

it('holds many iterables at a time within the bound', async () => {
  const writer = createBatchWriter(fakeClient(slow), { bucket: 'b', batchSize: 20, maxBufferBytes: 2000 })
  let most = 0
  const many = Array.from({ length: 200 }, (_, at) =>
    writer.submit(
      (function* () {
        for (const each of lines(20, at * 20)) {
          most = Math.max(most, pending(writer.stats))
          yield each
        }
      })(),
    ),
  )
  const closing = writer.close()
  await vi.advanceTimersByTimeAsync(5000)
  expect(await closing).toMatchObject({ written: 4000 })
  await Promise.all(many.map(({ outcome }) => outcome))
  expect(most).toBeLessThanOrEqual(2000 + 40)
})

it('is full of many small batches too, because each takes memory', { timeout: 60_000 }, () => {
  const writer = createBatchWriter(fakeClient(never), { bucket: 'b', batchSize: 1 })
  let count = 0
  while (writer.write(line(count++)) === undefined);
  expect(count).toBe(16_384)
  expect(writer.write(line(0), { bucket: 'other' })).toBeUndefined()
  writer.abort()
})
