import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { progressLine, startInfluxd } from '@fluxline/influxd'
import { fillKafka, fillNats } from './logs.ts'
import type { FilledLog } from './logs.ts'
import { LINES_PER_MESSAGE } from './protocol.ts'
import type { IngestCost, IngestOrder, Origin } from './protocol.ts'
import { summarize } from '../stats.ts'

const program = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** The least speed of one worker, as a ratio to the batch writer alone. */
const TARGET = 0.75

interface Case {
  readonly origin: Origin
  readonly workers: number
}

/** What it costs that lines come from a log: alternately with the batch writer alone, to the same real InfluxDB. */
export async function ingestText(isQuick: boolean): Promise<string> {
  const messages = isQuick ? 4000 : 20_000
  const turns = isQuick ? 2 : 5
  const progress = progressLine()
  const options = { onProgress: progress.show }
  await using scope = new AsyncDisposableStack()
  const server = scope.use(await startInfluxd())
  const access = await server.setup()
  const kafka = scope.use(await fillKafka(messages, options))
  const logs: Readonly<Record<string, FilledLog>> = {
    JetStream: scope.use(await fillNats(messages, options)),
    Kafka: kafka,
    kafkajs: kafka,
  }
  progress.done()
  const cases: Case[] = [
    { origin: 'no log', workers: 1 },
    ...(['JetStream', 'Kafka', 'kafkajs'] as const).map((origin) => ({ origin, workers: 1 })),
    ...[2, 3].flatMap((workers) => (['JetStream', 'Kafka'] as const).map((origin) => ({ origin, workers }))),
  ]
  const seconds = new Map<Case, number[]>(cases.map((each) => [each, []]))
  for (let turn = 0; turn < turns; turn++) {
    for (const each of cases) {
      process.stderr.write(`ingest: ${turn + 1} of ${turns}, ${each.origin}, ${each.workers}\n`)
      const group = `${each.origin.replace(' ', '-')}-${each.workers}-${turn}`
      const order = { ...access, origin: each.origin, group, messages, broker: logs[each.origin]?.address ?? '' }
      seconds.get(each)!.push(await run(order, each.workers, logs[each.origin]))
    }
  }
  const base = seconds.get(cases[0]!)!
  const rows = cases.map((each) => {
    const own = seconds.get(each)!
    const ratio = summarize(own.map((one, turn) => base[turn]! / one))
    const rate = (messages * LINES_PER_MESSAGE) / summarize(own).median / 1000
    return [
      each.origin === 'no log' ? 'the batch writer alone' : each.origin,
      String(each.workers),
      String(Math.round(rate)),
      `**${ratio.median.toFixed(2)}×** (${ratio.lower.toFixed(2)} to ${ratio.upper.toFixed(2)})`,
      each.origin === 'no log' || each.workers > 1 ? '' : `at least ${TARGET}×`,
    ]
  })
  const heading = ['lines from', 'workers', 'k lines/s', 'speed', 'aim']
  const table = [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return ['', ...table, ''].join('\n')
}

/** Returns the seconds from the first message to the last one that was stored. */
async function run(order: IngestOrder, workers: number, log: FilledLog | undefined): Promise<number> {
  await log?.addGroup(order.group)
  const processes = Array.from({ length: workers }, () =>
    spawn(process.execPath, [program, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] }),
  )
  const texts = processes.map(async (worker) => {
    let text = ''
    worker.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await once(worker, 'close')
    return text.replace('ready\n', '')
  })
  if (log) {
    await Promise.all(processes.map((worker) => once(worker.stdout, 'data')))
    await log.isRead(order.group)
    for (const worker of processes) worker.kill('SIGTERM')
  }
  const costs = (await Promise.all(texts)).map((text) => JSON.parse(text) as IngestCost)
  const busy = costs.filter(({ stored }) => stored > 0)
  const first = Math.min(...busy.map(({ firstMs }) => firstMs))
  return (Math.max(...busy.map(({ lastMs }) => lastMs)) - first) / 1000
}
