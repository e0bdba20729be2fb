import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { nodeFiles } from '../src/files/node-files.ts'
import { livenessOf, ownIdentity } from '../src/slot/process-identity.ts'
import { SlotLock } from '../src/slot/slot-lock.ts'
import { FakeInflux, lines } from './fake-influx.ts'
import { openSpooled } from './open-spooled.ts'
import { temporaryFolder } from './temporary-folder.ts'

const locked = (details: object = {}): Error =>
  expect.objectContaining({ code: 'FLUXLINE_SPOOL_LOCKED', ...details }) as Error

/** A process that is gone. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

/** Writes the lock of another writer. */
function leaveLock(folder: string, owner: object): void {
  mkdirSync(folder, { recursive: true })
  const content = { ...ownIdentity(), id: 'another', since: '2026-01-01T00:00:00.000Z', ...owner }
  writeFileSync(join(folder, 'lock'), JSON.stringify(content))
}

/** Leaves lines in a slot, as a writer that crashed: with its lock. */
async function crash(directory: string, slot: string, from: number, url?: string): Promise<void> {
  const influx = new FakeInflux(url)
  influx.isDown = true
  // Elsewhere, because a writer takes over the orphans beside it.
  const { writer, folder } = openSpooled(influx, { directory: temporaryFolder(), slot })
  await writer.write(lines(10, from))
  await writer.close()
  leaveLock(folder, { pid: deadPid() })
  cpSync(folder, join(directory, slot), { recursive: true })
}

describe('a slot', () => {
  it('has one writer, and the second is refused at the call, with the pid of the first', async () => {
    const directory = temporaryFolder()
    const influx = new FakeInflux()
    const { writer, folder } = openSpooled(influx, { directory })
    expect(() => openSpooled(influx, { directory })).toThrow(
      locked({ pid: process.pid, host: hostname(), path: join(folder, 'lock') }),
    )
    await openSpooled(influx, { directory, slot: 'other' }).writer.close()
    await writer.close()
    await openSpooled(influx, { directory }).writer.close()
    expect(readdirSync(folder)).toEqual([])
  })

  it('is refused while another process has it, and free when that was killed', async () => {
    const directory = temporaryFolder()
    const program = `
      import { createBatchWriter } from '@fluxline/write-batching'
      import { fileSpool } from '@fluxline/spool'
      const client = { request: () => new Promise(() => {}) }
      const writer = createBatchWriter(client, { bucket: 'b', spool: fileSpool({ directory: ${JSON.stringify(directory)} }) })
      await writer.write('m v=1 1')
      console.log('spooled')
      setInterval(() => {}, 1000)
    `
    const args = ['--conditions=@fluxline/source', '--input-type=module', '--eval', program]
    const child = spawn(process.execPath, args, { cwd: import.meta.dirname })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    const influx = new FakeInflux()
    expect(() => openSpooled(influx, { directory })).toThrow(locked({ pid: child.pid }))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const { writer } = openSpooled(influx, { directory })
    expect(await writer.close({ until: 'stored' })).toMatchObject({ recovered: 1, written: 1 })
  }, 30_000)

  it.each([
    ['whose process is gone', () => ({ pid: deadPid() })],
    ['whose pid another process has now', () => ({ pid: process.ppid, started: '1' })],
    ['of an earlier process with the pid of this one', () => ({ pid: process.pid, started: '1' })],
    [
      'of an earlier process with the pid of this one, on a system that does not tell when processes start',
      () => ({ pid: process.pid, started: undefined }),
    ],
    ['from before the machine was started', () => ({ pid: process.ppid, boot: 'earlier' })],
  ])('is taken over from a writer %s', async (_, owner) => {
    const directory = temporaryFolder()
    leaveLock(join(directory, 'default'), owner())
    const { writer, folder } = openSpooled(new FakeInflux(), { directory })
    expect(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() })
    await writer.close()
  })

  it('is refused if another thread of this process may have it', () => {
    const directory = temporaryFolder()
    leaveLock(join(directory, 'default'), { since: new Date().toISOString(), started: undefined })
    expect(() => openSpooled(new FakeInflux(), { directory })).toThrow(locked({ pid: process.pid }))
  })

  it('is taken over if its lock is empty, as after a loss of power', async () => {
    const directory = temporaryFolder()
    mkdirSync(join(directory, 'default'))
    writeFileSync(join(directory, 'default', 'lock'), '')
    const { writer } = openSpooled(new FakeInflux(), { directory })
    expect(await writer.close()).toMatchObject({ recovered: 0 })
  })

  it('is refused if its writer is on another host, and the error names the file to delete', () => {
    const directory = temporaryFolder()
    leaveLock(join(directory, 'default'), { host: 'elsewhere', pid: 12 })
    expect(() => openSpooled(new FakeInflux(), { directory })).toThrow(locked({ pid: 12, host: 'elsewhere' }))
    expect(() => openSpooled(new FakeInflux(), { directory })).toThrow(
      /default\/lock.*on host elsewhere.*delete the file/,
    )
  })

  it('has one winner if several take over the same leftover again and again', () => {
    const folder = temporaryFolder()
    for (let round = 0; round < 50; round++) {
      leaveLock(folder, { pid: deadPidOnce })
      const winners = [1, 2, 3].flatMap(() => {
        try {
          return [SlotLock.take(nodeFiles, folder)]
        } catch {
          return []
        }
      })
      expect(winners).toHaveLength(1)
      winners[0]!.release()
      expect(readdirSync(folder)).toEqual([])
    }
  })

  it('is locked again if somebody deletes its folder, with the lines that the system still has', async () => {
    const directory = temporaryFolder()
    const influx = new FakeInflux()
    influx.isDown = true
    const { writer, folder } = openSpooled(influx, { directory })
    await writer.write(lines(15))
    rmSync(folder, { recursive: true })
    await writer.write(lines(5, 15))
    expect(readdirSync(folder)).toContain('lock')
    expect(await writer.close()).toMatchObject({ spooled: 20, unsent: 0 })
    influx.isDown = false
    const next = openSpooled(influx, { directory })
    expect(await next.writer.close({ until: 'stored' })).toMatchObject({ recovered: 20, written: 20 })
    expect(influx.stored).toEqual(lines(20))
  })
})

const deadPidOnce = deadPid()

describe('an owner', () => {
  it('is alive, gone, or unknown', () => {
    const own = ownIdentity()
    expect(livenessOf(own)).toBe('alive')
    expect(livenessOf({ ...own, pid: deadPid() })).toBe('dead')
    expect(livenessOf({ ...own, started: '0' })).toBe('dead')
    expect(livenessOf({ ...own, boot: 'earlier' })).toBe('dead')
    expect(livenessOf({ ...own, host: 'elsewhere' })).toBe('unknown')
    // Without the start of the process, as on other systems than Linux, its number decides.
    expect(livenessOf({ ...own, started: undefined, boot: undefined })).toBe('alive')
  })
})

describe('orphaned slots', () => {
  it('are taken over by one writer, with all of their lines, and their refused lines stay', async () => {
    const directory = temporaryFolder()
    await crash(directory, 'a', 0)
    await crash(directory, 'b', 10)
    writeFileSync(join(directory, 'b', 'rejected.lp'), 'bad\n')
    const influx = new FakeInflux()
    const first = openSpooled(influx, { directory, slot: 'c' })
    const second = openSpooled(influx, { directory, slot: 'd' })
    expect(first.writer.stats.spool).toMatchObject({ recovered: 20 })
    expect(second.writer.stats.spool).toMatchObject({ recovered: 0 })
    await first.writer.close({ until: 'stored' })
    await second.writer.close({ until: 'stored' })
    expect(influx.received.toSorted()).toEqual(lines(20).toSorted())
    expect(first.kinds()).toEqual(['adopted', 'adopted', 'drained'])
    expect(readdirSync(directory)).toEqual(['c', 'd'])
    const [adopted] = readdirSync(first.folder)
    expect(readdirSync(join(first.folder, adopted!))).toEqual(['rejected.lp'])
  })

  it('are taken over also if their writers were closed', async () => {
    const directory = temporaryFolder()
    await crash(directory, 'a', 0)
    rmSync(join(directory, 'a', 'lock'))
    const { writer } = openSpooled(new FakeInflux(), { directory, slot: 'b' })
    expect(await writer.close({ until: 'stored' })).toMatchObject({ recovered: 10, written: 10 })
  })

  it('stay if they are for another server, on another host, or alive', async () => {
    const directory = temporaryFolder()
    await crash(directory, 'other-server', 0, 'http://elsewhere')
    await crash(directory, 'other-host', 10)
    leaveLock(join(directory, 'other-host'), { host: 'elsewhere' })
    const alive = openSpooled(new FakeInflux(), { directory, slot: 'alive' })
    const { writer } = openSpooled(new FakeInflux(), { directory, slot: 'mine' })
    expect(writer.stats.spool).toMatchObject({ recovered: 0 })
    await writer.close()
    await alive.writer.close()
    expect(readdirSync(directory)).toEqual(['alive', 'mine', 'other-host', 'other-server'])
  })

  it('are found again after a crash between any two steps of taking over', async () => {
    const directory = temporaryFolder()
    await crash(directory, 'a', 0)
    await crash(directory, 'mine', 10)
    // Moved, and not read: with a lock inside, or without, and some segments in the new folder already.
    renameSync(join(directory, 'a'), join(directory, 'mine', 'adopted-a-0123abcd'))
    const { writer, folder } = openSpooled(new FakeInflux(), { directory, slot: 'mine' })
    expect(await writer.close({ until: 'stored' })).toMatchObject({ recovered: 20, written: 20 })
    expect(readdirSync(folder).filter((name) => name.endsWith('.seg'))).toEqual([])
  })

  it('give a writer that starts on one of them an empty slot', async () => {
    const directory = temporaryFolder()
    await crash(directory, 'a', 0)
    const adopter = openSpooled(new FakeInflux(), { directory, slot: 'b' })
    const late = openSpooled(new FakeInflux(), { directory, slot: 'a' })
    expect(late.writer.stats.spool).toMatchObject({ recovered: 0 })
    expect(await adopter.writer.close({ until: 'stored' })).toMatchObject({ recovered: 10, written: 10 })
    await late.writer.close()
  })

  it('are looked for while a writer runs, too', async () => {
    const directory = temporaryFolder()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const { writer } = openSpooled(new FakeInflux(), { directory, slot: 'b' })
    await crash(directory, 'a', 0)
    vi.advanceTimersByTime(61_000)
    expect(await writer.close({ until: 'stored' })).toMatchObject({ recovered: 10, written: 10 })
  })
})
