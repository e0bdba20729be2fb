import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startLoopback, useServer } from '@fluxline/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const access = useServer()
const main = join(import.meta.dirname, '..', 'src', 'main.ts')
const given = { FLUXLINE_TEST_URL: access.url, FLUXLINE_TEST_TOKEN: access.token, FLUXLINE_TEST_ORG: access.org }
const own = { FLUXLINE_TEST_URL: '', FLUXLINE_TEST_TOKEN: '', FLUXLINE_TEST_ORG: '' }

/** Temporary files of the runs: pictures, and folders of servers that are still running. */
let temporary: string
let runs: Run[] = []

interface Run {
  readonly child: ChildProcess
  output(): string
  /** Waits until the output contains the text. */
  until(text: string): Promise<void>
  /** Waits for the end and returns the exit code. */
  code(): Promise<number | null>
}

function start(env: Readonly<Record<string, string>>, ...args: string[]): Run {
  const child = spawn(process.execPath, ['--conditions=@fluxline/source', main, ...args], {
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const closed = once(child, 'close') as Promise<[number | null]>
  const run: Run = {
    child,
    output: () => text,
    async until(wanted) {
      while (!text.includes(wanted)) {
        if (child.exitCode !== null) throw new Error(`It ended without ${JSON.stringify(wanted)}:\n${text}`)
        await sleep(20)
      }
    },
    code: async () => (await closed)[0],
  }
  runs.push(run)
  return run
}

/** Runs a query and returns its rows of cells, without headings. */
async function query(url: string, org: string, token: string, script: string): Promise<string[][]> {
  const response = await fetch(`${url}/api/v2/query?org=${encodeURIComponent(org)}`, {
    method: 'POST',
    headers: { authorization: `Token ${token}`, 'content-type': 'application/vnd.flux' },
    body: script,
  })
  const lines = (await response.text()).split('\r\n').filter((line) => line.startsWith(',_result,'))
  return lines.map((line) => line.split(','))
}

/** Counts points on the server. A measurement has as many points as its most frequent field has values. */
async function countedByServer(bucket: string): Promise<number> {
  const rows = await query(
    access.url,
    access.org,
    access.token,
    `from(bucket: "${bucket}") |> range(start: 0, stop: 1d) |> group(columns: ["_measurement", "_field"]) |> count()
       |> map(fn: (r) => ({said: r._measurement + " " + string(v: r._value)}))`,
  )
  const most = new Map<string, number>()
  for (const cells of rows) {
    const [measurement, value] = cells.at(-1)!.split(' ')
    most.set(measurement!, Math.max(most.get(measurement!) ?? 0, Number(value)))
  }
  return [...most.values()].reduce((sum, count) => sum + count, 0)
}

async function serversLeft(): Promise<string[]> {
  return (await readdir(temporary)).filter((name) => name.startsWith('fluxline-influxd-'))
}

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'fluxline-quickstart-test-'))
})

afterEach(async () => {
  for (const { child } of runs) child.kill('SIGKILL')
  runs = []
  await rm(temporary, { recursive: true, force: true })
})

describe('the quickstart', { timeout: 60_000 }, () => {
  it('writes over 200 000 points and reads all of them back', async () => {
    const run = start(given)
    await run.until('Next steps')
    expect(await run.code()).toBe(0)
    const [, written, read] = /^(\d+) points written, (\d+) points read$/m.exec(run.output())!
    expect(Number(written)).toBeGreaterThan(200_000)
    expect(read).toBe(written)
    const [, bucket] = /bucket {4}(\S+)/.exec(run.output())!
    expect(await countedByServer(bucket!)).toBe(Number(written))

    const svg = await readFile(/(\S+\.svg)/.exec(run.output())![1]!, 'utf8')
    expect(svg).toContain('How late flights arrive')
    expect(run.output()).not.toContain('\u001B')
    expect(
      run
        .output()
        .split('\n')
        .filter((line) => line.length > 80 && !line.includes('.svg')),
    ).toEqual([])
  })

  it('keeps its server running until interrupted, and prints its access', async () => {
    const run = start(own, '--keep')
    await run.until("'\n")
    const [, address] = /address +(\S+)/.exec(run.output())!
    const [, token] = /token +(\S+)/.exec(run.output())!
    const [, written] = /(\d+) points written/.exec(run.output())!
    const [, script] = / -d '([^']+)'/.exec(run.output())!
    const [row] = await query(address!, 'fluxline', token!, script!)
    expect(row?.at(-1)).toBe(written)
    run.child.kill('SIGINT')
    expect(await run.code()).toBe(0)
    await expect(fetch(`${address}/health`)).rejects.toThrow('fetch failed')
    expect(await serversLeft()).toEqual([])
  })

  it.each([
    ['SIGINT', 'Sampling', 130],
    ['SIGTERM', ' points  ', 143],
  ] as const)('leaves no server behind on %s after "%s"', async (signal, moment, code) => {
    const run = start(own)
    await run.until(moment)
    const [, url] = /up at (\S+)/.exec(run.output())!
    run.child.kill(signal)
    expect(await run.code()).toBe(code)
    expect(run.output()).toMatch(/\nInterrupted; nothing is left running.\n$/)
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
    expect(await serversLeft()).toEqual([])
  })

  it('leaves no server behind if it is killed', async () => {
    const run = start(own)
    await run.until('Sampling')
    const [, url] = /up at (\S+)/.exec(run.output())!
    run.child.kill('SIGKILL')
    await run.code()
    await expect.poll(serversLeft, { timeout: 5000 }).toEqual([])
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
  })

  it('ends at once on interruption, even if the server does not respond to writes', async () => {
    await using deaf = await startLoopback(async ({ url }, response) => {
      if (url.startsWith('/api/v2/write')) return
      response.end(JSON.stringify({ orgs: [{ id: '1', name: 'org' }], id: '2' }))
    })
    const run = start({ ...given, FLUXLINE_TEST_URL: deaf.url, FLUXLINE_TEST_ORG: 'org' })
    await run.until(' points  ')
    const before = performance.now()
    run.child.kill('SIGINT')
    expect(await run.code()).toBe(130)
    expect(performance.now() - before).toBeLessThan(3000)
  })
})

describe('the quickstart that cannot start', () => {
  it('prints its help', async () => {
    const run = start({}, '--help')
    expect(await run.code()).toBe(0)
    expect(run.output()).toContain('pnpm quickstart [--keep]')
  })

  it('says what to install if no server is available, and nothing else', async () => {
    const run = start({ ...own, PATH: '', INFLUXD_PATH: '', HOME: temporary, XDG_CACHE_HOME: temporary })
    expect(await run.code()).toBe(1)
    expect(run.output()).toMatch(/^InfluxDB 2.7 was not found. Any one of these is enough:\n( {2}- .*\n)+$/)
  })

  it('names an unknown option', async () => {
    const run = start({}, '--kepp')
    expect(await run.code()).toBe(1)
    expect(run.output()).toMatch(/^Unknown option '--kepp'.*\n$/)
  })

  it('repeats the message of a server that rejects its token', async () => {
    const run = start({ ...given, FLUXLINE_TEST_TOKEN: 'wrong' })
    expect(await run.code()).toBe(1)
    expect(run.output()).toMatch(/401/)
    expect(run.output()).not.toMatch(/^ +at /m)
  })
})
