import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@fluxline/core'
import { startInfluxd } from '@fluxline/influxd'
import { Point } from '@fluxline/point'
import { startFaultyProxy } from '@fluxline/test-support'
import type { Fault } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchInput, BatchWriter } from '../src/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'
import { countValues } from './count-values.ts'
import { randomFrom } from './random.ts'

// FLUXLINE_SOAK_SECONDS=600 for a long one, FLUXLINE_SOAK_SEED to see one again.
const seconds = Number(process.env['FLUXLINE_SOAK_SECONDS'] ?? 8)
const seed = Number(process.env['FLUXLINE_SOAK_SEED'] ?? Date.now() % 1_000_000)
const KILL_MS = 4000

it('accounts for every line through faults of all kinds', { timeout: seconds * 1000 + 120_000 }, async () => {
  const random = randomFrom(seed)
  await using server = await startInfluxd()
  const access = await server.setup()
  let isFaulty = true
  await using proxy = await startFaultyProxy(access.url, () => (isFaulty ? drawFault(random) : {}))
  const through = { url: proxy.url, token: access.token, org: access.org, timeout: 150 }
  await using client = createClient(through)
  await using direct = createClient({ ...through, url: access.url, timeout: 60_000 })
  let retries = 0
  const options = {
    bucket: access.bucket,
    batchSize: 100,
    flushInterval: 20,
    jitterInterval: 10,
    retryInterval: 5,
    maxRetryDelay: 200,
    maxRetries: 4,
    maxBufferBytes: 500_000,
    maxRejected: 10,
    onRetry: () => void retries++,
  }
  const writers: Record<string, BatchWriter> = {
    plain: createBatchWriter(client, { ...options, concurrency: 4, gzip: true }),
    worker: createWorkerBatchWriter(through, options),
  }
  const end = Date.now() + seconds * 1000
  const given = Object.fromEntries(Object.keys(writers).map((name) => [name, 0]))
  let kills = 0

  async function feed(name: string): Promise<void> {
    while (Date.now() < end) {
      const count = 1 + Math.floor(random() * 60)
      given[name]! += count
      await writers[name]!.write(Array.from({ length: count }, () => drawInput(name, random)))
      if (random() < 0.02) await writers[name]!.flush({ timeout: random() * 100 })
      await sleep(random() * 8)
    }
  }
  async function kill(): Promise<void> {
    for (let next = Date.now() + KILL_MS; next < end; next += random() * 10 * KILL_MS) {
      await sleep(next - Date.now())
      if (server.isExternal) return
      await server.kill()
      await sleep(random() * 500)
      await server.restart()
      kills++
    }
  }

  await Promise.all([...Object.keys(writers).map(feed), kill()])
  isFaulty = false
  for (const [name, writer] of Object.entries(writers)) {
    const { written, failed, unsent } = await writer.close()
    const { unknown } = writer.stats
    const stored = await countValues(direct, access.bucket, name)
    const account = { seed, seconds, kills, retries, given: given[name], written, failed, unsent, unknown, stored }
    process.stdout.write(`soak of the ${name} writer: ${JSON.stringify(account)}\n`)
    expect(written + failed + unsent, `seed ${seed}`).toBe(given[name])
    expect(unsent, `seed ${seed}`).toBe(0)
    expect(stored, `seed ${seed}`).toBeGreaterThanOrEqual(written)
    expect(stored, `seed ${seed}`).toBeLessThanOrEqual(written + unknown)
    expect(written, `seed ${seed}`).toBeGreaterThan(given[name]! / 4)
  }
})

/** A fault for about half of all connections, at any byte. */
function drawFault(random: () => number): Fault {
  const byte = (most: number): number => Math.floor(random() ** 3 * most)
  const end = (['reset', 'close', 'stall'] as const)[Math.floor(random() * 3)]
  const kind = random()
  if (kind < 0.5) return {}
  if (kind < 0.65) return { toServer: byte(100_000), end }
  if (kind < 0.8) return { toClient: byte(5000), end }
  if (kind < 0.9) return { delayMs: random() * 30 }
  const [status, header] = [
    ['429 Too Many Requests', 'Retry-After: 0'],
    ['503 Service Unavailable', 'X-None: 0'],
    ['500 Internal Server Error', 'X-None: 0'],
  ][Math.floor(random() * 3)]!
  return { response: `HTTP/1.1 ${status}\r\n${header}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n` }
}

/** Returns a line of one of many kinds, some of them bad. Each good one has a different timestamp. */
function drawInput(measurement: string, random: () => number): BatchInput {
  const kind = random()
  if (kind < 0.6) return `${measurement} v=1`
  if (kind < 0.8) return Point.measurement(measurement).floatField('v', random())
  if (kind < 0.95) return { measurement, fields: { v: random() } }
  if (kind < 0.97) return new TextEncoder().encode(`${measurement} v=${random()}`)
  if (kind < 0.98) return `${measurement} v=bad`
  if (kind < 0.99) return `${measurement} s="never closes`
  return { measurement, fields: { v: Number.NaN } }
}
