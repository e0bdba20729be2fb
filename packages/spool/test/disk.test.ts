import { chmodSync, cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeInflux, lines, longLines } from './fake-influx.ts'
import { FaultyFiles } from './faulty-files.ts'
import type { Call } from './faulty-files.ts'
import { arrived, down, openSpooled } from './open-spooled.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { settled, turn, until } from './turns.ts'

const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const
beforeEach(() => void vi.useFakeTimers({ toFake: [...timers] }))
afterEach(() => void vi.useRealTimers())

describe('a disk that fails', () => {
  it.each([
    ['write', 'ENOSPC'],
    ['write', 'EIO'],
    ['write', 'EDQUOT'],
    ['create', 'EROFS'],
    ['create', 'EMFILE'],
    ['createFolder', 'EACCES'],
  ] as [Call, string][])('makes writes wait while %s fails with %s, and loses nothing', async (call, code) => {
    const directory = temporaryFolder()
    const faulty = new FaultyFiles()
    const { writer, events } = openSpooled(down(), { directory }, {}, faulty)
    faulty.failures.set(call, code)
    const spooled = vi.fn<() => void>()
    for (let at = 0; at < 25; at++) void (writer.write(lines(1, at)) as Promise<void>).then(spooled)
    await turn()
    await vi.advanceTimersByTimeAsync(5000)
    expect(spooled).not.toHaveBeenCalled()
    expect(writer.stats.spool).toMatchObject({ lines: 0, error: { cause: { code } } })
    faulty.failures.delete(call)
    await vi.advanceTimersByTimeAsync(1000)
    await turn()
    expect(spooled).toHaveBeenCalledTimes(25)
    // One event, however often it fails.
    expect(events.map(({ kind }) => kind)).toEqual([/ENOSPC|EDQUOT/.test(code) ? 'full' : 'failing', 'writable'])
    expect(events[0]!.message).toContain(code)
    expect(await writer.close()).toMatchObject({ spooled: 25, unsent: 0 })
    expect(await arrived(directory)).toEqual(lines(25))
  })

  it('closes files of other destinations when the process has too many', async () => {
    const directory = temporaryFolder()
    const faulty = new FaultyFiles()
    faulty.maxOpen = 8
    const { writer, events } = openSpooled(down(), { directory }, {}, faulty)
    for (let at = 0; at < 60; at++) {
      const written = writer.write(lines(1, at), { bucket: `b${at % 20}` })
      await turn()
      await written
    }
    expect(events).toEqual([])
    expect(await writer.close()).toMatchObject({ spooled: 60, unsent: 0 })
    expect(await arrived(directory)).toEqual(lines(60))
  })

  it('leaves a lock alone that cannot be read now', () => {
    const directory = temporaryFolder()
    const first = openSpooled(down(), { directory })
    const faulty = new FaultyFiles()
    faulty.failures.set('readAll', 'EMFILE')
    const failed = expect.objectContaining({
      code: 'FLUXLINE_SPOOL',
      message: expect.stringContaining('EMFILE') as string,
    })
    expect(() => openSpooled(down(), { directory }, {}, faulty)).toThrow(failed as Error)
    expect(readdirSync(first.folder)).toEqual(['lock'])
    expect(() => openSpooled(down(), { directory })).toThrow(/locked by/)
    void first.writer.abort()
  })

  it('leaves no torn frame behind when its last write is short', async () => {
    const directory = temporaryFolder()
    const faulty = new FaultyFiles()
    const { writer, folder } = openSpooled(down(), { directory }, {}, faulty)
    await writer.write(lines(10))
    for (let left = 1; left < 50; left += 7) {
      const before = statSync(join(folder, segmentIn(folder))).size
      faulty.left = left
      void writer.write(lines(1, 10 + left))
      await turn()
      expect(statSync(join(folder, segmentIn(folder))).size).toBe(before)
      faulty.left = Infinity
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(await writer.close()).toMatchObject({ spooled: 17, unsent: 0 })
    expect(await arrived(directory)).toHaveLength(17)
  })

  it('lets lines that are sent from memory go, and counts the others as unsent', async () => {
    const directory = temporaryFolder()
    const faulty = new FaultyFiles()
    const influx = new FakeInflux()
    const { writer } = openSpooled(influx, { directory }, {}, faulty)
    faulty.failures.set('create', 'EIO')
    const written = writer.write(lines(20))
    await turn()
    await written
    expect(influx.stored).toEqual(lines(20))
    influx.isDown = true
    void writer.write(lines(10, 20))
    await turn()
    const closing = writer.close({ timeout: 10 })
    await vi.advanceTimersByTimeAsync(10)
    expect(await closing).toMatchObject({ written: 20, spooled: 0, unsent: 10 })
  })

  it('makes the call throw if the folder cannot be created or read', () => {
    const directory = temporaryFolder()
    writeFileSync(join(directory, 'default'), '')
    const failed = expect.objectContaining({ code: 'FLUXLINE_SPOOL' }) as Error
    expect(() => openSpooled(down(), { directory })).toThrow(failed)
    const faulty = new FaultyFiles()
    faulty.failures.set('list', 'EIO')
    expect(() => openSpooled(down(), { directory: join(directory, 'other') }, {}, faulty)).toThrow(failed)
    faulty.failures.clear()
    // The slot was given back.
    void openSpooled(down(), { directory: join(directory, 'other') }, {}, faulty).writer.abort()
  })

  it.runIf(process.getuid?.() !== 0)('names the folder and the remedy if it is read-only', () => {
    const directory = temporaryFolder()
    mkdirSync(join(directory, 'default'))
    chmodSync(join(directory, 'default'), 0o500)
    expect(() => openSpooled(down(), { directory })).toThrow(
      /default.*\(EACCES\)\. Let the user of this process write there/,
    )
  })

  it('is waited for if the drive refuses to sync: what may be lost is written again', async () => {
    const directory = temporaryFolder()
    const faulty = new FaultyFiles()
    const { writer, events, segments } = openSpooled(down(), { directory, durability: 'batch' }, {}, faulty)
    faulty.failures.set('sync', 'EIO')
    const spooled = vi.fn<() => void>()
    void (writer.write(lines(10)) as Promise<void>).then(spooled)
    await until(() => faulty.calls.filter((call) => call === 'sync').length > 2)
    expect(spooled).not.toHaveBeenCalled()
    expect(events[0]).toMatchObject({ kind: 'failing', error: { cause: { code: 'EIO' } } })
    faulty.failures.delete('sync')
    await until(() => spooled.mock.calls.length > 0)
    // The segment that may be damaged is still there, and nothing follows in it.
    expect(segments().length).toBeGreaterThan(1)
    expect(await settled(writer.close())).toMatchObject({ spooled: 10 })
    expect(await arrived(directory)).toEqual(lines(10))
  })

  it('tells of files that it cannot delete, and goes on', async () => {
    const directory = temporaryFolder()
    const faulty = new FaultyFiles()
    const influx = new FakeInflux()
    const { writer, events } = openSpooled(influx, { directory }, {}, faulty)
    faulty.failures.set('remove', 'EROFS')
    void writer.write(lines(10))
    await turn()
    expect(await writer.close()).toMatchObject({ written: 10 })
    expect(events).toMatchObject([{ kind: 'failing', message: expect.stringContaining('EROFS') as string }])
    // They are sent again, as the same points.
    expect(await arrived(directory)).toEqual(lines(10))
  })
})

describe('durability', () => {
  it.each([
    ['process', 0],
    ['periodic', 0],
    ['batch', 3],
  ] as const)('%s syncs when it says so', async (durability, syncs) => {
    const directory = temporaryFolder()
    const faulty = new FaultyFiles()
    const { writer } = openSpooled(down(), { directory, durability, syncInterval: 3000 }, {}, faulty)
    const count = (): number => faulty.calls.filter((call) => call === 'sync').length
    for (let at = 0; at < 3; at++) {
      const written = writer.write(lines(1, at))
      await turn()
      await written
    }
    expect(count()).toBe(syncs)
    await vi.advanceTimersByTimeAsync(0)
    vi.useRealTimers()
    await writer.close()
    expect(count()).toBe(durability === 'process' ? 0 : syncs + 1)
  })

  it.each([
    ['process', false],
    ['periodic', true],
    ['batch', true],
  ] as const)('%s syncs what crashed writers left in this slot and beside it: %s', async (durability, isSynced) => {
    vi.useRealTimers()
    const directory = temporaryFolder()
    for (const slot of ['default', 'orphan']) {
      // Elsewhere, because a writer takes over the orphans beside it.
      const elsewhere = temporaryFolder()
      const { writer } = openSpooled(down(), { directory: elsewhere, slot, segmentBytes: 4096 })
      for (let at = 0; at < 50; at++) await writer.write(longLines(30, at * 30))
      await writer.close()
      cpSync(elsewhere, directory, { recursive: true })
    }
    const faulty = new FaultyFiles()
    const { writer, segments } = openSpooled(down(), { directory, durability, syncInterval: 60_000 }, {}, faulty)
    const count = segments().length
    expect(count).toBe(100)
    const syncs = (): number => faulty.calls.filter((call) => call === 'sync').length
    await expect.poll(syncs).toBe(isSynced ? count : 0)
    // The slot and the folders around it have names too.
    const folders = directory.split('/').length
    await expect.poll(() => faulty.calls.filter((call) => call === 'syncFolder').length >= folders).toBe(isSynced)
    await writer.close()
  })

  it('shares a sync between all writes that come while another one runs', async () => {
    const faulty = new FaultyFiles()
    const { writer } = openSpooled(down(), { directory: temporaryFolder(), durability: 'batch' }, {}, faulty)
    const writes: unknown[] = []
    for (let at = 0; at < 100; at++) {
      writes.push(writer.write(lines(1, at)))
      if (at % 10 === 0) await Promise.resolve()
    }
    vi.useRealTimers()
    await Promise.all(writes)
    expect(faulty.calls.filter((call) => call === 'sync').length).toBeLessThan(5)
    await writer.close()
  })
})

function segmentIn(folder: string): string {
  return readdirSync(folder).find((name) => name.endsWith('.seg'))!
}
