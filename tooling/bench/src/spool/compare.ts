import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Durability } from '@fluxline/spool'
import { openSink } from '../delivery/stores.ts'
import type { SpoolCost, SpoolOrder, Task } from './protocol.ts'
import { summarize } from '../stats.ts'

const program = fileURLToPath(new URL('./process.ts', import.meta.url))

/** The least speed, and the most CPU, as ratios to the writer without a spool. */
const targets: Readonly<Record<string, { readonly speed: number; readonly cpu: number } | undefined>> = {
  process: { speed: 0.7, cpu: 1.5 },
  batch: { speed: 0.1, cpu: 1.5 },
  drain: { speed: 0.9, cpu: 1.5 },
}

/** What a spool costs, alternately with a writer without one, each run in its own process. */
export async function spoolText(isQuick: boolean): Promise<string> {
  const lines = isQuick ? 500_000 : 2_000_000
  const turns = isQuick ? 3 : 7
  const accepting = await compare(turns, [undefined, 'process', 'periodic', 'batch'], async (durability) =>
    inFolder((directory) => runTask('accept', { durability, directory, lines })),
  )
  await using sink = await openSink()
  const { url } = await sink.empty()
  const draining = await compare(turns, [undefined, 'process'], async (durability) =>
    inFolder(async (directory) => {
      if (durability === undefined) return runTask('accept', { directory, url, lines })
      await runTask('leave', { durability, directory, lines })
      return runTask('drain', { durability, directory, url, lines })
    }),
  )
  return [
    '',
    '### Accepting text lines with a spool, without a server',
    '',
    ...table(accepting, lines, (who) => who),
    '',
    '### Sending a backlog to a server that only counts',
    '',
    ...table(draining, lines, (who) => (who === 'process' ? 'drain' : who)),
    '',
  ].join('\n')
}

async function compare(
  turns: number,
  cases: readonly (Durability | undefined)[],
  run: (durability: Durability | undefined) => Promise<SpoolCost>,
): Promise<Map<string, SpoolCost[]>> {
  const costs = new Map<string, SpoolCost[]>(cases.map((durability) => [durability ?? 'no spool', []]))
  for (let turn = 0; turn < turns; turn++) {
    for (const durability of cases) {
      const who = durability ?? 'no spool'
      process.stderr.write(`spool: ${turn + 1} of ${turns}, ${who}\n`)
      costs.get(who)!.push(await run(durability))
    }
  }
  return costs
}

function table(costs: Map<string, SpoolCost[]>, lines: number, targetOf: (who: string) => string): string[] {
  const base = costs.get('no spool')!
  const heading = ['', 'k lines/s', 'speed', 'CPU', 'CPU s per million', 'aim']
  const rows = Array.from(costs, ([who, own]) => {
    const speed = summarize(own.map(({ seconds }, turn) => base[turn]!.seconds / seconds))
    const cpu = summarize(own.map(({ cpuSeconds }, turn) => cpuSeconds / base[turn]!.cpuSeconds))
    const target = targets[targetOf(who)]
    return [
      targetOf(who),
      String(Math.round(lines / summarize(own.map(({ seconds }) => seconds)).median / 1000)),
      `**${speed.median.toFixed(2)}×** (${speed.lower.toFixed(2)} to ${speed.upper.toFixed(2)})`,
      `**${cpu.median.toFixed(2)}×** (${cpu.lower.toFixed(2)} to ${cpu.upper.toFixed(2)})`,
      ((summarize(own.map(({ cpuSeconds }) => cpuSeconds)).median / lines) * 1e6).toFixed(2),
      target ? `at least ${target.speed}×, at most ${target.cpu}× CPU` : '',
    ]
  })
  return [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}

async function runTask(task: Task, rest: Omit<SpoolOrder, 'task'>): Promise<SpoolCost> {
  const order: SpoolOrder = { task, ...rest }
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(order)])
  return JSON.parse(stdout) as SpoolCost
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-bench-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
