import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startInfluxd } from '@fluxline/influxd'
import type { InfluxServer } from '@fluxline/influxd'
import { parseTimestamp } from '@fluxline/point'
import { startFaultyProxy } from '@fluxline/test-support'
import type { Fault } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import type { BatchOptions } from '../../src/index.ts'
import { randomFrom } from '../random.ts'
import { Fate } from './soak-fates.ts'
import type { SoakAccount, SoakOptions } from './soak-fates.ts'
import { timeOf } from './soak-lines.ts'

// `pnpm soak` takes ten minutes; FLUXLINE_SOAK_SEED repeats the same lines and faults.
const seconds = Number(process.env['FLUXLINE_SOAK_SECONDS'] ?? 60)
const seed = Number(process.env['FLUXLINE_SOAK_SEED'] ?? Date.now() % 1_000_000)
const random = randomFrom(seed)

const options: BatchOptions = {
  batchSize: 100,
  flushInterval: 20,
  jitterInterval: 10,
  retryInterval: 5,
  maxRetryDelay: 300,
  maxRetries: 6,
  maxBufferBytes: 500_000,
  maxRejected: 10,
}
const processes: Readonly<Record<string, Partial<SoakOptions>>> = {
  plain: { options },
  compressed: { options: { ...options, gzip: true, concurrency: 4, overflow: 'drop-oldest' } },
  worker: { options, isWorker: true },
}

it('accounts for every line through faults of all kinds', { timeout: seconds * 1000 + 300_000 }, async () => {
  await using server = await startInfluxd()
  const access = await server.setup()
  const { url, token, org } = access
  await using direct = createClient({ url, token, org, timeout: 120_000 })
  const second = await createBucket(direct, access.orgID)
  const buckets = [access.bucket, second]
  const end = Date.now() + seconds * 1000
  await using proxy = await startFaultyProxy(access.url, () => (Date.now() < end ? drawFault() : {}))
  const children = Object.entries(processes).map(([name, parts], at) => {
    const through = { url: proxy.url, token, org }
    return start({ name, seed: seed + at, access: through, buckets, isWorker: false, options, ...parts })
  })
  const faults = { kills: 0, freezes: 0, stops: 0 }
  await Promise.all([breakServer(server, end, faults), stopProcesses(children, end, faults)])
  const accounts = await Promise.all(children.map(accountOf))
  expect(accounts).toHaveLength(children.length)
  for (const [at, name] of Object.keys(processes).entries()) {
    await expectTrue(name, accounts[at]!, direct, buckets, faults)
  }
})

/** Compares the report, the callbacks and the server's own points of one process. */
async function expectTrue(
  name: string,
  { given, report, fates, reasons, named, retries, clockSteps }: SoakAccount,
  direct: Client,
  buckets: readonly string[],
  faults: object,
): Promise<void> {
  const stored = (await Promise.all(buckets.map((bucket) => storedNumbers(direct, bucket, name)))).flat()
  const distinct = new Set(stored)
  const numbersOf = (fate: number): number[] => [...fates.keys()].filter((number) => fates[number] === fate)
  const [none, written, unknown, lost] = [Fate.none, Fate.written, Fate.unknown, Fate.lost].map(numbersOf)
  const counts = { written: written!.length, unknown: unknown!.length, lost: lost!.length, stored: stored.length }
  const account = { seed, seconds, ...faults, retries, clockSteps, given, ...report, callbacks: counts }
  process.stdout.write(`soak of the ${name} writer: ${JSON.stringify(account)}\n`)
  expect({ none, named }, `seed ${seed}: lines that no callback named, or two`).toEqual({ none: [], named: [] })
  expect(report, `seed ${seed}`).toEqual({
    written: written!.length,
    failed: unknown!.length + lost!.length,
    unsent: 0,
  })
  expect(stored.length, `seed ${seed}: points that a retry made twice`).toBe(distinct.size)
  const missing = written!.filter((number) => !distinct.has(number))
  const extra = lost!.filter((number) => distinct.has(number)).map((number) => reasons.get(number))
  expect({ missing, extra }, `seed ${seed}: written, but not stored, and the reverse`).toEqual({
    missing: [],
    extra: [],
  })
  expect(stored.length - unknown!.filter((number) => distinct.has(number)).length).toBe(report.written)
  expect(report.written, `seed ${seed}`).toBeGreaterThan(given / 4)
}

function start(soak: SoakOptions): ChildProcess {
  const execArgv = ['--conditions=@fluxline/source', '--disable-warning=ExperimentalWarning']
  const program = join(import.meta.dirname, 'soak-process.ts')
  return fork(program, [JSON.stringify(soak)], { execArgv, serialization: 'advanced' })
}

/** Lets a process finish. */
async function accountOf(child: ChildProcess): Promise<SoakAccount> {
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`A process ended with code ${code}.`)))
  ended.catch(() => {})
  const account = once(child, 'message')
  child.send('finish')
  const [first] = (await Promise.race([account, ended])) as [SoakAccount]
  return first
}

/** Kills and freezes the server. */
async function breakServer(
  server: InfluxServer,
  end: number,
  faults: { kills: number; freezes: number },
): Promise<void> {
  while (!server.isExternal && Date.now() < end) {
    await sleep(Math.min(2000 + random() * 10_000, Math.max(0, end - Date.now())))
    if (random() < 0.5) {
      await server.kill()
      await sleep(random() * 1000)
      await server.restart()
      faults.kills++
    } else {
      await server.freeze()
      await sleep(random() * 3000)
      await server.thaw()
      faults.freezes++
    }
  }
  await sleep(Math.max(0, end - Date.now()))
}

/** Stops the clock of the processes, as a machine that sleeps does. */
async function stopProcesses(children: readonly ChildProcess[], end: number, faults: { stops: number }): Promise<void> {
  while (Date.now() < end) {
    await sleep(Math.min(3000 + random() * 10_000, Math.max(0, end - Date.now())))
    const child = children[Math.floor(random() * children.length)]!
    child.kill('SIGSTOP')
    await sleep(random() * 2000)
    child.kill('SIGCONT')
    faults.stops++
  }
}

/** A fault for about half of all connections, at any byte. */
function drawFault(): Fault {
  const byte = (most: number): number => Math.floor(random() ** 3 * most)
  const end = (['reset', 'close', 'stall'] as const)[Math.floor(random() * 3)]
  const kind = random()
  if (kind < 0.5) return {}
  if (kind < 0.62) return { toServer: byte(100_000), end }
  if (kind < 0.74) return { toClient: byte(5000), end }
  if (kind < 0.82) return { delayMs: random() * 30 }
  if (kind < 0.9) return { dripMs: 1 + random() * 20 }
  const [status, header] = [
    ['429 Too Many Requests', 'Retry-After: 0'],
    ['429 Too Many Requests', 'Retry-After: 3600'],
    ['503 Service Unavailable', 'X-None: 0'],
    ['500 Internal Server Error', 'X-None: 0'],
    ['200 OK', 'X-None: a log-in page'],
  ][Math.floor(random() * 5)]!
  return { response: `HTTP/1.1 ${status}\r\n${header}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n` }
}

async function createBucket(client: Client, orgID: string): Promise<string> {
  const body = JSON.stringify({ orgID, name: `soak-${Date.now().toString(36)}`, retentionRules: [] })
  const response = await client.request({ method: 'POST', path: '/api/v2/buckets', body })
  return (JSON.parse(await response.text()) as { name: string }).name
}

/** Returns the numbers of the lines of a process that the server has; each must have its own time. */
async function storedNumbers(client: Client, bucket: string, name: string): Promise<number[]> {
  const body = `from(bucket: "${bucket}") |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "soak" and r._field == "n" and r.p == "${name}")
    |> keep(columns: ["_time", "_value", "k"])`
  const headers = { 'content-type': 'application/vnd.flux' }
  const query = { org: client.org }
  const response = await client.request({ method: 'POST', path: '/api/v2/query', query, headers, body })
  const rows = (await response.text()).split('\r\n').map((row) => row.split(','))
  const places = ['_time', '_value', 'k'].map((label) => rows[0]!.indexOf(label))
  const values = rows
    .filter((row) => row[1] === '_result' && row.length > 3)
    .map((row) => places.map((place) => row[place]!) as [string, string, string])
  expect(values.filter(isMoved), `seed ${seed}: lines whose time was changed`).toEqual([])
  return values.map(([, number]) => Number(number))
}

/** Whether a line has another time than it was given. */
function isMoved([time, number, kind]: [string, string, string]): boolean {
  const given = timeOf(kind, Number(number))
  return given !== undefined && given !== parseTimestamp(time)
}
