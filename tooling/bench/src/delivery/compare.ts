import type { Cost, Who } from './protocol.ts'
import { runClient } from './run.ts'
import type { Run } from './run.ts'
import { openInfluxDB, openSink } from './stores.ts'
import type { Store } from './stores.ts'
import { median, summarize } from '../stats.ts'
import type { Summary } from '../stats.ts'

const clients: readonly Who[] = ['peer', 'points', 'records', 'records, worker']

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
    `### Delivery to ${name}, ${setting}`,
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
