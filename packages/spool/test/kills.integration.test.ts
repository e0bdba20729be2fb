import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startInfluxd } from '@fluxline/influxd'
import { createBatchWriter } from '@fluxline/write-batching'
import { expect, it } from 'vitest'
import { fileSpool } from '../src/index.ts'
import type { Durability } from '../src/index.ts'
import type { KilledWriterOptions } from './killed-writer.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { losePower } from './volatile-files.ts'

// FLUXLINE_SPOOL_KILLS=100 for a hundred kills, FLUXLINE_SPOOL_SEED to see a test again.
const kills = Number(process.env['FLUXLINE_SPOOL_KILLS'] ?? 10)
const seed = Number(process.env['FLUXLINE_SPOOL_SEED'] ?? Date.now() % 1_000_000)
const syncInterval = 200
/** A sync takes its time too, on a machine with other work. */
const SYNC_SLACK_MS = 1500

/** A run ends by SIGKILL, and by a loss of power with this probability. */
const cases: readonly {
  durability: Durability
  losses: number
  share: number
  thread: 'this thread' | 'a worker'
}[] = [
  { durability: 'process', losses: 0, share: 0.2, thread: 'this thread' },
  { durability: 'process', losses: 0, share: 0.2, thread: 'a worker' },
  { durability: 'periodic', losses: 0.5, share: 0.3, thread: 'this thread' },
  { durability: 'batch', losses: 0.5, share: 0.3, thread: 'this thread' },
]

/** How many points of a run are spooled, and since when. */
interface Acknowledged {
  count: number
  readonly at: { readonly count: number; readonly ms: number }[]
}

it.each(cases)(
  'every line whose write had resolved is stored once, in $thread, with durability $durability (losses of power: $losses)',
  async ({ durability, losses, share, thread }) => {
    const random = randomFrom(seed)
    const rounds = Math.max(1, Math.round(kills * share))
    await using server = await startInfluxd()
    const access = await server.setup()
    const directory = temporaryFolder()
    const journal = losses > 0 ? join(temporaryFolder(), 'synced') : undefined
    let isOver = false
    const outages = (async () => {
      while (!isOver && !server.isExternal) {
        await sleep(500 + random() * 2000)
        await server.kill()
        await sleep(random() * 1500)
        await server.restart()
      }
    })()
    const safe: number[] = []
    let lost = 0
    for (let run = 0; run < rounds; run++) {
      const { url, token, org, bucket } = access
      const acknowledged = await runAndKill(
        { url, token, org, bucket, directory, durability, syncInterval, journal, run, isWorker: thread === 'a worker' },
        300 + random() * 1500 + (durability === 'periodic' ? SYNC_SLACK_MS : 0),
      )
      const losesPower = journal !== undefined && random() < losses
      // What earlier runs left was synced when this one began.
      safe.push(losesPower && durability === 'periodic' ? synced(acknowledged) : acknowledged.count)
      if (!losesPower) continue
      lost++
      losePower(join(directory, 'default'), journal, random)
    }
    isOver = true
    await outages
    const { url, token, org } = access
    await using client = createClient({ url, token, org, timeout: 60_000 })
    const writer = createBatchWriter(client, { bucket: access.bucket, spool: fileSpool({ directory }) })
    const report = await writer.close({ until: 'stored' })
    const account = {
      seed,
      durability,
      thread,
      rounds,
      lost,
      lines: safe.reduce((sum, count) => sum + count, 0),
      ...report,
    }
    process.stdout.write(`kills: ${JSON.stringify(account)}\n`)
    expect(report).toMatchObject({ unsent: 0, spooled: 0 })
    // A loss of power may leave the header of a frame that was never acknowledged, and zeros for its lines.
    expect(lost > 0 ? 0 : report.failed).toBe(0)
    for (const [run, count] of safe.entries()) {
      expect(count, `seed ${seed}, run ${run}`).toBeGreaterThan(0)
      const stored = await storedBelow(client, access.bucket, run, count)
      expect(stored, `seed ${seed}, run ${run}`).toEqual({ count, sum: (count * (count - 1)) / 2 })
    }
  },
  120_000 + kills * 20_000,
)

/** Runs a writer, and kills it after a time since its first line was spooled. */
async function runAndKill(options: KilledWriterOptions, ms: number): Promise<Acknowledged> {
  const program = join(import.meta.dirname, 'killed-writer.ts')
  const args = ['--conditions=@fluxline/source', program, JSON.stringify(options)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const acknowledged: Acknowledged = { count: 0, at: [] }
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    const end = text.lastIndexOf('\n')
    const last = text.slice(0, end).split('\n').at(-1)
    if (end === -1 || !last) return
    text = text.slice(end + 1)
    acknowledged.count = Number(last)
    acknowledged.at.push({ count: acknowledged.count, ms: performance.now() })
  })
  const ended = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), ended])
  await sleep(ms)
  expect(child.exitCode, 'the writer runs until it is killed').toBeNull()
  child.kill('SIGKILL')
  await ended
  return acknowledged
}

/** How many points had been spooled for long enough to be synced. */
function synced({ at }: Acknowledged): number {
  const now = performance.now()
  return at.findLast(({ ms }) => now - ms > syncInterval + SYNC_SLACK_MS)?.count ?? 0
}

/** The server's count and sum of the values of a run below a number. */
async function storedBelow(
  client: Client,
  bucket: string,
  run: number,
  limit: number,
): Promise<{ count: number; sum: number }> {
  const query = `data = from(bucket: "${bucket}") |> range(start: 0)
      |> filter(fn: (r) => r._measurement == "killed" and r.run == "${run}" and r._value < ${limit}) |> group()
    union(tables: [data |> count() |> set(key: "what", value: "count"), data |> sum() |> set(key: "what", value: "sum")])
      |> keep(columns: ["what", "_value"])`
  const response = await client.request({
    method: 'POST',
    path: '/api/v2/query',
    query: { org: client.org },
    headers: { 'content-type': 'application/vnd.flux', accept: 'application/csv' },
    body: query,
  })
  const csv = await response.text()
  const valueOf = (what: string): number => {
    const row = csv.split('\r\n').find((line) => line.split(',').includes(what))
    return Number(row?.split(',').find((cell) => /^\d+$/.test(cell) && cell !== '0') ?? 0)
  }
  return { count: valueOf('count'), sum: valueOf('sum') }
}

function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
