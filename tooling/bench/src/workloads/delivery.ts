import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startInfluxd } from '@fluxline/influxd'
import type { Cost, Order, Who } from '../delivery/client.ts'
import { summarize } from '../stats.ts'

const clients: readonly Who[] = ['peer', 'points', 'records', 'records, worker']

/** Maximum CPU time of each, as a fraction of the peer's. */
const targets: Readonly<Record<string, Partial<Record<Who, number>>>> = {
  'no gzip': { points: 1 / 3, records: 1 / 5 },
  gzip: { points: 1 / 2, records: 1 / 2 },
}

type Access = Pick<Order, 'url' | 'token' | 'org' | 'bucket'>

/** Lets the clients write the same points end to end, alternately and each in a separate process. */
export async function deliveryText(isQuick: boolean): Promise<string> {
  const turns = isQuick ? 1 : 3
  const sink = fork(programOf('sink.ts'))
  const [{ url }] = (await once(sink, 'message')) as [{ url: string }]
  const toSink = { url, token: 'none', org: 'none', bucket: 'none' }
  const points = isQuick ? 100_000 : 500_000
  const uncompressed = await table('no gzip', turns, { ...toSink, gzip: false, points })
  const compressed = await table('gzip', turns, { ...toSink, gzip: true, points })
  sink.kill()
  await using server = await startInfluxd()
  const access = await server.setup()
  const real = await table('to InfluxDB', turns, { ...access, gzip: false, points: points / 5 })
  return `${[...uncompressed, ...compressed, ...real].join('\n')}\n`
}

async function table(name: string, turns: number, order: Access & Omit<Order, 'who'>): Promise<string[]> {
  const costs = new Map<Who, Cost[]>(clients.map((who) => [who, []]))
  for (let turn = 0; turn < turns; turn++) {
    for (const who of clients) {
      process.stderr.write(`delivery, ${name}: ${turn + 1} of ${turns}, ${who}\n`)
      costs.get(who)!.push(await runClient({ ...order, who }))
    }
  }
  const cpuOf = (who: Who): number => median(costs.get(who)!.map(({ cpuSeconds }) => cpuSeconds))
  const rows = clients.map((who) => {
    const runs = costs.get(who)!
    const target = targets[name]?.[who]
    return [
      who,
      ((cpuOf(who) / order.points) * 1e6).toFixed(2),
      `**${(cpuOf(who) / cpuOf('peer')).toFixed(2)}**${target ? ` (at most ${target.toFixed(2)})` : ''}`,
      String(Math.round(order.points / median(runs.map(({ seconds }) => seconds)) / 1000)),
      `${Math.round(median(runs.map(({ cpuSeconds, seconds }) => cpuSeconds / seconds)) * 100)} %`,
      delayText(runs, 'main'),
      delayText(runs, 'worker'),
    ]
  })
  const heading = ['', 'CPU s per million', 'of the peer', 'k points/s', 'of a core', 'p99 main', 'p99 worker']
  return [
    '',
    `## Delivery, ${name}`,
    '',
    ...[heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
  ]
}

function delayText(runs: readonly Cost[], thread: 'main' | 'worker'): string {
  const delays = runs.flatMap((run) => run.delays.filter((delay) => delay.thread === thread).map(({ p99 }) => p99))
  return delays.length === 0 ? '' : `${median(delays).toFixed(1)} ms`
}

async function runClient(order: Order): Promise<Cost> {
  // The environment also reaches the threads of the child.
  const env = { ...process.env, NODE_OPTIONS: `--import ${new URL('../delivery/event-loop.ts', import.meta.url).href}` }
  const child: ChildProcess = fork(programOf('client.ts'), { env })
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The client that writes ${order.who} ended early.`)
  })
  await Promise.race([once(child, 'message'), ended])
  child.send(order)
  const [cost] = await Promise.race([once(child, 'message') as Promise<[Cost]>, ended])
  ended.catch(() => {})
  child.kill()
  return cost
}

function programOf(name: string): string {
  return fileURLToPath(new URL(`../delivery/${name}`, import.meta.url))
}

function median(values: readonly number[]): number {
  return summarize(values).median
}
