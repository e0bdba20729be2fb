import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBatchWriter } from '@fluxline/write-batching'
import type { BatchOptions, BatchWriter, SpoolEvent } from '@fluxline/write-batching'
import { describe, expect, it } from 'vitest'
import { fileSpool } from '../src/index.ts'
import type { FileSpoolOptions } from '../src/index.ts'
import { FakeInflux, lines } from './fake-influx.ts'
import { temporaryFolder } from './temporary-folder.ts'

function open(
  influx: FakeInflux,
  directory: string,
  spool: Partial<FileSpoolOptions> = {},
  options: BatchOptions = {},
): { writer: BatchWriter; events: SpoolEvent[]; segments: () => string[] } {
  const events: SpoolEvent[] = []
  const writer = createBatchWriter(influx, {
    bucket: 'b',
    batchSize: 10,
    retryInterval: 5,
    maxRetryDelay: 20,
    spool: fileSpool({ directory, ...spool }),
    onSpool: (event) => void events.push(event),
    ...options,
  })
  const folder = join(directory, spool.slot ?? 'default')
  return { writer, events, segments: () => readdirSync(folder).filter((name) => name.endsWith('.seg')) }
}

describe('a spool in files', () => {
  it('keeps lines until they are stored, and gives their space back', async () => {
    const directory = temporaryFolder()
    const influx = new FakeInflux()
    influx.isDown = true
    const { writer, segments } = open(influx, directory)
    await writer.write(lines(25))
    expect(segments()).toHaveLength(1)
    expect(readFileSync(join(directory, 'default', segments()[0]!)).toString('latin1')).toContain('m v=24 24\n')
    expect(writer.stats.spool).toMatchObject({ lines: 25, segments: 1, backlog: 0 })
    influx.isDown = false
    await writer.flush()
    expect(influx.stored).toEqual(lines(25))
    expect(await writer.close()).toMatchObject({ written: 25, spooled: 0, unsent: 0 })
    expect(readdirSync(join(directory, 'default'))).toEqual([])
  })

  it.each(['process', 'periodic', 'batch'] as const)(
    'leaves lines to the next writer with durability %s',
    async (durability) => {
      const directory = temporaryFolder()
      const influx = new FakeInflux()
      influx.isDown = true
      const first = open(influx, directory, { durability, segmentBytes: 4096 })
      for (let at = 0; at < 50; at++) await first.writer.write(lines(10, at * 10))
      expect(await first.writer.close()).toMatchObject({ written: 0, spooled: 500, recovered: 0 })
      expect(first.segments().length).toBeGreaterThan(1)
      influx.isDown = false
      const second = open(influx, directory, { durability })
      expect(second.writer.stats.spool).toMatchObject({ lines: 500, recovered: 500, backlog: 500 })
      await second.writer.write(lines(10, 500))
      expect(await second.writer.close({ until: 'stored' })).toMatchObject({ written: 510, spooled: 0, recovered: 500 })
      expect(influx.received).toEqual(lines(510))
      expect(second.events).toMatchObject([{ kind: 'recovered', lines: 500 }, { kind: 'drained' }])
      expect(second.segments()).toEqual([])
    },
  )

  it('never has the token, and has the bucket, the organization and the precision', async () => {
    const directory = temporaryFolder()
    const { writer, segments } = open(new FakeInflux(), directory)
    await writer.write('m v=1 5', { bucket: 'other', precision: 's', org: { id: '0123456789abcdef' } })
    const text = readFileSync(join(directory, 'default', segments()[0]!)).toString('latin1')
    expect(text).toContain('"destination":{"bucket":"other","org":{"id":"0123456789abcdef"},"precision":"s"}')
    await writer.close()
  })

  it('sends a part of the lines again after a crash, as the same points', async () => {
    const directory = temporaryFolder()
    const influx = new FakeInflux()
    const first = open(influx, directory)
    await first.writer.write(lines(20))
    await first.writer.flush()
    influx.isDown = true
    await first.writer.write(lines(20, 20))
    // What was acknowledged is written a moment later.
    await expect
      .poll(() => existsSync(join(directory, 'default', first.segments()[0]!.replace('seg', 'ack'))))
      .toBe(true)
    first.writer.abort()
    await first.writer.close()
    influx.isDown = false
    const second = open(influx, directory)
    expect(second.writer.stats.spool).toMatchObject({ recovered: 20 })
    await second.writer.close({ until: 'stored' })
    expect(influx.received).toEqual(lines(40))
  })
})

describe('refused lines', () => {
  it('are kept with their reasons, and never block the others', async () => {
    const directory = temporaryFolder()
    const influx = new FakeInflux()
    influx.refuse = (some) => (some.includes('bad v=1 1') ? { status: 400, message: 'no such\nfield' } : undefined)
    const { writer } = open(influx, directory)
    await writer.write([...lines(5), 'bad v=1 1', ...lines(24, 5)])
    expect(await writer.close({ until: 'stored' })).toMatchObject({ written: 29, failed: 1, spooled: 0 })
    const text = readFileSync(join(directory, 'default', 'rejected.lp'), 'utf8')
    expect(text).toMatch(/^# \d{4}-\d\d-\d\dT[\d:.]+Z bucket="b" org="acme" precision=ns no such field\nbad v=1 1\n$/)
  })
})
