import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Clocks } from '../src/segments/segment-age.ts'
import { lines, longLines } from './fake-influx.ts'
import { arrived, down, openSpooled } from './open-spooled.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { settled, turn } from './turns.ts'

const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const
beforeEach(() => void vi.useFakeTimers({ toFake: [...timers] }))
afterEach(() => void vi.useRealTimers())

describe('the limits of a spool', () => {
  const small = { segmentBytes: 4096, maxBytes: 16_384 }

  it('are kept: writes wait, and go on when InfluxDB has stored lines', async () => {
    const directory = temporaryFolder()
    const influx = down()
    const { writer, folder, kinds } = openSpooled(influx, { directory, ...small })
    const spooled: number[] = []
    for (let at = 0; at < 40; at++)
      void (writer.write(longLines(10, at * 10)) as Promise<void>).then(() => spooled.push(at))
    await turn()
    expect(bytesIn(folder)).toBeLessThanOrEqual(small.maxBytes)
    expect(spooled.length).toBeLessThan(20)
    expect(kinds()).toContain('full')
    influx.isDown = false
    expect(await settled(writer.close({ until: 'stored' }))).toMatchObject({ written: 400, unsent: 0, spooled: 0 })
    expect(spooled).toHaveLength(40)
  })

  it('drop the oldest segments, each reported with its lines, if whenFull says so', async () => {
    const directory = temporaryFolder()
    const { writer, folder, drops } = openSpooled(down(), { directory, ...small, whenFull: 'drop-oldest' })
    for (let at = 0; at < 40; at++) {
      const written = writer.write(longLines(10, at * 10))
      await turn()
      await written
    }
    expect(bytesIn(folder)).toBeLessThanOrEqual(small.maxBytes)
    const report = await settled(writer.close())
    const dropped = drops.flatMap((event) => event.text().trim().split('\n'))
    expect(dropped).toHaveLength(report.failed)
    expect(report.failed + report.spooled!).toBe(400)
    expect(drops[0]!.error).toMatchObject({ code: 'FLUXLINE_SPOOL_FULL' })
    const left = await arrived(directory)
    expect([...dropped, ...left].toSorted()).toEqual(
      Array.from({ length: 40 }, (_, at) => longLines(10, at * 10))
        .flat()
        .toSorted(),
    )
  })

  it.each([
    [1, 400],
    [4, 100],
    [400, 1],
  ])('drop and report each line once if %i writes of %i lines do not wait', async (writes, lines) => {
    const directory = temporaryFolder()
    const limits = { segmentBytes: 4096, maxBytes: 8192 }
    const { writer, drops } = openSpooled(down(), { directory, ...limits, whenFull: 'drop-oldest' })
    for (let at = 0; at < writes; at++) void writer.write(longLines(lines, at * lines))
    const report = await settled(writer.close())
    const dropped = drops.flatMap((event) => event.text().trim().split('\n'))
    const left = await arrived(directory)
    expect(report).toMatchObject({ failed: dropped.length, spooled: left.length })
    expect([...dropped, ...left].toSorted()).toEqual(longLines(400, 0).toSorted())
  })

  it('drop and report lines that are older than maxAge', async () => {
    const directory = temporaryFolder()
    const clocks = steppedClocks()
    const { writer, drops } = openSpooled(down(), { directory, maxAge: 60_000, segmentBytes: 4096 }, {}, { clocks })
    const write = async (from: number): Promise<void> => {
      const written = writer.write(longLines(10, from))
      await turn()
      await written
    }
    for (let at = 0; at < 50; at += 10) await write(at)
    clocks.uptimeMs += 50_000
    for (let at = 50; at < 100; at += 10) await write(at)
    clocks.uptimeMs += 20_000
    await vi.advanceTimersByTimeAsync(1000)
    expect(drops.length).toBeGreaterThan(0)
    expect(drops[0]!.error).toMatchObject({ message: expect.stringContaining('maxAge') as string })
    expect(writer.stats.dropped).toBeGreaterThan(0)
    expect(writer.stats.dropped).toBeLessThanOrEqual(50)
    const report = await settled(writer.close())
    expect(report.failed + report.spooled!).toBe(100)
  })

  it.each([
    ['forward', 50 * 365 * 86_400_000],
    ['back', -50 * 365 * 86_400_000],
  ])('hold no line for old because the clock steps %s', async (_, step) => {
    const directory = temporaryFolder()
    const clocks = steppedClocks()
    const { writer, drops } = openSpooled(down(), { directory, maxAge: 60_000 }, {}, { clocks })
    for (let at = 0; at < 50; at += 10) {
      const written = writer.write(lines(10, at))
      await turn()
      await written
      clocks.wallMs += step
      await vi.advanceTimersByTimeAsync(1000)
    }
    await settled(writer.close())
    clocks.wallMs += step
    const next = openSpooled(down(), { directory, maxAge: 60_000 }, {}, { clocks })
    expect(await settled(next.writer.close())).toMatchObject({ recovered: 50, failed: 0, spooled: 50 })
    // The numbers of the files give the order, not the times.
    expect(await arrived(directory)).toEqual(lines(50))
    expect([...drops, ...next.drops]).toEqual([])
  })
})

function bytesIn(folder: string): number {
  const names = readdirSync(folder).filter((name) => name.endsWith('.seg'))
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

function steppedClocks(): Clocks & { wallMs: number; uptimeMs: number } {
  const clocks = {
    wallMs: Date.UTC(2026, 0),
    uptimeMs: 1_000_000,
    boot: 'boot',
    wall: () => clocks.wallMs,
    uptime: () => clocks.uptimeMs,
  }
  return clocks
}
