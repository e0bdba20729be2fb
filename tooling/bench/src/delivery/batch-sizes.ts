import { median } from '../stats.ts'
import { runClient } from './run.ts'
import { openInfluxDB } from './stores.ts'

const POINTS = 40_000
const TURNS = 7
const SIZES = [200, 1000, 5000, 20_000]
const COMPARED = 1000

/** How fast batches of a size are stored, as ratios to batches of 1000. */
export interface BatchSize {
  readonly batchSize: number
  readonly requests: number
  readonly plain: number
  readonly gzip: number
}

/** Writes the same points in batches of different sizes, alternately, until a real InfluxDB has stored all of them. */
export async function measureBatchSizes(tell: (text: string) => void): Promise<BatchSize[]> {
  await using influxdb = await openInfluxDB()
  const ratios = { plain: new Map<number, number[]>(), gzip: new Map<number, number[]>() }
  for (let turn = 0; turn < TURNS; turn++) {
    for (const setting of ['plain', 'gzip'] as const) {
      tell(`${turn + 1} of ${TURNS}, ${setting}`)
      const seconds = new Map<number, number>()
      for (const batchSize of SIZES) {
        const order = { who: 'points', gzip: setting === 'gzip', points: POINTS, batchSize } as const
        seconds.set(batchSize, (await runClient(influxdb, { ...(await influxdb.empty()), ...order })).seconds)
      }
      for (const [size, own] of seconds) {
        const ratio = seconds.get(COMPARED)! / own
        ratios[setting].set(size, [...(ratios[setting].get(size) ?? []), ratio])
      }
    }
  }
  return SIZES.map((batchSize) => ({
    batchSize,
    requests: Math.ceil(POINTS / batchSize),
    plain: roundedMedian(ratios.plain.get(batchSize)!),
    gzip: roundedMedian(ratios.gzip.get(batchSize)!),
  }))
}

/** The median with one decimal. */
function roundedMedian(ratios: readonly number[]): number {
  return Math.round(median(ratios) * 10) / 10
}

/** Formats the ratios as a table. */
export function batchSizeTable(sizes: readonly BatchSize[]): string {
  const rows = sizes.map(({ batchSize, requests, plain, gzip }) => [batchSize, requests, plain, gzip])
  const lines = [['`batchSize`', 'requests', 'plain', 'gzip'], ['---:', '---:', '---:', '---:'], ...rows]
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}
