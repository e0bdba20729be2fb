import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@fluxline/core'
import { useBucket } from '@fluxline/testing'
import { expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import { countValues } from './count-values.ts'

const access = useBucket()

/** A proxy that does to connections whatever `fault` draws for each. */
class Proxy implements AsyncDisposable {
  readonly url: string
  readonly #server: ReturnType<typeof createServer>
  readonly #sockets: Set<Socket>

  constructor(server: ReturnType<typeof createServer>, sockets: Set<Socket>) {
    this.#server = server
    this.#sockets = sockets
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await once(this.#server, 'close')
  }
}

/** How many bytes pass in each direction before the connection breaks, and whether it stalls instead. */
interface Fault {
  readonly toServer: number
  readonly toClient: number
  readonly stalls: boolean
}

async function startProxy(target: URL, fault: () => Fault): Promise<Proxy> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    const { toServer, toClient, stalls } = fault()
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    relay(client, upstream, toServer, stalls)
    relay(upstream, client, toClient, stalls)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new Proxy(server, sockets)
}

function relay(from: Socket, to: Socket, limit: number, stalls: boolean): void {
  let passed = 0
  from.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, Math.max(0, limit - passed))
    passed += chunk.length
    if (part.length > 0) to.write(part)
    if (passed > limit && !stalls) to.resetAndDestroy()
  })
}

/** A small generator of numbers from 0 to below 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

it('stores every line once through connections that break and stall at any byte', { timeout: 60_000 }, async () => {
  const seed = Date.now() % 1_000_000
  const random = randomFrom(seed)
  let isFaulty = true
  const draw = (): Fault => {
    if (!isFaulty || random() < 0.3) return { toServer: Infinity, toClient: Infinity, stalls: false }
    const isAnswer = random() < 0.5
    return {
      toServer: isAnswer ? Infinity : random() * 8000,
      toClient: isAnswer ? random() * 300 : Infinity,
      stalls: random() < 0.3,
    }
  }
  await using proxy = await startProxy(new URL(access.url), draw)
  await using throughFaults = createClient({ url: proxy.url, token: access.token, org: access.org, timeout: 100 })
  await using direct = createClient({ url: access.url, token: access.token, org: access.org })
  const writer = createBatchWriter(throughFaults, {
    bucket: access.bucket,
    batchSize: 100,
    flushInterval: 20,
    retryInterval: 5,
    maxRetryDelay: 50,
    maxRetries: 3,
    concurrency: 4,
  })
  let given = 0
  for (const end = Date.now() + 3000; Date.now() < end; given += 50) {
    await writer.write(Array.from({ length: 50 }, () => 'faults v=1'))
    await sleep(2)
  }
  isFaulty = false
  const { written, failed, unsent, rejected } = await writer.close()
  const stored = await countValues(direct, access.bucket, 'faults')
  expect({ seed, sum: written + failed + unsent, unsent, rejected }).toEqual({
    seed,
    sum: given,
    unsent: 0,
    rejected: [],
  })
  expect(stored, `seed ${seed}`).toBeGreaterThanOrEqual(written)
  expect(stored, `seed ${seed}`).toBeLessThanOrEqual(written + writer.stats.unknown)
  expect(written).toBeGreaterThan(0)
})
