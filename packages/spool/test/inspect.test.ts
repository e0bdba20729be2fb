import { execFile } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { inspectSpool } from '../src/index.ts'
import { runCommand } from '../src/inspect/command.ts'
import * as web from '../src/platform/web.ts'
import { FakeInflux, lines } from './fake-influx.ts'
import { openSpooled } from './open-spooled.ts'
import type { Spooled } from './open-spooled.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A spool of two slots: one in use with two destinations, one that was left. */
async function fill(directory: string): Promise<Spooled> {
  const influx = new FakeInflux()
  influx.isDown = true
  const left = openSpooled(influx, { directory, slot: 'left' })
  await left.writer.write(lines(5))
  await left.writer.close()
  const used = openSpooled(new FakeInflux('http://other'), { directory, slot: 'used' }, { flushInterval: 0 })
  await used.writer.write(lines(3, 10))
  await used.writer.write('m v=1 7', { bucket: 'c', precision: 's' })
  return used
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const print = (text: string): Promise<void> => {
    out += text
    return Promise.resolve()
  }
  const code = await runCommand(args, { print, fail: (text) => void (err += text) })
  return { code, out, err }
}

describe('inspectSpool', () => {
  it('lists slots and exports lines, and changes nothing', async () => {
    const directory = temporaryFolder()
    const { writer, folder } = await fill(directory)
    writeFileSync(join(folder, 'rejected.lp'), 'bad\n')
    writeFileSync(join(folder, '00000000000000000099.seg'), 'what')
    const before = readdirSync(directory, { recursive: true })
    const { slots } = await inspectSpool(directory)
    expect(slots).toMatchObject([
      { slot: 'left', holder: undefined, lines: 5, segments: 1, damaged: [], rejected: [] },
      {
        slot: 'used',
        holder: { pid: process.pid, state: 'alive' },
        lines: 4,
        segments: 2,
        destinations: [
          { destination: { bucket: 'b', org: 'acme', precision: 'ns' }, lines: 3 },
          { destination: { bucket: 'c', org: 'acme', precision: 's' }, lines: 1 },
        ],
        damaged: [join(folder, '00000000000000000099.seg')],
        rejected: [join(folder, 'rejected.lp')],
      },
    ])
    expect(Math.abs(slots[0]!.oldest!.getTime() - Date.now())).toBeLessThan(60_000)
    let text = ''
    for await (const exported of slots[1]!.exportLines()) text += exported.text
    expect(text).toBe(`${lines(3, 10).join('\n')}\nm v=1 7\n`)
    expect(readdirSync(directory, { recursive: true })).toEqual(before)
    await writer.close()
  })

  it('refuses what is not a folder', async () => {
    await expect(inspectSpool('/nowhere/at/all')).rejects.toMatchObject({ code: 'FLUXLINE_SPOOL' })
    await expect(inspectSpool('')).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    await expect(inspectSpool(undefined as never)).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
  })
})

describe('the program', () => {
  it('prints slots for people and for programs', async () => {
    const directory = temporaryFolder()
    const { writer } = await fill(directory)
    const { code, out } = await run('inspect', directory)
    expect(code).toBe(0)
    expect(out).toMatch(/^slot left\n {2}writer {4}nobody\n {2}lines {5}5\n/)
    expect(out).toContain(`process ${process.pid} on `)
    expect(out).toContain('  bucket="c" org="acme" precision=s: 1 lines\n')
    const json = JSON.parse((await run('inspect', '--json', directory)).out) as { lines: number }[]
    expect(json.map(({ lines: count }) => count)).toEqual([5, 4])
    await writer.close()
  })

  it('exports lines as line protocol', async () => {
    const directory = temporaryFolder()
    const { writer } = await fill(directory)
    expect((await run('export', directory, '--slot', 'used')).out).toBe(
      [
        '# slot="used" bucket="b" org="acme" precision=ns',
        ...lines(3, 10),
        '# slot="used" bucket="c" org="acme" precision=s',
        'm v=1 7\n',
      ].join('\n'),
    )
    await writer.close()
  })

  it.each([
    [[], 2, 'Usage'],
    [['inspect'], 2, 'Usage'],
    [['delete', '/tmp'], 2, 'Usage'],
    [['inspect', '/tmp', '--colour'], 2, '--colour'],
    [['inspect', '/nowhere'], 1, 'ENOENT'],
    [['export', import.meta.dirname, '--slot', 'x'], 1, 'Slot x does not exist'],
  ])('explains %j', async (args, code, text) => {
    const result = await run(...args)
    expect(result).toMatchObject({ code, out: '' })
    expect(result.err).toContain(text)
  })

  it('runs', async () => {
    const program = join(import.meta.dirname, '../src/cli.ts')
    const args = ['--conditions=@fluxline/source', program, '--help']
    const { stdout } = await promisify(execFile)(process.execPath, args)
    expect(stdout).toContain('Usage: fluxline-spool inspect DIRECTORY')
  })
})

it('is a clear error on runtimes without files', async () => {
  const refused = { code: 'FLUXLINE_OPTION', message: expect.stringContaining('needs files') as string }
  expect(() => web.fileSpool({ directory: 'x' })).toThrow(expect.objectContaining(refused) as Error)
  await expect(web.inspectSpool('x')).rejects.toMatchObject(refused)
  expect(existsSync('x')).toBe(false)
})
