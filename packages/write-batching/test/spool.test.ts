import { from } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchEvent, BatchOptions } from '../src/index.ts'
import { SpoolError } from '../src/spool/index.ts'
import { fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'
import { MemoryStore, memorySpool } from './memory-spool.ts'
import { crash, down, never, openSpooled as open } from './spooled-writer.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }))
afterEach(() => void vi.useRealTimers())

describe('a writer with a spool', () => {
  it('returns a promise that resolves when the lines are in the spool, before they are sent', async () => {
    const store = new MemoryStore()
    const { writer, sent } = open(store)
    const written = writer.write(line(1))
    expect(store.lines).toEqual([])
    await vi.advanceTimersByTimeAsync(0)
    await written
    expect(store.lines).toEqual([line(1)])
    expect(sent()).toEqual([])
    expect(writer.stats.spool).toMatchObject({ lines: 1, backlog: 0, segments: 1, recovered: 0 })
    await vi.advanceTimersByTimeAsync(1000)
    expect(sent()).toEqual([line(1)])
    expect(store.lines).toEqual([])
    expect(store.reads).toEqual([])
    expect(await writer.close()).toEqual({
      written: 1,
      failed: 0,
      unsent: 0,
      rejected: [],
      spooled: 0,
      recovered: 0,
    })
    expect(store.isLocked).toBe(false)
  })

  it('appends the writes of one turn of the event loop together, one frame for each destination', async () => {
    const store = new MemoryStore()
    const { writer } = open(store, { batchSize: 1000 })
    for (let at = 0; at < 100; at++) void writer.write(line(at), { bucket: at % 2 ? 'a' : 'b' })
    await vi.advanceTimersByTimeAsync(0)
    expect(store.appends).toEqual([2])
    expect(store.frames.map(({ destination, from, to }) => [destination.bucket, to - from])).toEqual([
      ['b', 50],
      ['a', 50],
    ])
    await writer.close()
  })

  it('keeps times, precision, bucket, organization and default tags as they are sent', async () => {
    const store = new MemoryStore()
    const { writer } = open(store, { defaultTags: { site: 'x' }, org: { id: 'o' } }, down)
    void writer.write({ measurement: 'm', fields: { v: 1 } })
    void writer.write('m v=2 5', { precision: 's', bucket: 'c' })
    void writer.write('m v=3')
    await vi.advanceTimersByTimeAsync(0)
    const next = crash(store, writer)
    const { writer: second, client } = open(next)
    await vi.advanceTimersByTimeAsync(1)
    expect(client.sent).toMatchObject([
      {
        bucket: 'b',
        precision: 'ns',
        spec: { query: { org: { id: 'o' } } },
        lines: [expect.stringMatching(/^m,site=x v=1 \d{19}$/), expect.stringMatching(/^m v=3 \d{19}$/)],
      },
      { bucket: 'c', precision: 's', spec: { query: { org: { id: 'o' } } }, lines: ['m v=2 5'] },
    ])
    expect(await second.close({ until: 'stored' })).toMatchObject({ written: 3, recovered: 3, spooled: 0 })
    expect(next.lines).toEqual([])
  })

  it.each([
    ['an array', () => lines(30)],
    ['an iterable', () => lines(30)[Symbol.iterator]()],
    ['a stream', () => new ReadableStream({ pull: feed(lines(30)) })],
    ['an observable', () => from(lines(30))],
    ['text', () => lines(30).join('\n')],
  ])('resolves the promise of %s when all of its lines are in the spool', async (_, input) => {
    const store = new MemoryStore()
    const { writer } = open(store, {}, never)
    const written = writer.write(input())
    await vi.advanceTimersByTimeAsync(50)
    await written
    expect(store.lines).toEqual(lines(30))
    expect(await writer.close()).toMatchObject({ spooled: 30, unsent: 0 })
  })

  it('has receipts that tell spooled before stored', async () => {
    const store = new MemoryStore()
    const { writer } = open(store)
    const receipt = writer.submit(lines(3))
    const order: string[] = []
    void receipt.spooled.then(() => order.push('spooled'))
    void receipt.outcome.then(() => order.push('stored'))
    await vi.advanceTimersByTimeAsync(500)
    expect(order).toEqual(['spooled'])
    await vi.advanceTimersByTimeAsync(600)
    expect(order).toEqual(['spooled', 'stored'])
    expect(await receipt.outcome).toEqual({ written: 3, failed: 0, refused: 0, unsent: 0, rejected: [], spooled: 0 })
    await writer.close()
  })

  it('is the only writer of its slot', async () => {
    const store = new MemoryStore()
    const { writer } = open(store)
    expect(() => open(store)).toThrow(expect.objectContaining({ code: 'FLUXLINE_SPOOL_LOCKED' }) as Error)
    await writer.close()
    await open(store).writer.close()
  })
})

describe('flush and close', () => {
  it('wait for the disk, or for InfluxDB', async () => {
    const store = new MemoryStore()
    const { writer, sent } = open(store)
    void writer.write(line(1))
    const flushing = writer.flush({ until: 'spooled' })
    await vi.advanceTimersByTimeAsync(0)
    expect(await flushing).toMatchObject({ written: 0, spooled: 1, unsent: 0 })
    expect(sent()).toEqual([])
    expect(await writer.flush()).toMatchObject({ written: 1, spooled: 0 })
    void writer.write(line(2))
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(0)
    expect(await closing).toMatchObject({ written: 1, spooled: 1, unsent: 0 })
    const second = open(store)
    expect(await second.writer.close({ until: 'stored' })).toMatchObject({ written: 1, recovered: 1, spooled: 0 })
    expect(second.sent()).toEqual([line(2)])
  })

  it('leave lines that are on their way in the spool, and settle their receipts', async () => {
    const store = new MemoryStore()
    const onError = vi.fn<(event: BatchEvent) => void>()
    const { writer } = open(store, { onError, maxBufferBytes: 1000, concurrency: 1 }, never)
    const receipt = writer.submit(lines(205))
    await vi.advanceTimersByTimeAsync(10)
    expect(await writer.close()).toMatchObject({ spooled: 205, unsent: 0, written: 0 })
    expect(await receipt.outcome).toMatchObject({ spooled: 205, unsent: 0 })
    expect(onError).not.toHaveBeenCalled()
    expect(store.lines).toEqual(lines(205))
  })

  it('hand back with abort only what is not in the spool', async () => {
    const store = new MemoryStore()
    const { writer } = open(store, {}, never)
    void writer.write(lines(15))
    await vi.advanceTimersByTimeAsync(10)
    expect(writer.abort()).toEqual([])
    expect(await writer.close()).toMatchObject({ spooled: 15, unsent: 0 })
    store.failure = new SpoolError('The disk is gone.')
    const second = open(store, {}, never)
    void second.writer.write('late v=1 1')
    expect(second.writer.abort()).toMatchObject([{ lines: 1 }])
    expect(await second.writer.close()).toMatchObject({ spooled: 15, unsent: 1 })
  })

  it('refuse to wait for a spool that is not there', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    const refused = { code: 'FLUXLINE_OPTION', option: 'until' }
    await expect(writer.flush({ until: 'spooled' })).rejects.toMatchObject(refused)
    await expect(writer.close({ until: 'spooled' })).rejects.toMatchObject(refused)
    await expect(writer.submit(line(1)).spooled).rejects.toMatchObject({ code: 'FLUXLINE_OPTION', option: 'spool' })
    expect(await writer.close()).toEqual({ written: 1, failed: 0, unsent: 0, rejected: [] })
  })
})

describe('options', () => {
  it.each([
    [{ timestampText: false }, 'timestampText'],
    [{ overflow: 'throw' }, 'overflow'],
    [{ spool: { directory: '/tmp' } }, 'spool'],
    [{ spool: null }, 'spool'],
  ] as const)('refuse %o', (wrong, option) => {
    const options = { bucket: 'b', spool: memorySpool(new MemoryStore()), ...wrong } as BatchOptions
    expect(() => createBatchWriter(fakeClient(), options)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_OPTION', option }) as Error,
    )
  })
})

function feed(texts: string[]): (controller: ReadableStreamDefaultController<string>) => void {
  return (controller) => {
    const next = texts.shift()
    if (next === undefined) controller.close()
    else controller.enqueue(`${next}\n`)
  }
}
