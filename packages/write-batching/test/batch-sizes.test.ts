import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchOptions } from '../src/index.ts'
import { fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

afterEach(() => void vi.useRealTimers())

/** Sizes of the requests: what was sent before the flush, and by it. */
async function sizesOf(
  texts: readonly string[],
  options: BatchOptions,
): Promise<Record<'full' | 'last', (readonly string[])[]>> {
  const client = fakeClient()
  const writer = createBatchWriter(client, { bucket: 'b', flushInterval: 0, concurrency: 1, ...options })
  for (const text of texts) void writer.write(text)
  // Sending is asynchronous.
  await new Promise((resolve) => setTimeout(resolve))
  const full = client.sent.map((batch) => batch.lines)
  await writer.close()
  return { full, last: client.sent.slice(full.length).map((batch) => batch.lines) }
}

it('keeps what is beyond a full batch for the next one, by bytes', async () => {
  const [a, b, c] = ['m v=1 111111111', 'm v=2 222222222', 'm v=3 333333333'] as const
  expect(await sizesOf([a, b], { maxBatchBytes: 20 })).toEqual({ full: [[a]], last: [[b]] })
  expect(await sizesOf([a, b, c], { maxBatchBytes: 20 })).toEqual({ full: [[a], [b]], last: [[c]] })
  expect(await sizesOf([[a, b, c].join('\n')], { maxBatchBytes: 20 })).toEqual({ full: [[a], [b]], last: [[c]] })
})

it('keeps what is beyond a full batch for the next one, by lines', async () => {
  const texts = Array.from({ length: 8 }, (_, at) => lines(20, at * 20).join('\n'))
  const { full, last } = await sizesOf(texts, { batchSize: 50 })
  expect(full.map((batch) => batch.length)).toEqual([50, 50, 50])
  expect(last).toEqual([lines(10, 150)])
})

it(
  'makes every batch as large as it may be, in the order of the lines, and receipts agree',
  { timeout: 60_000 },
  async () => {
    const text = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 12 }),
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 1, max: 300 }),
        async (texts, batchSize, maxBatchBytes) => {
          const client = fakeClient()
          const writer = createBatchWriter(client, {
            bucket: 'b',
            flushInterval: 0,
            concurrency: 1,
            batchSize,
            maxBatchBytes,
          })
          const given = texts.map((sizes, at) =>
            sizes.map((size, number) => `m v="${'x'.repeat(size)}" ${at * 100 + number}`),
          )
          const receipts = given.map((each) => writer.submit(each.join('\n')))
          await writer.close()
          expect(client.sent.flatMap((batch) => batch.lines)).toEqual(given.flat())
          for (const [at, { lines: sent }] of client.sent.entries()) {
            const bytes = sent.join('\n').length + 1
            const next = client.sent[at + 1]?.lines[0]
            expect(sent.length <= batchSize && (bytes <= maxBatchBytes || sent.length === 1)).toBe(true)
            const mayBeLarger = sent.length < batchSize && bytes + (next?.length ?? 0) + 1 <= maxBatchBytes
            expect(next === undefined || !mayBeLarger).toBe(true)
          }
          const written = await Promise.all(receipts.map(async ({ outcome }) => (await outcome).written))
          expect(written).toEqual(given.map((each) => each.length))
        },
      ),
      { numRuns: 100 },
    )
  },
)

it('sends the rest of a batch after flushInterval', async () => {
  vi.useFakeTimers()
  const client = fakeClient()
  const writer = createBatchWriter(client, { bucket: 'b', batchSize: 10, flushInterval: 1000 })
  await vi.advanceTimersByTimeAsync(500)
  void writer.write(lines(13).join('\n'))
  await vi.advanceTimersByTimeAsync(999)
  expect(client.sent.map((batch) => batch.lines.length)).toEqual([10])
  await vi.advanceTimersByTimeAsync(1)
  expect(client.sent.map((batch) => batch.lines.length)).toEqual([10, 3])
  expect(vi.getTimerCount()).toBe(0)
  writer.abort()
})

it('hands back the rest of a batch by abort', () => {
  const writer = createBatchWriter(
    fakeClient(() => new Promise(() => {})),
    { bucket: 'b', batchSize: 10 },
  )
  void writer.write(lines(13).join('\n'))
  void writer.write(line(13))
  const back = writer.abort().map(({ body }) => new TextDecoder().decode(body))
  expect(back).toEqual([`${lines(10).join('\n')}\n`, `${lines(4, 10).join('\n')}\n`])
})
