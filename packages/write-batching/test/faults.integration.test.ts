import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@fluxline/core'
import type { Client, ClientOptions } from '@fluxline/core'
import { startInfluxd } from '@fluxline/influxd'
import { startFaultyProxy, useBucket } from '@fluxline/test-support'
import type { Access, Fault, FaultyProxy } from '@fluxline/test-support'
import { describe, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchOptions, BatchWriter, WriteReport } from '../src/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'
import type { WorkerBatchWriter } from '../src/worker/index.ts'
import { countValues } from './count-values.ts'

const access = useBucket()
const options = { batchSize: 100, flushInterval: 20, retryInterval: 5, maxRetryDelay: 50, maxRetries: 20 }

interface Run {
  readonly report: WriteReport
  readonly unknown: number
  readonly retries: number
  /** By the server's own count. */
  readonly stored: number
}

const kinds = {
  'a batch writer': (client: Client, _: ClientOptions, more: BatchOptions): BatchWriter =>
    createBatchWriter(client, more),
  'a worker batch writer': (_: Client, to: ClientOptions, more: BatchOptions): BatchWriter =>
    createWorkerBatchWriter(to, more),
}
type Kind = keyof typeof kinds

let measurements = 0

/** Writes lines while `during` runs, and compares the writer's counts with the server's. */
async function run(
  kind: Kind,
  url: string,
  to: Access = access,
  {
    during = () => sleep(0),
    more = {},
  }: { during?: (retries: () => number) => Promise<unknown>; more?: BatchOptions } = {},
): Promise<Run> {
  const measurement = `faults${++measurements}`
  const clientOptions = { url, token: to.token, org: to.org, timeout: 200 }
  await using client = createClient(clientOptions)
  let retries = 0
  const onRetry = (): void => void retries++
  const writer = kinds[kind](client, clientOptions, { bucket: to.bucket, ...options, onRetry, ...more })
  let given = 0
  let isOver = false
  if ('start' in writer) await (writer as WorkerBatchWriter).start()
  const end = during(() => retries).finally(() => (isOver = true))
  for (; given < 1000 || !isOver; given += 50) {
    await writer.write(Array.from({ length: 50 }, () => `${measurement} v=1`))
    await sleep(1)
  }
  await end
  const report = await writer.close()
  const { unknown } = writer.stats
  await using direct = createClient({ url: to.url, token: to.token, org: to.org })
  const stored = await countValues(direct, to.bucket, measurement)
  const { written, failed, unsent } = report
  expect(written + failed + unsent).toBe(given)
  expect(stored).toBeGreaterThanOrEqual(written)
  expect(stored).toBeLessThanOrEqual(written + unknown)
  return { report, unknown, retries, stored }
}

/** A fault for every second connection, or for each. */
function alternately(fault: Fault): () => Fault {
  let at = 0
  return () => (at++ % 2 === 0 ? fault : {})
}

const respond = (head: string, body = ''): Fault => ({
  response: `HTTP/1.1 ${head}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
})

const faults: Record<string, Fault> = {
  'are reset before anything is sent': { toServer: 0 },
  'are reset within the head of the request': { toServer: 100 },
  'are reset within the body': { toServer: 1500 },
  'are reset within a later request': { toServer: 6000 },
  'are reset before the response': { toClient: 0 },
  'are reset within the head of the response': { toClient: 20 },
  'are reset within a later response': { toClient: 200 },
  'end within the response': { toClient: 60, end: 'close' },
  'stall within the request': { toServer: 1500, end: 'stall' },
  'stall before the response': { toClient: 0, end: 'stall' },
  'are slow': { delayMs: 20 },
  'return 429 with Retry-After': respond('429 Too Many Requests\r\nRetry-After: 0'),
  'return 429 without Retry-After': respond('429 Too Many Requests'),
  'return 503 with Retry-After': respond('503 Service Unavailable\r\nRetry-After: 0'),
  'return 503 without Retry-After': respond('503 Service Unavailable'),
  'return 502 from a proxy': respond('502 Bad Gateway\r\nContent-Type: text/html', '<html>Bad</html>'),
  'get a response that is cut': {
    response: 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n\r\n{"code":',
  },
}

describe.each(Object.keys(kinds) as Kind[])('%s', (kind) => {
  // The worker's requests are made by the same client; starting many takes long.
  const chosen = Object.entries(faults).filter((_, at) => kind === 'a batch writer' || at % 4 === 0)
  it.each(chosen)('stores every line through connections that %s', async (_, fault) => {
    await using proxy = await startFaultyProxy(access.url, alternately(fault))
    const { report, retries, stored } = await run(kind, proxy.url)
    expect(report).toMatchObject({ failed: 0, unsent: 0 })
    expect(stored).toBe(report.written)
    expect(fault.delayMs === undefined ? retries : 1).toBeGreaterThan(0)
  })

  it('stores every line if connections are refused for a while', async () => {
    await using proxy = await startFaultyProxy(access.url, () => ({}))
    const { report, retries, unknown } = await run(kind, proxy.url, access, {
      during: (count) => refuseUntil(proxy, () => count() > 0),
    })
    expect(report).toMatchObject({ failed: 0, unsent: 0 })
    expect({ unknown, hasRetried: retries > 0 }).toEqual({ unknown: 0, hasRetried: true })
  })

  // Only lines that reached the server, and whose response was lost, may be stored.
  it.each<[string, number, number]>([
    ['are reset before anything is sent', 1000, 0],
    ['are reset before the response', 1000, 1000],
    ['return 503 without Retry-After', 0, 0],
  ])('accounts for every line if all connections %s and it gives up', async (name, unknown, stored) => {
    await using proxy = await startFaultyProxy(access.url, () => faults[name]!)
    const { report, ...counts } = await run(kind, proxy.url, access, { more: { maxRetries: 1 } })
    expect(report).toMatchObject({ written: 0, unsent: 0, failed: 1000 })
    expect(counts).toMatchObject({ unknown, stored })
  })
})

describe('a server', () => {
  it('that is killed and restarted has each line once', { timeout: 60_000 }, async () => {
    await using server = await startInfluxd()
    if (server.isExternal) return
    const own = await server.setup()
    const killAndRestart = async (): Promise<void> => {
      for (let times = 0; times < 2; times++) {
        await sleep(100)
        await server.kill()
        await sleep(100)
        await server.restart()
      }
    }
    const more = { maxRetries: 1000, maxRetryDelay: 100 }
    const { report, stored, retries } = await run('a batch writer', own.url, own, { during: killAndRestart, more })
    expect(report).toMatchObject({ failed: 0, unsent: 0 })
    expect(stored).toBe(report.written)
    expect(retries).toBeGreaterThan(0)
  })

  it(
    'whose disk is full gets every line when there is room again and it was restarted',
    { timeout: 60_000 },
    async (context) => {
      using disk = mountSmallDisk()
      if (!disk) return context.skip('a small disk cannot be mounted here')
      await using server = await startInfluxd({ flags: ['--engine-path', join(disk.path, 'engine')] })
      if (server.isExternal) return context.skip('the server is not ours')
      const own = await server.setup()
      await run('a batch writer', own.url, own)
      const fillForAWhile = async (): Promise<void> => {
        const ballast = join(disk.path, 'ballast')
        expect(() => writeFileSync(ballast, new Uint8Array(64 << 20))).toThrow(/ENOSPC/)
        await sleep(300)
        rmSync(ballast)
        // InfluxDB's log of writes recovers only by a restart.
        await server.restart()
      }
      const more = { maxRetries: 1000, maxRetryDelay: 100 }
      const { report, stored, retries } = await run('a batch writer', own.url, own, { during: fillForAWhile, more })
      expect(report).toMatchObject({ failed: 0, unsent: 0 })
      expect(stored).toBe(report.written)
      expect(retries).toBeGreaterThan(0)
    },
  )
})

describe('a clock that jumps', () => {
  it('merges no two points, and moves no retry', async () => {
    await using proxy = await startFaultyProxy(access.url, alternately({ toClient: 0 }))
    const hour = 3_600_000
    let jump = 0
    const { now } = Date
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + jump)
    const jumpAbout = async (): Promise<void> => {
      for (const to of [hour, -hour, 0, 24 * hour, 0]) {
        await sleep(30)
        jump = to
      }
    }
    const { report, stored } = await run('a batch writer', proxy.url, access, { during: jumpAbout })
    clock.mockRestore()
    expect(report).toMatchObject({ failed: 0, unsent: 0 })
    expect(stored).toBe(report.written)
  })
})

/** Refuses connections for 150 ms, and on a busy machine for as long as the writer has not noticed. */
async function refuseUntil(proxy: FaultyProxy, isNoticed: () => boolean): Promise<void> {
  await sleep(30)
  await proxy.refuse()
  await sleep(150)
  while (!isNoticed()) await sleep(10)
  await proxy.accept()
}

/** Returns a disk of 32 MiB in memory, if one can be mounted: by root, on Linux. */
function mountSmallDisk(): ({ path: string } & Disposable) | undefined {
  const path = mkdtempSync(join(tmpdir(), 'fluxline-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    rmSync(path, { recursive: true })
    return undefined
  }
  return {
    path,
    [Symbol.dispose]() {
      execFileSync('umount', ['--lazy', path])
      rmSync(path, { recursive: true })
    },
  }
}
