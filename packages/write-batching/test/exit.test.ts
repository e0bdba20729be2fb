import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler } from '@fluxline/test-support'
import { describe, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import { fakeClient } from './fake-client.ts'

// A process takes its time to start where the machine is busy.
vi.setConfig({ testTimeout: 60_000 })

const writers = {
  plain: `import { createClient } from '@fluxline/core'
    import { createBatchWriter } from './src/index.ts'
    const open = (options) => createBatchWriter(createClient({ url, server: '2', token: 'secret' }), { bucket: 'b', ...options })`,
  worker: `import { createWorkerBatchWriter } from './src/worker/index.ts'
    const open = (options) => createWorkerBatchWriter({ url, server: '2', token: 'secret' }, { bucket: 'b', ...options })`,
}
type Kind = keyof typeof writers
const kinds = Object.keys(writers) as Kind[]

interface Run {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  /** What it said, line by line. */
  readonly said: string[]
  /** Its exit code or signal, and its standard error. */
  readonly ended: Promise<{ end: number | string | null; stderr: string }>
  hasSaid: (line: string) => Promise<void>
}

/** Starts a program in a separate process; `say` prints at once. */
function run(kind: Kind, url: string, program: string, flags: readonly string[] = []): Run {
  const source = `
    import { writeSync } from 'node:fs'
    import { setTimeout as pause } from 'node:timers/promises'
    const url = '${url}'
    ${writers[kind]}
    const say = (line) => void writeSync(1, line + '\\n')
    const tell = (event) => say(event.type + ' ' + (event.outcome ?? '') + ' ' + event.lines)
    const callbacks = { onError: tell, onDrop: tell, onRejected: tell }
    ${program}`
  const child = spawn(
    process.execPath,
    [...flags, '--conditions=@fluxline/source', '--input-type=module-typescript', '--eval', source],
    { cwd: new URL('..', import.meta.url), stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const said: string[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => said.push(line))
  const ending = Promise.all([once(child, 'exit'), text(child.stderr), once(lines, 'close')])
  const ended = ending.then(([[code, signal], stderr]) => ({ end: (code ?? signal) as number | string | null, stderr }))
  const hasSaid = async (line: string): Promise<void> => {
    await expect.poll(() => said.includes(line) || child.exitCode !== null, { timeout: 30_000 }).toBe(true)
    expect(said).toContain(line)
  }
  return { child, said, ended, hasSaid }
}

/** Returns the number that the program said last. */
const countGiven = (said: readonly string[]): number =>
  Number(said.findLast((each) => each.startsWith('given'))?.split(' ')[1] ?? 0)
const stored: RequestHandler = (_, response) => void response.writeHead(204).end()
const away = 'http://127.0.0.1:9'
const linesLeft = (lines: string): RegExp =>
  new RegExp(`^fluxline: ${lines} not written when the process ended\\..*close\\(\\).*$`, 'm')

describe.each(kinds)('closeOnExit of the %s writer', (kind) => {
  it.each([
    ['a timer', 'setInterval(() => writer.write(next()), 10)'],
    ['a loop', ';(async () => { for (;;) { await writer.write(next()); await pause(10) } })()'],
    ['an iterable', 'writer.write((async function* () { for (;;) { yield next(); await pause(10) } })())'],
  ])('accepts writes until its time-out and reports what is left, if InfluxDB is away (%s)', async (_, writing) => {
    const { child, said, ended, hasSaid } = run(
      kind,
      away,
      `let given = 0
      const next = () => 'm v=1 ' + ++given
      const writer = open({ closeOnExit: { timeout: 700 }, batchSize: 50, flushInterval: 100, ...callbacks })
      process.on('exit', () => say('exit'))
      setInterval(() => say('given ' + given), 1)
      ${writing}
      say('ready')`,
    )
    await hasSaid('ready')
    await pause(300)
    const before = countGiven(said)
    child.kill('SIGTERM')
    expect(await ended).toEqual({ end: 'SIGTERM', stderr: '' })
    const reports = said.filter((line) => /^(error|drop)/.test(line))
    const reported = reports.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
    const given = countGiven(said)
    expect(given - before).toBeGreaterThan(5)
    expect(reported).toBeGreaterThanOrEqual(given)
    expect(reported).toBeLessThanOrEqual(given + 5)
  })

  it('loses no line of a program that goes on writing', async () => {
    await using server = await startLoopback(stored)
    const { child, said, ended, hasSaid } = run(
      kind,
      server.url,
      `const writer = open({ closeOnExit: true, ...callbacks })
      await writer.start?.()
      let given = 0
      setInterval(() => {
        say(String(++given))
        void writer.write('m v=1 ' + given)
      }, 5)`,
    )
    await hasSaid('50')
    child.kill('SIGTERM')
    expect(await ended).toEqual({ end: 'SIGTERM', stderr: '' })
    const sent = server.requests.flatMap(({ body }) => body.toString().split('\n').slice(0, -1))
    expect(sent.map((line) => Number(line.split(' ')[2])).toSorted((a, b) => a - b)).toEqual(said.map(Number))
  })

  it.each([
    ['a signal', 'setInterval(() => {}, 1000)', 'SIGTERM', 'SIGTERM'],
    ['nothing left to do', '', undefined, 0],
    [
      'a signal that the application handles',
      `setInterval(() => {}, 1000)
      process.once('SIGTERM', async () => {
        await pause(300)
        writer.write('m v=1 2')
        await writer.close()
        process.exit(7)
      })`,
      'SIGTERM',
      7,
    ],
    [
      'a signal after one that the application takes to reload',
      `process.on('SIGHUP', () => setTimeout(() => { writer.write('m v=1 2'); say('reloaded') }, 100))
      setInterval(() => {}, 1000)
      process.kill(process.pid, 'SIGHUP')
      while (writer.stats.written < 1) await pause(5)`,
      'SIGINT',
      'SIGINT',
    ],
  ] as const)('writes what is buffered before %s ends the process', async (_, program, signal, end) => {
    await using server = await startLoopback(stored)
    const { child, said, ended, hasSaid } = run(
      kind,
      server.url,
      `const writer = open({ flushInterval: 0, closeOnExit: true, ...callbacks })
      writer.write('m v=1 1')
      ${program}
      say('ready')`,
    )
    if (signal) {
      await hasSaid('ready')
      if (program.includes('reloaded')) await hasSaid('reloaded')
      child.kill(signal)
    }
    expect(await ended).toEqual({ end, stderr: '' })
    const sent = server.requests.map(({ body }) => body.toString())
    expect(sent.join('')).toBe(program.includes('m v=1 2') ? 'm v=1 1\nm v=1 2\n' : 'm v=1 1\n')
    expect(said.filter((line) => /^(error|drop)/.test(line))).toEqual([])
  })

  it('ends the process at once on a second signal, and reports what is left', async () => {
    await using server = await startLoopback(() => {})
    const program = `const writer = open({ closeOnExit: true, ...callbacks })
      writer.write('m v=1 1')
      setInterval(() => {}, 1000)
      say('ready')`
    const { child, said, ended, hasSaid } = run(kind, server.url, program)
    await hasSaid('ready')
    child.kill('SIGINT')
    await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBe(1)
    child.kill('SIGINT')
    expect(await ended).toEqual({ end: 'SIGINT', stderr: '' })
    expect(said).toEqual(['ready', 'error unknown 1'])
  })
})

describe('lines that are left when the process ends', () => {
  it.each([
    [
      'process.exit',
      'open({}).write("m v=1 1"); open({}).write("m v=1 1\\nm v=2 2"); process.exit(3)',
      3,
      '3 lines were',
    ],
    ['an uncaught error', 'open({}).write("m v=1 1"); throw new Error("boom")', 1, '1 line was'],
    ['nothing left to do', 'open({ flushInterval: 0 }).write("m v=1 1")', 0, '1 line was'],
    [
      'a signal, if no callback hears of it',
      'open({ closeOnExit: { timeout: 50 } }).write(["m v=1 1", "m v=2 2"]); process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)',
      'SIGTERM',
      '2 lines were',
    ],
    [
      'a signal, in another writer',
      'open({}).write(["m v=1 1", "m v=2 2"]); open({ closeOnExit: true }); process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)',
      'SIGTERM',
      '2 lines were',
    ],
  ])('are counted on standard error (%s)', async (_, program, end, lines) => {
    const { ended } = run('plain', away, program)
    const { end: endedBy, stderr } = await ended
    expect(endedBy).toBe(end)
    expect(stderr).toMatch(linesLeft(lines))
    expect(stderr.match(/fluxline:/g)).toHaveLength(1)
  })

  it('are given to the callbacks too, with closeOnExit', async () => {
    const { said, ended } = run(
      'plain',
      away,
      `const onError = ({ outcome, body }) => say(outcome + ' ' + new TextDecoder().decode(body).trim())
      open({ closeOnExit: true, onError }).write('m v=1 1')
      process.exit(3)`,
    )
    expect(await ended).toEqual({ end: 3, stderr: expect.stringMatching(linesLeft('1 line was')) as string })
    expect(said).toEqual(['unsent m v=1 1'])
  })

  it('are none after close and abort, and then nothing is said', async () => {
    const { ended } = run(
      'plain',
      away,
      `const writers = [open({ maxRetries: 0, ...callbacks }), open({}), open({ closeOnExit: true })]
      for (const writer of writers) writer.write('m v=1 1')
      await writers[0].close()
      for (const writer of writers) writer.abort()
      process.exit(3)`,
    )
    expect(await ended).toEqual({ end: 3, stderr: '' })
  })

  it('are counted also if the writer is not used any more, and an empty one is forgotten', async () => {
    const { said, ended } = run(
      'plain',
      away,
      `open({ flushInterval: 0 }).write('m v=1 1')
      for (let at = 0; at < 1000; at++) open({})
      const hooks = globalThis[Symbol.for('fluxline.exitHooks')]
      for (let times = 0; times < 100 && hooks.pending.size > 1; times++) {
        gc()
        await pause(10)
      }
      say(String(hooks.pending.size))`,
      ['--expose-gc'],
    )
    expect((await ended).stderr).toMatch(linesLeft('1 line was'))
    expect(said).toEqual(['1'])
  })
})

it('warns of lost lines that nobody hears of before flush and close resolve', async () => {
  for (const method of ['flush', 'close']) {
    const { said, ended } = run(
      'plain',
      away,
      `const writer = open({ maxRetries: 0 })
      writer.write('m v=1 1')
      say(String((await writer.${method}()).failed))
      process.exit(0)`,
    )
    expect((await ended).stderr).toMatch(/FLUXLINE_UNHEARD.*1 line for bucket b was lost/)
    expect(said).toEqual(['1'])
  }
})

const countListeners = (): number[] => ['SIGTERM', 'exit', 'beforeExit'].map((event) => process.listenerCount(event))

it('adds one listener for any number of writers', async () => {
  const before = countListeners()
  const opened = Array.from({ length: 12 }, () => createBatchWriter(fakeClient(), { bucket: 'b', closeOnExit: true }))
  expect(countListeners()).toEqual(before.map((listeners) => listeners + 1))
  await Promise.all(opened.slice(1).map((writer) => writer.close()))
  expect(countListeners()).toEqual(before.map((listeners) => listeners + 1))
  opened[0]!.abort()
  expect(countListeners()).toEqual(before)
})

it('does not listen to signals without closeOnExit', () => {
  const before = process.listenerCount('SIGTERM')
  const writer = createBatchWriter(fakeClient(), { bucket: 'b', closeOnExit: false })
  expect(process.listenerCount('SIGTERM')).toBe(before)
  writer.abort()
})
