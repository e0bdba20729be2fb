import { execFile } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { ownIdentity } from '../src/slot/process-identity.ts'
import { lines } from './fake-influx.ts'
import { down, openSpooled } from './open-spooled.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ORPHANS = 8
const LINES = 50
const PROCESSES = 3

it('orphans of crashed workers are taken over once, by one of several processes that start at the same time', async () => {
  const directory = temporaryFolder()
  for (let at = 0; at < ORPHANS; at++) {
    // Elsewhere, because a writer takes over the orphans beside it.
    const { writer, folder } = openSpooled(down(), { directory: temporaryFolder(), slot: `gone-${at}` })
    await writer.write(lines(LINES, at * LINES))
    await writer.close()
    const lock = { ...ownIdentity(), boot: 'earlier', id: 'another', since: '2026-01-01T00:00:00.000Z' }
    writeFileSync(join(folder, 'lock'), JSON.stringify(lock))
    cpSync(folder, join(directory, `gone-${at}`), { recursive: true })
  }
  const received = temporaryFolder()
  const program = join(import.meta.dirname, 'adopting-process.ts')
  const slots = Array.from({ length: PROCESSES }, (_, at) => `worker-${at}`)
  const reports = await Promise.all(
    slots.map(async (slot) => {
      const args = ['--conditions=@fluxline/source', program, directory, slot, join(received, slot)]
      const { stdout } = await promisify(execFile)(process.execPath, args)
      return JSON.parse(stdout) as { written: number; recovered: number }
    }),
  )
  expect(reports.reduce((sum, { recovered }) => sum + recovered, 0)).toBe(ORPHANS * LINES)
  expect(reports.map(({ written }) => written)).toEqual(reports.map(({ recovered }) => recovered))
  const sent = readdirSync(received).flatMap((name) =>
    readFileSync(join(received, name), 'utf8').split('\n').slice(0, -1),
  )
  expect(sent.toSorted()).toEqual(lines(ORPHANS * LINES).toSorted())
  expect(readdirSync(directory).filter((name) => name.startsWith('gone'))).toEqual([])
}, 120_000)
