import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BatchEvent } from '../src/index.ts'
import { failure } from './fake-client.ts'
import { line, lines } from './lines.ts'
import { MemoryStore, memorySpool } from './memory-spool.ts'
import { crash, down, openSpooled as open } from './spooled-writer.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }))
afterEach(() => void vi.useRealTimers())

describe('retries with a spool', () => {
  it('end only when the lines are stored, whatever maxRetries and maxRetryTime say', async () => {
    const store = new MemoryStore()
    let isDown = true
    const { writer, sent } = open(store, { maxRetries: 1, maxRetryTime: 1000 }, (batch, at) => {
      if (isDown) return down(batch, at)
    })
    void writer.write(line(1))
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(store.lines).toEqual([line(1)])
    isDown = false
    await vi.advanceTimersByTimeAsync(130_000)
    expect(sent().at(-1)).toBe(line(1))
    expect(await writer.close()).toMatchObject({ written: 1, failed: 0 })
  })

  it.each([401, 403, 404, 200])('go on after status %d, which no line causes', async (status) => {
    const store = new MemoryStore()
    let isRefused = true
    const onRetry = vi.fn<(event: BatchEvent) => void>()
    const { writer } = open(store, { onRetry }, ({ bucket }) => {
      if (isRefused && bucket === 'b') throw failure({ status })
    })
    void writer.write(lines(10))
    void writer.write(lines(10), { bucket: 'other' })
    await vi.advanceTimersByTimeAsync(60_000)
    // Other destinations go on.
    expect(writer.stats.written).toBe(10)
    expect(onRetry.mock.calls[0]![0]).toMatchObject({ error: { status }, lines: 10 })
    isRefused = false
    await vi.advanceTimersByTimeAsync(130_000)
    expect(await writer.close()).toMatchObject({ written: 20, failed: 0, rejected: [] })
  })

  it('go on while everything is refused as a bad line is, and refuse the bad line afterwards', async () => {
    const store = new MemoryStore()
    let isRefusing = true
    const { writer } = open(store, {}, (batch) => {
      if (isRefusing || batch.lines.includes('bad')) throw failure({ status: 400, message: 'no' })
    })
    void writer.write([...lines(5), 'bad v=1 1', ...lines(5, 5)])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(writer.stats).toMatchObject({ written: 0, failed: 0 })
    isRefusing = false
    await vi.advanceTimersByTimeAsync(300_000)
    expect(await writer.close()).toMatchObject({ written: 11, failed: 0 })
  })

  it('keep refused lines with their reasons, and send them never again', async () => {
    const store = new MemoryStore()
    const { writer } = open(store, {}, (batch) => {
      if (batch.lines.includes('bad v=1 1')) throw failure({ status: 400, message: 'no such thing' })
    })
    void writer.write([...lines(5), 'bad v=1 1', ...lines(4, 5)])
    await vi.advanceTimersByTimeAsync(1000)
    expect(store.refused.map(({ body, reason }) => [new TextDecoder().decode(body), reason])).toEqual([
      ['bad v=1 1\n', 'no such thing'],
    ])
    expect(store.lines).toEqual([])
    expect(await writer.close()).toMatchObject({ written: 9, failed: 1, rejected: [{ line: 'bad v=1 1' }] })
  })

  it('find each line that a partial write dropped without naming it', async () => {
    const store = new MemoryStore()
    const { writer } = open(store, {}, ({ lines: all }) => {
      const dropped = all.filter((text) => text.startsWith('old')).length
      if (dropped > 0) throw failure({ code: 'FLUXLINE_PARTIAL_WRITE', status: 422, dropped, message: 'too old' })
    })
    void writer.write([...lines(3), 'old v=1 1', ...lines(3, 3), 'old v=2 2', ...lines(2, 6)])
    await vi.advanceTimersByTimeAsync(1000)
    expect(store.refused.map(({ body }) => new TextDecoder().decode(body))).toEqual(['old v=1 1\n', 'old v=2 2\n'])
    expect(await writer.close()).toMatchObject({ written: 8, failed: 2 })
  })
})

describe('lines beyond the memory of the writer', () => {
  const options = { maxBufferBytes: 4000, concurrency: 1 }

  it('stay in the spool, and are read back in their order, with flat memory', async () => {
    const store = new MemoryStore()
    let isDown = true
    const { writer, sent, client, events } = open(store, options, (batch, at) => {
      if (isDown) return down(batch, at)
    })
    let most = 0
    for (let at = 0; at < 500; at++) {
      void writer.write(line(at))
      await vi.advanceTimersByTimeAsync(0)
      const { buffered, inFlight, retrying } = writer.stats
      most = Math.max(most, buffered.bytes + inFlight.bytes + retrying.bytes)
    }
    expect(most).toBeLessThan(4000)
    expect(writer.stats.spool).toMatchObject({ lines: 500 })
    expect(writer.stats.spool!.backlog).toBeGreaterThan(300)
    client.sent.length = 0
    isDown = false
    await vi.advanceTimersByTimeAsync(200_000)
    expect(sent()).toEqual(lines(500))
    expect(events).toEqual(['behind', 'drained'])
    expect(writer.stats).toMatchObject({ written: 500, spool: { backlog: 0, lines: 0 } })
    expect(writer.stats.spool!.drained).toBeGreaterThan(300)
    expect(await writer.close()).toMatchObject({ written: 500, spooled: 0, unsent: 0 })
  })

  it('are followed by their receipts to the end', async () => {
    const store = new MemoryStore()
    let isDown = true
    const { writer } = open(store, options, (batch, at) => {
      if (isDown) return down(batch, at)
      if (batch.lines.includes(line(450))) throw failure({ status: 400, message: 'no' })
    })
    const receipts = Array.from({ length: 100 }, (_, at) => writer.submit(lines(5, at * 5)))
    await vi.advanceTimersByTimeAsync(100)
    isDown = false
    await vi.advanceTimersByTimeAsync(200_000)
    const outcomes = await Promise.all(receipts.map(({ outcome }) => outcome))
    expect(outcomes[90]).toMatchObject({ written: 4, failed: 1, rejected: [{ line: line(450) }] })
    outcomes.splice(90, 1)
    for (const outcome of outcomes) expect(outcome).toMatchObject({ written: 5, failed: 0, unsent: 0, spooled: 0 })
    await writer.close()
  })

  it('do not keep other destinations from the memory', async () => {
    const store = new MemoryStore()
    const { writer, client } = open(store, options, (batch, at) => {
      if (batch.bucket === 'b') return down(batch, at)
    })
    for (let at = 0; at < 300; at++) {
      void writer.write(line(at))
      void writer.write(line(at), { bucket: 'healthy' })
      await vi.advanceTimersByTimeAsync(1)
    }
    await vi.advanceTimersByTimeAsync(2000)
    const healthy = client.sent.filter(({ bucket }) => bucket === 'healthy')
    expect(healthy.flatMap((batch) => batch.lines)).toEqual(lines(300))
    expect(await writer.close()).toMatchObject({ written: 300, spooled: 300 })
  })

  it('can be sent newest first', async () => {
    const store = new MemoryStore()
    const first = open(store, { ...options, spool: memorySpool(store) }, down)
    for (let at = 0; at < 200; at++) {
      void first.writer.write(line(at))
      await vi.advanceTimersByTimeAsync(0)
    }
    await vi.advanceTimersByTimeAsync(10)
    const next = crash(store, first.writer)
    const spool = memorySpool(next, { order: 'newest-first' })
    const { writer, sent } = open(next, { ...options, spool })
    void writer.write(line(1000))
    await vi.advanceTimersByTimeAsync(2000)
    expect(sent().toSorted()).toEqual([...lines(200), line(1000)].toSorted())
    expect(sent().indexOf(line(199))).toBeLessThan(sent().indexOf(line(0)))
    await writer.close()
  })

  it('are lost and reported, if the spool cannot give them back', async () => {
    const store = new MemoryStore()
    const onError = vi.fn<(event: BatchEvent) => void>()
    let isDown = true
    const { writer } = open(store, { ...options, onError }, (batch, at) => {
      if (isDown) return down(batch, at)
    })
    const receipts = Array.from({ length: 20 }, (_, at) => writer.submit(lines(10, at * 10)))
    await vi.advanceTimersByTimeAsync(100)
    store.frames = store.frames.filter(({ from: first }) => first !== 150)
    isDown = false
    await vi.advanceTimersByTimeAsync(200_000)
    expect(onError).toHaveBeenCalledTimes(1)
    expect(onError.mock.calls[0]![0]).toMatchObject({ lines: 10, error: { code: 'FLUXLINE_SPOOL' } })
    expect(await receipts[15]!.outcome).toMatchObject({ failed: 10 })
    expect(writer.stats.spool).toMatchObject({ lost: 10 })
    expect(await writer.close()).toMatchObject({ written: 190, failed: 10 })
  })
})
