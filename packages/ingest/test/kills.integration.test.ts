import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startInfluxd } from '@fluxline/influxd'
import { useBroker } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { logOf } from './logs.ts'
import { storedIn } from './stored-in.ts'
import type { WorkerOptions } from './worker.ts'

// FLUXLINE_INGEST_LINES=1000000 for a million lines, FLUXLINE_INGEST_SEED to see a test again.
const lines = Number(process.env['FLUXLINE_INGEST_LINES'] ?? 40_000)
const seed = Number(process.env['FLUXLINE_INGEST_SEED'] ?? Date.now() % 1_000_000)
const LINES_PER_MESSAGE = 50
const LINES_PER_CHUNK = 1000
const WORKERS = 3

type Victim = 'worker' | 'broker' | 'influxdb'

describe.each(['nats', 'kafka', 'kafkajs'] as const)('%s', (kind) => {
  const broker = useBroker(kind === 'nats' ? 'nats' : 'kafka')

  it(
    'every line is one point, while workers, the broker and InfluxDB are killed',
    async () => {
      const random = randomFrom(seed)
      await using server = await startInfluxd()
      const { url, token, org, bucket } = await server.setup()
      const log = await logOf(kind === 'nats' ? 'nats' : 'kafka', broker.address)
      await using workers = new Workers({ url, token, org, bucket, broker: broker.address, kind })
      workers.start()
      await workers.started()
      const kill = async (victim: Victim): Promise<void> => {
        if (victim === 'worker') return workers.killOne(random)
        const killed = victim === 'broker' ? broker : server
        await killed.kill()
        await sleep(random() * 2000)
        await killed.restart()
      }
      const victims = victimsFrom(random)
      let poison = 0
      let killed = Promise.resolve()
      for (let first = 0; first < lines; first += LINES_PER_CHUNK) {
        const victim = victims.get(first)
        if (victim) killed = killed.then(() => kill(victim))
        // Kafka may keep a message twice that is sent again after an outage.
        if (victim === 'broker' && kind !== 'nats') await killed
        poison += await publishChunk(first, (text, id) => log.publish(text, id))
        // Slow enough for workers to be in the middle of it.
        await sleep(lines > 100_000 ? 0 : 200)
      }
      await killed
      await log.finished()
      const drained = await workers.drain()
      process.stdout.write(
        `ingest: ${JSON.stringify({ kind, seed, lines, poison, killed: [...victims.values()], drained })}\n`,
      )
      expect(await storedIn({ url, token, org, bucket }, 'load'), `seed ${seed}`).toEqual({
        count: lines,
        sum: (lines * (lines - 1)) / 2,
      })
      expect(await log.deadCount()).toBe(poison)
      for (const stats of drained) expect(stats).toMatchObject({ inFlight: { messages: 0, bytes: 0 }, state: 'ended' })
      await log.close()
    },
    120_000 + lines,
  )
})

/** Who is killed before which line: each of them, a worker twice, in any order and at any time. */
function victimsFrom(random: () => number): Map<number, Victim> {
  const victims = new Map<number, Victim>()
  const chunks = lines / LINES_PER_CHUNK
  for (const victim of ['worker', 'broker', 'influxdb', 'worker'] as const) {
    let chunk: number
    do chunk = 1 + Math.floor(random() * (chunks - 1))
    while (victims.has(chunk * LINES_PER_CHUNK))
    victims.set(chunk * LINES_PER_CHUNK, victim)
  }
  return victims
}

/** Publishes numbered lines, half of them without a time, and in one of a thousand messages one that is none. */
async function publishChunk(start: number, publish: (text: string, id: number) => Promise<void>): Promise<number> {
  const base = 1_700_000_000_000_000_000n
  let poison = 0
  const sent: Promise<void>[] = []
  for (let first = start; first < start + LINES_PER_CHUNK; first += LINES_PER_MESSAGE) {
    const message = first / LINES_PER_MESSAGE
    const texts: string[] = []
    for (let at = first; at < first + LINES_PER_MESSAGE; at++) {
      texts.push(`load,series=${at % 10} v=${at}i${at % 2 === 0 ? '' : ` ${base + BigInt(at) * 1000n}`}`)
    }
    if (message % 1000 === 500) {
      poison++
      texts.splice(20, 0, 'this is bad')
    }
    sent.push(publish(texts.join('\n'), message))
  }
  await Promise.all(sent)
  return poison
}

/** Processes that ingest. One that is killed is replaced. */
class Workers implements AsyncDisposable {
  readonly #options: WorkerOptions
  readonly #running = new Set<ChildProcess>()
  readonly #said = new Map<ChildProcess, string>()

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  start(): void {
    while (this.#running.size < WORKERS) {
      const program = join(import.meta.dirname, 'worker.ts')
      const args = ['--conditions=@fluxline/source', program, JSON.stringify(this.#options)]
      const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      worker.stdout.on('data', (chunk: Buffer) => this.#said.set(worker, this.#textOf(worker) + chunk.toString()))
      this.#running.add(worker)
    }
  }

  async killOne(random: () => number): Promise<void> {
    const running = [...this.#running]
    const victim = running[Math.floor(random() * running.length)]!
    if (victim.exitCode !== null) throw new Error(`A worker ended before that, with ${victim.exitCode}.`)
    this.#running.delete(victim)
    victim.kill('SIGKILL')
    await once(victim, 'close')
    this.start()
  }

  /** Waits until all of them run. */
  async started(): Promise<void> {
    for (const worker of this.#running) {
      while (!this.#textOf(worker).includes('started')) {
        if (worker.exitCode !== null) throw new Error(`A worker did not start: it ended with ${worker.exitCode}.`)
        await sleep(20)
      }
    }
  }

  /** Ends all by SIGTERM; returns their counters. */
  async drain(): Promise<object[]> {
    // Before that they do not hear signals.
    await this.started()
    return Promise.all(
      [...this.#running].map(async (worker) => {
        worker.kill('SIGTERM')
        await once(worker, 'close')
        this.#running.delete(worker)
        if (worker.exitCode !== 0) throw new Error(`A worker ended with ${worker.exitCode}.`)
        return JSON.parse(/drained (.*)/.exec(this.#textOf(worker))![1]!) as object
      }),
    )
  }

  #textOf(worker: ChildProcess): string {
    return this.#said.get(worker) ?? ''
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#running) worker.kill('SIGKILL')
    for (const worker of this.#running)
      if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'close')
  }
}

function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
