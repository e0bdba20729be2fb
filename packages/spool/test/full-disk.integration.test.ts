import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { longLines } from './fake-influx.ts'
import { arrived, down, openSpooled } from './open-spooled.ts'
import { temporaryFolder } from './temporary-folder.ts'

// Mounting needs root, which CI has.
it.runIf(process.getuid?.() === 0)('loses no line on a disk that is full for a while', async () => {
  const directory = temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', directory])
  onTestFinished(() => void execFileSync('umount', [directory]))
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
