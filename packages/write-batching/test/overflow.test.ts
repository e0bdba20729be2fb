import { map, range } from 'rxjs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { WriterEvent } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = (): Promise<void> => new Promise(() => {})
const slow = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))
const pending = ({ buffered, inFlight, retrying }: ReturnType<typeof createBatchWriter>['stats']): number =>
  buffered.bytes + inFlight.bytes + retrying.bytes

it('gives a promise to wait for while the buffer is full, and nothing before', async () => {
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

it('still sends full batches while nobody waits', async () => {
  const client = fakeClient(slow)
  const writer = createBatchWriter(client, { bucket: 'b', batchSize: 100, maxBufferBytes: 10_000 })
  for (const each of lines(5000)) void writer.write(each)
  const closing = writer.close()
  await vi.advanceTimersByTimeAsync(1000)
  expect(await closing).toMatchObject({ written: 5000 })
  expect(client.sent.length).toBeLessThan(60)
})

it('drops and reports what an observable gives while the buffer is full', async () => {
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
  const kept = writer.dispose().flatMap(({ body }) => new TextDecoder().decode(body).split('\n').slice(0, -1))
  expect([...drops, ...kept].toSorted()).toEqual(lines(1000).toSorted())
  expect(kept.includes(line(999))).toBe(overflow === 'drop-oldest')
  expect(kept.includes(line(50))).toBe(overflow === 'drop-newest')
  expect(await writer.close()).toMatchObject({ written: 0, failed: drops.length, unsent: kept.length })
  expect(await receipt.written).toMatchObject({ failed: drops.length, unsent: kept.length })
})

it('drops and reports what has no time in a coarse precision too', async () => {
  const writer = createBatchWriter(fakeClient(never), {
    bucket: 'b',
    precision: 's',
    maxBufferBytes: 1,
    overflow: 'drop-newest',
  })
  void writer.write('m v=1')
  const receipt = writer.submit('m v=2')
  writer.dispose()
  expect(await receipt.written).toMatchObject({ failed: 1, error: { code: 'FLUXLINE_BUFFER_FULL' } })
})

it('throws where it is told to, and does not count what it did not take', async () => {
  const writer = createBatchWriter(fakeClient(never), {
    bucket: 'b',
    batchSize: 10,
    maxBufferBytes: 270,
    overflow: 'throw',
  })
  for (const each of lines(11)) void writer.write(each)
  expect(() => writer.write(line(11))).toThrow(expect.objectContaining({ code: 'FLUXLINE_BUFFER_FULL' }) as Error)
  expect(writer.dispose().reduce((sum, batch) => sum + batch.lines, 0)).toBe(11)
})

it('lets no dropped batch that waited for a retry hold up a flush', async () => {
  let isDown = true
  const client = fakeClient(() => {
    if (isDown) throw failure({ status: 503, retryable: true })
  })
  const writer = createBatchWriter(client, {
    bucket: 'b',
    batchSize: 10,
    maxBufferBytes: 700,
    overflow: 'drop-oldest',
    concurrency: 1,
  })
  void writer.write(lines(10))
  await vi.advanceTimersByTimeAsync(10)
  isDown = false
  void writer.write(lines(20, 100))
  const flushing = writer.flush()
  await vi.advanceTimersByTimeAsync(100)
  expect(await flushing).toMatchObject({ written: 20, failed: 10, unsent: 0 })
  writer.dispose()
})
