import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { longLines } from './fake-influx.ts'
import { arrived, down, openSpooled } from './open-spooled.ts'
import { temporaryFolder } from './temporary-folder.ts'

// Mounting needs root, which CI has.
const canMount = process.getuid?.() === 0

/** Returns a folder on a separate disk of 3 MB. */
function smallDisk(): string {
  const directory = temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', directory])
  onTestFinished(() => void execFileSync('umount', ['--lazy', directory]))
  return directory
}

it.runIf(canMount)('loses no line on a disk that is full for a while', async () => {
  const directory = smallDisk()
  const others = join(directory, 'others')
  writeFileSync(others, Buffer.alloc(2_400_000))
  const { writer, kinds, segments } = openSpooled(down(), { directory, segmentBytes: 65_536 })
  const spooled: number[] = []
  const writes = Array.from({ length: 200 }, async (_, at) => {
    await writer.write(longLines(50, at * 50))
    spooled.push(at)
  })
  await expect.poll(kinds).toContain('full')
  expect(writer.stats.spool!.error).toMatchObject({ code: 'FLUXLINE_SPOOL_FULL' })
  expect(spooled.length).toBeLessThan(200)
  expect(segments().length).toBeGreaterThan(0)
  // Somebody makes space.
  rmSync(others)
  await expect.poll(kinds, { timeout: 10_000 }).toContain('writable')
  await Promise.all(writes)
  expect(await writer.close()).toMatchObject({ spooled: 10_000, unsent: 0, failed: 0 })
  expect(await arrived(directory)).toEqual(longLines(10_000))
})

it.runIf(canMount)('loses no line on a disk that is read-only for a while', async () => {
  const directory = smallDisk()
  const remount = (how: 'ro' | 'rw'): void => void execFileSync('mount', ['-o', `remount,${how}`, directory])
  remount('ro')
  expect(() => openSpooled(down(), { directory })).toThrow(/\(EROFS\)\. The disk is read-only; mount it for writing/)
  remount('rw')
  const { writer, kinds, events } = openSpooled(down(), { directory, segmentBytes: 4096 })
  // No file is open for writing: that would be in the way of this, but not of a kernel that has met an error.
  remount('ro')
  const writes = Array.from({ length: 20 }, async (_, at) => writer.write(longLines(10, at * 10)))
  await expect.poll(kinds).toContain('failing')
  expect(events[0]).toMatchObject({ message: expect.stringContaining('(EROFS). The disk is read-only') as string })
  remount('rw')
  await expect.poll(kinds, { timeout: 10_000 }).toContain('writable')
  await Promise.all(writes)
  expect(await writer.close()).toMatchObject({ spooled: 200, unsent: 0, failed: 0 })
  expect(await arrived(directory)).toEqual(longLines(200))
})
