import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { nodeFiles } from '../src/files/node-files.ts'
import { fileSpool } from '../src/index.ts'
import { systemClocks } from '../src/segments/segment-age.ts'
import { FileStore } from '../src/store/file-store.ts'
import { temporaryFolder } from './temporary-folder.ts'

// FLUXLINE_SPOOL_BACKLOG_MIB=10240 for 10 GiB.
const mebibytes = Number(process.env['FLUXLINE_SPOOL_BACKLOG_MIB'] ?? 256)
const FRAME_LINES = 5000

it(
  'opens a large backlog at once, and sends all of it with flat memory',
  { timeout: 60_000 + mebibytes * 100 },
  async () => {
    const directory = temporaryFolder()
    mkdirSync(join(directory, 'default'))
    const host = { server: undefined, recovered() {}, dropped() {}, freed() {}, notify() {} }
    const store = new FileStore(fileSpool({ directory, maxBytes: 2 ** 40 }), host, nodeFiles, systemClocks())
    const body = Buffer.from(Array.from({ length: FRAME_LINES }, (_, at) => lineOf(at)).join(''))
    const destination = { bucket: 'b', org: 'acme', precision: 'ns' } as const
    let lines = 0
    for (let bytes = 0; bytes < mebibytes * 2 ** 20; bytes += body.length) {
      expect(store.append([{ log: 'x', from: lines, to: lines + FRAME_LINES, destination, body }]).count).toBe(1)
      lines += FRAME_LINES
    }
    await store.close()
    const args = ['--conditions=@fluxline/source', join(import.meta.dirname, 'drain-backlog.ts'), directory]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const result = JSON.parse(stdout) as { openMs: number; rssMB: number; written: number; recovered: number }
    process.stdout.write(`backlog of ${mebibytes} MiB: ${stdout}\n`)
    expect(result).toMatchObject({ written: lines, recovered: lines })
    // 165 to 202 MB, of which Node takes 50 before it does anything: it collects late on a busy machine.
    expect(result.rssMB).toBeLessThan(250)
  },
)

function lineOf(at: number): string {
  return `cpu,host=h${at} user=58.13,system=2.68,idle=24.55,nice=61.2 17000000000000${10_000 + at}\n`
}
