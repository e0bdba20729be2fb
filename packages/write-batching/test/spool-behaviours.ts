import { expect, vi } from 'vitest'
import type { BatchEvent, BatchOptions, BatchWriter, SpoolEvent } from '../src/index.ts'
import { line, lines } from './lines.ts'
import { MemoryStore, memorySpool } from './memory-spool.ts'
import type { MemorySpool } from './memory-spool.ts'
import { busy, refusesBad, silent, slowly, stored } from './writer-stage.ts'
import type { Behaviour } from './writer-stage.ts'

/** A server that is down until the test says so. */
const outage = { isOver: false }
const recovering: Behaviour[0] = (request, response, socket) =>
  (outage.isOver ? stored : busy)(request, response, socket)

const spool = (options: Partial<MemorySpool>): Pick<BatchOptions, 'spool'> => ({
  spool: memorySpool(new MemoryStore(), options),
})

/** Writes lines, a turn of the event loop each. */
async function writeEach(writer: BatchWriter, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    void (writer.write(text) as Promise<void>).catch(() => {})
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** What writers do with a spool. */
export const spoolBehaviours: Readonly<Record<string, Behaviour>> = {
  'write resolves when the lines are in the spool, before they are stored': [
    silent,
    async ({ open }) => {
      const writer = open()
      expect(await writer.write(lines(3))).toBeUndefined()
      expect(writer.stats).toMatchObject({ written: 0, spool: { lines: 3, backlog: 0, recovered: 0 } })
      expect(writer.stats.spool!.segments).toBeGreaterThan(0)
    },
  ],
  'a receipt tells spooled before stored': [
    stored,
    async ({ open }) => {
      const receipt = open({ flushInterval: 50 }).submit(lines(3))
      const order: string[] = []
      void receipt.spooled.then(() => order.push('spooled'))
      expect(await receipt.outcome).toEqual({ written: 3, failed: 0, refused: 0, unsent: 0, rejected: [], spooled: 0 })
      expect(order).toEqual(['spooled'])
    },
  ],
  'flush and close wait for the spool, or for InfluxDB': [
    stored,
    async ({ open, sent }) => {
      const writer = open({ flushInterval: 0 })
      void writer.write(line(1))
      expect(await writer.flush({ until: 'spooled' })).toMatchObject({ written: 0, spooled: 1, unsent: 0 })
      expect(sent()).toEqual([])
      expect(await writer.flush()).toMatchObject({ written: 1, spooled: 0 })
      void writer.write(line(2))
      const report = { written: 1, failed: 0, unsent: 0, rejected: [], spooled: 1, recovered: 0 }
      expect(await writer.close()).toEqual(report)
    },
  ],
  'abort hands back nothing that is in the spool': [
    silent,
    async ({ open }) => {
      const writer = open()
      const written = writer.write(lines(5))
      expect(writer.abort()).toEqual([])
      expect(await writer.close()).toMatchObject({ spooled: 5, unsent: 0 })
      await written
    },
  ],
  'retries end only when the lines are stored': [
    recovering,
    async ({ open, sent }) => {
      outage.isOver = false
      const events: SpoolEvent['kind'][] = []
      const writer = open({
        maxRetries: 0,
        maxRetryDelay: 5,
        maxBufferBytes: 4000,
        batchSize: 10,
        concurrency: 1,
        onSpool: ({ kind }) => void events.push(kind),
      })
      await writeEach(writer, lines(500))
      await writer.flush({ until: 'spooled' })
      expect(writer.stats.spool!.backlog).toBeGreaterThan(300)
      expect(events).toEqual(['behind'])
      const before = new Set(sent())
      outage.isOver = true
      expect(await writer.close({ until: 'stored' })).toMatchObject({ written: 500, failed: 0, spooled: 0 })
      const after = sent().slice(-(500 - before.size))
      expect(new Set([...before, ...after])).toEqual(new Set(lines(500)))
      // What was read back comes in order.
      expect(after.slice(-300)).toEqual(lines(500).slice(-300))
      expect(events).toEqual(['behind', 'drained'])
    },
  ],
  'refused lines block nothing': [
    refusesBad,
    async ({ open }) => {
      const onRejected = vi.fn<() => void>()
      const writer = open({ onRejected })
      await writer.write([line(0), 'bad v=1 1', line(1)])
      const rejected = [{ line: 'bad v=1 1', reason: 'no' }]
      expect(await writer.close({ until: 'stored' })).toMatchObject({ written: 2, failed: 1, rejected, spooled: 0 })
      expect(onRejected).toHaveBeenCalledTimes(1)
    },
  ],
  'a full spool makes write wait until InfluxDB has stored lines': [
    recovering,
    async ({ open }) => {
      outage.isOver = false
      const events: SpoolEvent['kind'][] = []
      const writer = open({
        ...spool({ maxFrames: 3 }),
        maxRetryDelay: 5,
        onSpool: ({ kind }) => void events.push(kind),
      })
      const spooled = vi.fn<() => void>()
      const writes = lines(10).map(async (text, at) => {
        for (let turn = 0; turn < at * 3; turn++) await new Promise((resolve) => setImmediate(resolve))
        await writer.write(text)
        spooled()
      })
      await expect.poll(() => events, slowly).toEqual(['full'])
      expect(writer.stats.spool!.error).toMatchObject({ code: 'FLUXLINE_SPOOL_FULL' })
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(spooled.mock.calls.length).toBeLessThan(10)
      outage.isOver = true
      await Promise.all(writes)
      await writer.flush()
      await writer.write(line(10))
      expect(await writer.close({ until: 'stored' })).toMatchObject({ written: 11, unsent: 0, spooled: 0 })
      expect(events.slice(0, 2)).toEqual(['full', 'writable'])
    },
  ],
  'a full spool makes write throw, if whenFull says so': [
    recovering,
    async ({ open }) => {
      outage.isOver = false
      const writer = open({ ...spool({ maxFrames: 1, whenFull: 'throw' }), maxRetryDelay: 5, flushInterval: 0 })
      await writer.write(line(1))
      const full = { code: 'FLUXLINE_SPOOL_FULL' }
      await expect(writer.write(line(2))).rejects.toMatchObject(full)
      expect(() => writer.write(line(3))).toThrow(expect.objectContaining(full) as Error)
      expect(() => writer.submit(line(3))).toThrow(expect.objectContaining(full) as Error)
      outage.isOver = true
      expect(await writer.flush()).toMatchObject({ written: 2, unsent: 0, spooled: 0 })
      await expect.poll(() => writer.stats.spool!.error, slowly).toBeUndefined()
      await writer.write(line(4))
    },
  ],
  'a full spool drops the oldest lines and reports them, if whenFull says so': [
    busy,
    async ({ open }) => {
      const drops: BatchEvent[] = []
      let givenUp = 0
      const writer = open({
        ...spool({ maxFrames: 4, whenFull: 'drop-oldest' }),
        onError: (event) => void (givenUp += event.lines),
        batchSize: 1,
        maxBufferBytes: 100,
        concurrency: 1,
        onDrop: (event) => void drops.push(event),
      })
      await writeEach(writer, lines(30))
      const report = await writer.close()
      const dropped = drops.flatMap((event) => event.text().trim().split('\n'))
      expect(new Set(dropped).size).toBe(dropped.length)
      expect(dropped).toHaveLength(report.failed)
      expect(report.failed).toBeGreaterThan(20)
      // A line on its way may be in the spool no longer.
      expect(report.spooled).toBeLessThanOrEqual(4)
      expect(givenUp).toBe(report.unsent)
      expect(report.failed + report.spooled! + report.unsent).toBe(30)
      expect(drops[0]!.error).toMatchObject({ code: 'FLUXLINE_SPOOL_FULL' })
    },
  ],
  'a slot has one writer: the second is refused at the call': [
    stored,
    async ({ open }) => {
      const store = new MemoryStore()
      const writer = open({ spool: memorySpool(store) })
      const locked = expect.objectContaining({ code: 'FLUXLINE_SPOOL_LOCKED' }) as Error
      expect(() => open({ spool: memorySpool(store) })).toThrow(locked)
      await writer.close()
      expect(store.isLocked).toBe(false)
      await open({ spool: memorySpool(store) }).close()
    },
  ],
  'options that a spool replaces are refused': [
    stored,
    async ({ open }) => {
      expect(() => open({ timestampText: false })).toThrow(/`timestampText: false` is not possible with a spool/)
      expect(() => open({ overflow: 'throw' })).toThrow(/`whenFull` of the spool takes the place of `overflow`/)
    },
  ],
}
