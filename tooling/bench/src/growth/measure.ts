import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median } from '../stats.ts'
import type { Cost, Growth, Order } from './protocol.ts'

const run = promisify(execFile)
const TURNS = 3
/** Above this size a run is long enough to be measured once. */
const STEADY = 1e6

/** The sizes and numbers of series of each kind of work. The peer stops at a million. */
const orders: readonly Order[] = [1, 10_000].flatMap((series) =>
  (
    [
      { work: 'points', who: 'fluxline', largest: 1e7 },
      { work: 'points', who: 'influxdb-client-js', largest: 1e6 },
      { work: 'records', who: 'fluxline', largest: 1e7 },
      { work: 'columns', who: 'fluxline', largest: 1e7 },
      { work: 'records', who: 'influxdb-client-js', largest: 1e6 },
    ] as const
  ).flatMap(({ work, who, largest }) =>
    [1e3, 1e4, 1e5, 1e6, 1e7].filter((units) => units <= largest).map((units) => ({ work, who, series, units })),
  ),
)

/** Measures each order in separate processes, the sizes in alternation, and takes the median of three runs. */
export async function measureGrowth(tell: (text: string) => void): Promise<Growth[]> {
  const costs = new Map<Order, Cost[]>(orders.map((order) => [order, []]))
  for (let turn = 0; turn < TURNS; turn++) {
    for (const order of orders) {
      if (turn > 0 && order.units > STEADY) continue
      tell(`${turn + 1} of ${TURNS}: ${order.who}, ${order.work}, ${order.units} of ${order.series} series`)
      costs.get(order)!.push(await runOrder(order))
    }
  }
  return Array.from(costs, ([order, own]) => ({
    ...order,
    nanoseconds: Math.round(median(own.map(({ nanoseconds }) => nanoseconds))),
    addedMiB: Math.round(median(own.map(({ addedMiB }) => addedMiB))),
  }))
}

async function runOrder(order: Order): Promise<Cost> {
  const { stdout } = await run(process.execPath, [
    fileURLToPath(new URL('process.ts', import.meta.url)),
    JSON.stringify(order),
  ])
  return JSON.parse(stdout) as Cost
}
