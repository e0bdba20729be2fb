import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { WriteReport } from '@fluxline/write-batching'
import { describe, expect, it } from 'vitest'
import { encodeHeader } from '../src/format/segment-header.ts'
import type { SegmentHeader } from '../src/format/segment-header.ts'
import { FakeInflux, longLines } from './fake-influx.ts'
import { openSpooled } from './open-spooled.ts'
import type { Spooled } from './open-spooled.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Leaves 200 lines of a writer that could not send them, in several segments of frames of ten lines. */
async function leave(directory: string): Promise<{ folder: string; segments: string[] }> {
  const influx = new FakeInflux()
  influx.isDown = true
  const { writer, folder, segments } = openSpooled(influx, { directory, segmentBytes: 4096 })
  for (let at = 0; at < 200; at += 10) await writer.write(longLines(10, at))
  await writer.close()
  return { folder, segments: segments().map((name) => join(folder, name)) }
}

/** Sends what is left, and returns which lines arrived. */
async function recover(directory: string): Promise<{ found: number[]; report: WriteReport } & Spooled> {
  const influx = new FakeInflux()
  const spooled = openSpooled(influx, { directory })
  const report = await spooled.writer.close({ until: 'stored' })
  return { ...spooled, found: influx.stored.map((line) => Number(line.slice(line.lastIndexOf(' ')))), report }
}

const all = Array.from({ length: 200 }, (_, at) => at)
const without = (from: number, to: number): number[] => all.filter((line) => line < from || line >= to)

/** The number of the first line in a segment. */
function firstLine(path: string): number {
  return Number(/"first":(\d+)/.exec(readFileSync(path).toString('latin1'))![1])
}

describe('a spool with damage', () => {
  it('gives back all lines but those of the damaged frame, in any segment, and reports them', async () => {
    for (const which of [0, 2, -1]) {
      const directory = temporaryFolder()
      const { folder, segments } = await leave(directory)
      const path = segments.at(which)!
      const bytes = readFileSync(path)
      // The lines of the first frame of the segment.
      bytes[bytes.indexOf('FXFR') + 60]! ^= 1
      writeFileSync(path, bytes)
      const first = firstLine(path)
      const { found, report, errors, events, writer } = await recover(directory)
      expect(found).toEqual(without(first, first + 10))
      expect(report).toMatchObject({ written: 190, failed: 10, recovered: 200, spooled: 0 })
      expect(errors).toMatchObject([{ lines: 10, error: { code: 'FLUXLINE_SPOOL' } }])
      expect(events).toContainEqual(expect.objectContaining({ kind: 'damaged', lines: 10 }))
      expect(writer.stats.spool).toMatchObject({ lost: 10, segments: 0 })
      expect(readdirSync(join(folder, 'quarantine'))).toHaveLength(1)
    }
  })

  it('gives back every intact frame, for each byte of a segment that is flipped', async () => {
    const origin = temporaryFolder()
    const { segments } = await leave(origin)
    const bytes = readFileSync(segments[1]!)
    const first = firstLine(segments[1]!)
    const next = firstLine(segments[2]!)
    for (let at = 0; at < bytes.length; at += 41) {
      const directory = temporaryFolder()
      const folder = join(directory, 'default')
      cpSync(join(origin, 'default'), folder, { recursive: true })
      const damaged = Buffer.from(bytes)
      damaged[at]! ^= 1 << (at & 7)
      writeFileSync(join(folder, segments[1]!.slice(-24)), damaged)
      const { found, report } = await recover(directory)
      const lost = all.filter((line) => !found.includes(line))
      expect(found.length).toBeGreaterThanOrEqual(190)
      expect(lost.every((line) => line >= first && line < next)).toBe(true)
      expect(report).toMatchObject({
        written: found.length,
        failed: lost.length,
        recovered: 200,
        unsent: 0,
        spooled: 0,
      })
    }
  })

  it('cuts off a torn tail and counts it, wherever the last segment is cut', async () => {
    const origin = temporaryFolder()
    const { segments } = await leave(origin)
    const last = segments.at(-1)!
    const bytes = readFileSync(last)
    for (let cut = bytes.length - 1; cut > 0; cut -= 97) {
      const directory = temporaryFolder()
      const folder = join(directory, 'default')
      cpSync(join(origin, 'default'), folder, { recursive: true })
      writeFileSync(join(folder, last.slice(-24)), bytes.subarray(0, cut))
      const { found, report, kinds } = await recover(directory)
      expect(found).toEqual(all.slice(0, found.length))
      expect(found.length % 10).toBe(0)
      expect(report).toMatchObject({ written: found.length, recovered: found.length, failed: 0, spooled: 0 })
      expect(kinds()).toContain(cut < firstFrame(bytes) / 2 ? 'damaged' : 'recovered')
    }
  })

  it('goes on after a segment that is missing, doubled, empty, or of another version', async () => {
    const directory = temporaryFolder()
    const { folder, segments } = await leave(directory)
    const [from, to] = [firstLine(segments[1]!), firstLine(segments[2]!)]
    rmSync(segments[1]!)
    copyFileSync(segments[0]!, join(folder, '00000000000000000900.seg'))
    writeFileSync(join(folder, '00000000000000000901.seg'), '')
    writeFileSync(join(folder, '00000000000000000902.seg'), Buffer.alloc(5000, 'FXFRFLXSPOOL'))
    const newer = encodeHeader({ log: 'x' } as SegmentHeader, 9)
    writeFileSync(join(folder, '00000000000000000903.seg'), newer)
    writeFileSync(join(folder, 'notes.txt'), 'not ours')
    const { found, report, events } = await recover(directory)
    expect(found).toEqual(without(from, to))
    expect(report).toMatchObject({ failed: 0, spooled: 0 })
    expect(
      events.filter(({ kind }) => kind === 'damaged').map(({ message }) => message.replace(/^.*seg /, '')),
    ).toEqual([
      expect.stringContaining('is a copy of'),
      expect.stringContaining('has no readable header'),
      expect.stringContaining('has format version 9'),
    ])
    expect(readdirSync(join(folder, 'quarantine'))).toHaveLength(3)
    expect(events).toContainEqual(expect.objectContaining({ kind: 'torn', bytes: 0 }))
    expect(existsSync(join(folder, 'notes.txt'))).toBe(true)
  })

  it('sends lines again if the acknowledgements are damaged, and never leaves lines out', async () => {
    const directory = temporaryFolder()
    const { segments } = await leave(directory)
    appendFileSync(segments[0]!.replace(/seg$/, 'ack'), Buffer.alloc(60, 7))
    const { found, report } = await recover(directory)
    expect(found).toEqual(all)
    expect(report).toMatchObject({ written: 200, recovered: 200 })
  })

  it('counts lines of a segment that somebody deletes while the writer runs', async () => {
    const directory = temporaryFolder()
    const { segments } = await leave(directory)
    const influx = new FakeInflux()
    influx.isDown = true
    const { writer, kinds } = openSpooled(influx, { directory }, { concurrency: 1 })
    rmSync(segments.at(-1)!)
    influx.isDown = false
    const report = await writer.close({ until: 'stored' })
    expect(report.written + report.failed).toBe(200)
    expect(report.failed).toBeGreaterThan(0)
    expect(kinds()).toContain('damaged')
  })
})

function firstFrame(bytes: Buffer): number {
  return bytes.indexOf('FXFR')
}
