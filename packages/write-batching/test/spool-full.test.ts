import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BatchEvent } from '../src/index.ts'
import { SpoolError } from '../src/spool/index.ts'
import { line, lines } from './lines.ts'
import { MemoryStore, memorySpool } from './memory-spool.ts'
import { down, never, openSpooled as open } from './spooled-writer.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }))
afterEach(() => void vi.useRealTimers())

describe('a spool that is full or fails', () => {
  it('makes write wait, and takes the lines when it has space', async () => {
    const store = new MemoryStore()
    store.maxFrames = 1
    const { writer, events } = open(store, { flushInterval: 60_000 }, never)
    const first = writer.write(line(1))
    await vi.advanceTimersByTimeAsync(0)
    await first
    const spooled = vi.fn<() => void>()
    void (writer.write(line(2)) as Promise<void>).then(spooled)
    await vi.advanceTimersByTimeAsync(5000)
    expect(spooled).not.toHaveBeenCalled()
    expect(writer.stats.spool!.error).toMatchObject({ code: 'FLUXLINE_SPOOL_FULL' })
    const flushing = writer.flush({ timeout: 10, until: 'spooled' })
    await vi.advanceTimersByTimeAsync(10)
    expect(await flushing).toMatchObject({ spooled: 1, unsent: 1 })
    store.maxFrames = 2
    await vi.advanceTimersByTimeAsync(1000)
    expect(spooled).toHaveBeenCalled()
    expect(events).toEqual(['full', 'writable'])
    expect(await writer.close()).toMatchObject({ spooled: 2, unsent: 0 })
  })

  it('sends lines from memory meanwhile, and resolves their writes', async () => {
    const store = new MemoryStore()
    store.failure = new SpoolError('The disk is gone.')
    const { writer, events } = open(store)
    const written = writer.write(lines(15))
    await vi.advanceTimersByTimeAsync(1000)
    await written
    expect(writer.stats.written).toBe(15)
    expect(events).toEqual(['failing'])
    expect(await writer.close()).toMatchObject({ written: 15, unsent: 0 })
  })

  it('bounds memory, and drops and reports what callers that do not await write beyond it', async () => {
    const store = new MemoryStore()
    store.failure = new SpoolError('The disk is gone.')
    const onDrop = vi.fn<(event: BatchEvent) => void>()
    const { writer } = open(store, { maxBufferBytes: 100_000, onDrop }, never)
    const big = `m v="${'x'.repeat(100_000)}" 1`
    for (let at = 0; at < 500; at++) void writer.write(big)
    expect(writer.stats.buffered.bytes + writer.stats.inFlight.bytes).toBeLessThan(100_000 + 34 * 1024 * 1024)
    expect(onDrop).toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(10)
    const closing = writer.close({ timeout: 1 })
    await vi.advanceTimersByTimeAsync(10)
    const report = await closing
    expect(report.failed + report.unsent).toBe(500)
  })

  it.each([3, 10])(
    'keeps count of what a callback writes when lines of batches of %i are dropped',
    async (batchSize) => {
      const store = new MemoryStore()
      const spool = memorySpool(store, { whenFull: 'drop-oldest', maxFrames: 2 })
      let given = 140
      let isOpen = true
      const onDrop = (): void => {
        if (isOpen && given < 170) void writer.write(line(given++))
      }
      const { writer } = open(store, { spool, batchSize, maxBufferBytes: 500, onDrop }, never)
      for (let at = 0; at < 20; at++) {
        void writer.write(lines(7, at * 7).join('\n'))
        if (at % 3 === 0) await vi.advanceTimersByTimeAsync(1)
      }
      isOpen = false
      const closing = writer.close({ timeout: 100 })
      await vi.advanceTimersByTimeAsync(100)
      const { written, failed, unsent, spooled = 0 } = await closing
      expect(given).toBeGreaterThan(140)
      expect(written + failed + unsent + spooled).toBe(given)
      expect(writer.stats.buffered).toEqual({ lines: 0, bytes: 0 })
    },
  )

  it('makes write throw if whenFull says so, and keeps what it accepted', async () => {
    const store = new MemoryStore()
    store.maxFrames = 1
    const spool = memorySpool(store, { whenFull: 'throw' })
    const { writer } = open(store, { spool, flushInterval: 60_000 }, never)
    const first = writer.write(line(1))
    await vi.advanceTimersByTimeAsync(0)
    await first
    const late = writer.write(line(2)) as Promise<void>
    // A caller that does not await is not ended by the error.
    void writer.write(line(3))
    await vi.advanceTimersByTimeAsync(0)
    const full = { code: 'FLUXLINE_SPOOL_FULL' }
    await expect(late).rejects.toMatchObject(full)
    expect(() => writer.write(line(4))).toThrow(expect.objectContaining(full) as Error)
    expect(() => writer.submit(line(4))).toThrow(expect.objectContaining(full) as Error)
    store.maxFrames = 100
    await vi.advanceTimersByTimeAsync(1000)
    const last = writer.write(line(5))
    await vi.advanceTimersByTimeAsync(0)
    await last
    expect(store.lines).toEqual([line(1), line(2), line(3), line(5)])
    await writer.close()
  })

  it('drops the oldest lines and reports them, in memory and on disk', async () => {
    const store = new MemoryStore()
    store.maxFrames = 12
    const drops: BatchEvent[] = []
    const spool = memorySpool(store, { whenFull: 'drop-oldest' })
    const options = {
      spool,
      maxBufferBytes: 2000,
      concurrency: 1,
      onDrop: (event: BatchEvent) => void drops.push(event),
    }
    const { writer } = open(store, options, down)
    for (let at = 0; at < 30; at++) {
      void writer.write(lines(10, at * 10))
      await vi.advanceTimersByTimeAsync(1)
    }
    const dropped = drops.flatMap((event) => event.text().trim().split('\n'))
    expect(dropped.toSorted()).toEqual(lines(180).toSorted())
    expect(drops[0]!.error).toMatchObject({ code: 'FLUXLINE_SPOOL_FULL' })
    expect(writer.stats.dropped).toBe(180)
    expect(await writer.close()).toMatchObject({ failed: 180, spooled: 120, unsent: 0 })
  })

  it.each([
    ['are being collected', { flushInterval: 60_000 }],
    ['are on their way', { flushInterval: 0, batchSize: 1 }],
  ])('reports lines that %s when the spool drops them, and counts them as spooled no longer', async (_, options) => {
    const store = new MemoryStore()
    store.maxFrames = 1
    const onError = vi.fn<(event: BatchEvent) => void>()
    const onDrop = vi.fn<(event: BatchEvent) => void>()
    const spool = memorySpool(store, { whenFull: 'drop-oldest' })
    const { writer } = open(store, { spool, concurrency: 1, onError, onDrop, ...options }, never)
    for (let at = 0; at < 3; at++) {
      void writer.write(line(at))
      await vi.advanceTimersByTimeAsync(1)
    }
    expect(writer.stats.spool).toMatchObject({ lines: 1 })
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(60_000)
    const report = await closing
    const left = [...onError.mock.calls, ...onDrop.mock.calls].flatMap(([event]) => event.text().trim().split('\n'))
    expect(new Set([...left, ...store.lines])).toEqual(new Set(lines(3)))
    expect(report.failed + report.unsent + report.spooled!).toBe(3)
    expect(report.spooled).toBeLessThanOrEqual(1)
  })
})
