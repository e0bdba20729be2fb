import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { on, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { WARM_UP } from '../delivery/protocol.ts'
import type { ClientMessage, Cost, Order, ParentMessage, Who } from '../delivery/protocol.ts'
import { openInfluxDB, openSink } from '../delivery/stores.ts'
import type { Store, StoreAccess } from '../delivery/stores.ts'
import { summarize } from '../stats.ts'
import type { Summary } from '../stats.ts'

const clients: readonly Who[] = ['peer', 'points', 'records', 'records, worker']
const POLL_MS = 5
const STORED_MS = 120_000

/** One run: what it took, and how much was stored when `flush` returned. */
interface Run extends Cost {
  readonly storedAtFlush: number
}

/** The least speed and the most CPU, as ratios to the peer. */
const targets = { 'no gzip': { speed: 1.5, cpu: 1 / 3 }, gzip: { speed: 1.7, cpu: 1 / 3 } }

/**
 * Lets each client write the same points, end to end, alternately and each in its own process.
 *
 * The clock stops when the server has every point: a client whose `flush` returns earlier gains nothing by that.
 */
export async function deliveryText(isQuick: boolean): Promise<string> {
  const lines: string[] = []
  const turns = isQuick ? 1 : 5
  {
    await using sink = await openSink()
    const points = isQuick ? 100_000 : 500_000
    for (const gzip of [false, true])
      lines.push(...(await table('a server that only counts', sink, turns, gzip, points)))
  }
  await using influxdb = await openInfluxDB()
  const points = isQuick ? 40_000 : 200_000
  for (const gzip of [false, true]) lines.push(...(await table('InfluxDB', influxdb, turns, gzip, points)))
  return `${lines.join('\n')}\n`
}

async function table(name: string, store: Store, turns: number, gzip: boolean, points: number): Promise<string[]> {
  const runs = new Map<Who, Run[]>(clients.map((who) => [who, []]))
  const setting = gzip ? 'gzip' : 'no gzip'
  for (let turn = 0; turn < turns; turn++) {
    for (const who of clients) {
      process.stderr.write(`delivery to ${name}, ${setting}: ${turn + 1} of ${turns}, ${who}\n`)
      runs.get(who)!.push(await runClient(store, { ...(await store.empty()), who, gzip, points }))
    }
  }
  const peer = runs.get('peer')!
  const rows = clients.map((who) => {
    const own = runs.get(who)!
    const speed = summarize(own.map(({ seconds }, turn) => peer[turn]!.seconds / seconds))
    const cpu = summarize(own.map(({ cpuSeconds }, turn) => cpuSeconds / peer[turn]!.cpuSeconds))
    return [
      who,
      String(Math.round(median(own.map(({ seconds }) => points / seconds)) / 1000)),
      ratioText(speed),
      ratioText(cpu),
      ((median(own.map(({ cpuSeconds }) => cpuSeconds)) / points) * 1e6).toFixed(2),
      `${Math.round((median(own.map(({ storedAtFlush }) => storedAtFlush)) / points) * 100)} %`,
      delayText(own, 'main'),
      delayText(own, 'worker'),
    ]
  })
  const heading = [
    '',
    'stored k points/s',
    'speed, of the peer',
    'CPU, of the peer',
    'CPU s per million',
    'stored when flush returned',
    'p99 main',
    'p99 worker',
  ]
  const { speed, cpu } = targets[setting]
  return [
    '',
    `## Delivery to ${name}, ${setting}`,
    '',
    ...[heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
    ...(name === 'InfluxDB'
      ? ['', `The aim is ${speed.toFixed(1)}× the speed, with ${cpu.toFixed(2)} of the CPU.`]
      : []),
  ]
}

function ratioText({ median: middle, lower, upper }: Summary): string {
  return `**${middle.toFixed(2)}×** (${lower.toFixed(2)} to ${upper.toFixed(2)})`
}

function delayText(runs: readonly Cost[], thread: 'main' | 'worker'): string {
  const delays = runs.flatMap((run) => run.delays.filter((delay) => delay.thread === thread).map(({ p99 }) => p99))
  return delays.length === 0 ? '' : `${median(delays).toFixed(1)} ms`
}

async function runClient(store: Store, order: Order & StoreAccess): Promise<Run> {
  // By the environment, which reaches the threads of the child too.
  const env = { ...process.env, NODE_OPTIONS: `--import ${new URL('../delivery/event-loop.ts', import.meta.url).href}` }
  const child: ChildProcess = fork(fileURLToPath(new URL('../delivery/client.ts', import.meta.url)), { env })
  const messages = on(child, 'message', { close: ['exit'] }) as AsyncIterator<[ClientMessage]>
  const next = async (): Promise<ClientMessage> => {
    const { value, done } = (await messages.next()) as { value: [ClientMessage]; done?: boolean }
    if (done) throw new Error(`The client that writes ${order.who} ended early.`)
    return value[0]
  }
  const tell = (message: ParentMessage): boolean => child.send(message)
  await next()
  tell(order)
  await next()
  await untilStored(store, order, WARM_UP)
  tell('stored')
  await next()
  const storedAtFlush = (await store.stored(order)) - WARM_UP
  await untilStored(store, order, WARM_UP + order.points)
  tell('stored')
  const cost = (await next()) as Cost
  child.kill()
  await once(child, 'exit')
  return { ...cost, storedAtFlush }
}

/** Waits until the server has all of the points. @throws Error if it never gets them */
async function untilStored(store: Store, order: Order, expected: number): Promise<void> {
  for (const end = Date.now() + STORED_MS; Date.now() < end; await sleep(POLL_MS)) {
    if ((await store.stored(order)) >= expected) return
  }
  throw new Error(`${order.who}: the server has ${await store.stored(order)} of ${expected} points.`)
}

function median(values: readonly number[]): number {
  return summarize(values).median
}
