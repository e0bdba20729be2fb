import { cpSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeFiles } from '../src/files/node-files.ts'
import { fileSpool } from '../src/index.ts'
import { systemClocks } from '../src/segments/segment-age.ts'
import { segmentName } from '../src/segments/segment.ts'
import { ownIdentity } from '../src/slot/process-identity.ts'
import { SlotLock } from '../src/slot/slot-lock.ts'
import { FileStore } from '../src/store/file-store.ts'
import { FakeInflux, longLines } from './fake-influx.ts'
import { openSpooled } from './open-spooled.ts'
import { temporaryFolder } from './temporary-folder.ts'

const LINES = 60
const numberOf = (line: string): number => Number(line.slice(line.lastIndexOf(' ')))

/** Leaves lines in small segments, of which a part is acknowledged. */
async function leave(): Promise<{ directory: string; ended: Set<number> }> {
  const directory = temporaryFolder()
  const influx = new FakeInflux()
  const { writer } = openSpooled(influx, { directory, segmentBytes: 4096 }, { concurrency: 1 })
  await writer.write(longLines(10))
  await writer.flush()
  influx.isDown = true
  for (let at = 10; at < LINES; at += 5) await writer.write(longLines(5, at))
  await writer.close()
  return { directory, ended: new Set(influx.received.map(numberOf)) }
}

/** What may happen to a file of a slot. */
type Harm = (folder: string, name: string, random: number) => void

const harms: Readonly<Record<string, Harm>> = {
  'a bit is flipped': (folder, name, random) => {
    const bytes = readFileSync(join(folder, name))
    if (bytes.length === 0) return
    bytes[random % bytes.length]! ^= 1 << ((random >> 8) & 7)
    writeFileSync(join(folder, name), bytes)
  },
  'it is cut': (folder, name, random) => {
    const bytes = readFileSync(join(folder, name))
    writeFileSync(join(folder, name), bytes.subarray(0, random % (bytes.length + 1)))
  },
  'a part of it has zeros': (folder, name, random) => {
    const bytes = readFileSync(join(folder, name))
    const at = random % (bytes.length + 1)
    bytes.fill(0, at, Math.min(bytes.length, at + (random % 700)))
    writeFileSync(join(folder, name), bytes)
  },
  'bytes of it are doubled': (folder, name, random) => {
    const bytes = readFileSync(join(folder, name))
    const at = random % (bytes.length + 1)
    writeFileSync(join(folder, name), Buffer.concat([bytes.subarray(0, at), bytes.subarray(at >> 1)]))
  },
  'it is removed': (folder, name) => rmSync(join(folder, name)),
  'it is copied': (folder, name, random) => cpSync(join(folder, name), join(folder, segmentName(random))),
  'it is renamed': (folder, name, random) => renameSync(join(folder, name), join(folder, segmentName(random))),
  'it is a folder': (folder, name) => {
    rmSync(join(folder, name))
    nodeFiles.createFolder(join(folder, name))
  },
}

describe('any damage', () => {
  it('ends in a writer that sends every line of the files that are as they were, and ends', async () => {
    const origin = await leave()
    const all = new Set(longLines(LINES))
    const harm = fc.record({ what: fc.constantFrom(...Object.keys(harms)), which: fc.nat(), random: fc.nat(1_000_000) })
    await fc.assert(
      fc.asyncProperty(fc.array(harm, { minLength: 1, maxLength: 4 }), async (list) => {
        const directory = temporaryFolder()
        const folder = join(directory, 'default')
        cpSync(join(origin.directory, 'default'), folder, { recursive: true })
        const harmed = new Set<string>()
        for (const { what, which, random } of list) {
          const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile())
          const name = names[which % Math.max(1, names.length)]
          if (name === undefined) continue
          // A copy, or a new name, may take the place of another file.
          harmed.add(name).add(segmentName(random))
          harms[what]!(folder, name, random)
        }
        const whole = readdirSync(join(origin.directory, 'default')).filter(
          (name) => name.endsWith('seg') && !harmed.has(name),
        )
        const expected = whole.flatMap((name) => linesIn(join(origin.directory, 'default', name)))
        const influx = new FakeInflux()
        const { writer } = openSpooled(influx, { directory })
        const report = await writer.close({ until: 'stored' })
        const found = new Set(influx.received.map(numberOf))
        expect(expected.filter((line) => !origin.ended.has(line) && !found.has(line))).toEqual([])
        expect(influx.received.filter((line) => !all.has(line))).toEqual([])
        expect(report).toMatchObject({ unsent: 0, spooled: 0 })
        expect(report.written + report.failed).toBe(report.recovered)
      }),
      { numRuns: Number(process.env['FLUXLINE_SPOOL_DAMAGES'] ?? 40) },
    )
  }, 60_000)

  it('to acknowledgements never ends a line that was not stored, for each bit that is flipped', async () => {
    const { directory, ended } = await leave()
    const folder = join(directory, 'default')
    const name = readdirSync(folder).find((file) => file.endsWith('.ack'))!
    const bytes = readFileSync(join(folder, name))
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes)
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      writeFileSync(join(folder, name), damaged)
      let recovered = 0
      const host = {
        server: 'http://influx',
        recovered: ({ lines }: { lines: number }) => void (recovered += lines),
        dropped() {},
        freed() {},
        notify() {},
      }
      await new FileStore(fileSpool({ directory }), host, nodeFiles, systemClocks()).close()
      expect(recovered).toBeGreaterThanOrEqual(LINES - ended.size)
      expect(recovered).toBeLessThanOrEqual(LINES)
    }
  })

  it('to the lock of a crashed writer gives the slot to one writer or to none, and says so', () => {
    const folder = temporaryFolder()
    const content = { ...ownIdentity(), boot: 'earlier', id: 'another', since: '2026-01-01T00:00:00.000Z' }
    const bytes = Buffer.from(`${JSON.stringify(content)}\n`)
    const attempt = (): SlotLock | Error => {
      try {
        return SlotLock.take(nodeFiles, folder)
      } catch (error) {
        return error as Error
      }
    }
    const take = (damaged: Uint8Array): void => {
      writeFileSync(join(folder, 'lock'), damaged)
      const first = attempt()
      // The second one is refused, also if the first one was.
      expect(attempt()).toMatchObject({
        code: 'FLUXLINE_SPOOL_LOCKED',
        message: expect.stringContaining(join(folder, 'lock')) as string,
      })
      const isTaken = first instanceof SlotLock
      if (isTaken) first.release()
      expect(readdirSync(folder)).toEqual(isTaken ? [] : ['lock'])
      rmSync(join(folder, 'lock'), { force: true })
    }
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes)
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      take(damaged)
    }
    for (let cut = 0; cut < bytes.length; cut++) take(bytes.subarray(0, cut))
    take(Buffer.alloc(100))
    take(Buffer.from('null'))
    take(Buffer.from('[]'))
    take(Buffer.from('{"pid":1,"host":"x"}'))
  })
})

function linesIn(path: string): number[] {
  const text = readFileSync(path).toString('latin1')
  return [...text.matchAll(/ v=(\d+) \1\n/g)].map(([, line]) => Number(line))
}
