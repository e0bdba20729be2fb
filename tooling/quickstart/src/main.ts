import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { InfluxDBClient } from '@fluxline/client'
import type { Point, SchemaRecord } from '@fluxline/client'
import { InfluxdError, progressLine, startInfluxd } from '@fluxline/influxd'
import { svgChart, terminalChart } from './chart.ts'
import { flights, weather } from './datasets.ts'
import { machineMetrics } from './machine.ts'
import { grouped, showProgress } from './progress.ts'
import type { Progress } from './progress.ts'
import { busiestMinutes, countPoints, delayOverTheDay } from './queries.ts'
import { tableText, timeOfDay } from './table.ts'

const help = `Writes real data into a real InfluxDB 2.7, reads it back, and shows it.

  pnpm quickstart [--keep]

  --keep   leave the server up until Ctrl-C, and say how to reach it
`

const SAMPLING_MS = 3000
const chartText = {
  title: 'How late flights leave, by time of day',
  yLabel: 'mean delay in minutes',
  xLabel: 'time of departure',
}

const { values: options } = parseArgs({ options: { keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
const interruption = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort(name))

if (options.help) {
  say(help)
} else {
  await main(interruption.signal).catch((error: unknown) => {
    process.exitCode = interruption.signal.aborted ? 130 : 1
    if (interruption.signal.aborted) say('\nInterrupted; the server is stopped.')
    else if (error instanceof InfluxdError) process.stderr.write(`${error.message}\n`)
    else throw error
  })
}

async function main(signal: AbortSignal): Promise<void> {
  const progress = progressLine()
  await using server = await startInfluxd({ onProgress: progress.show, signal })
  progress.done()
  const access = await server.setup()
  const { url, token, org, bucket } = access
  say(`InfluxDB is up at ${url}\n  org       ${org}\n  bucket    ${bucket}\n`)

  await using client = new InfluxDBClient({ url, token, org })
  const written = await writeAll(client, bucket, signal)

  const minutes = await busiestMinutes(client, bucket)
  say('The busiest minutes of the day\n')
  say(
    `${tableText(
      ['minute', 'flights'],
      minutes.map(({ time, value }) => [timeOfDay(time), grouped(value)]),
    )}\n`,
  )

  const delays = await delayOverTheDay(client, bucket)
  say(`${terminalChart(delays, chartText)}\n`)
  say(`The same as a picture: ${await savePicture(svgChart(delays, chartText))}\n`)

  const read = await countPoints(client, bucket)
  say(`${written} points written, ${read} points read`)
  if (read !== written) throw new Error(`InfluxDB counts ${read} points, and ${written} were written.`)

  say(nextSteps(options.keep ?? false))
  if (options.keep) {
    const login = 'password' in access ? { user: access.username, password: access.password } : {}
    for (const [name, value] of Object.entries({ address: url, ...login, org, bucket, token }))
      say(`  ${name.padEnd(10)}${value}`)
    await until(signal)
  }
}

/** Gathers the data, writes it by the batch writer, and returns how many points InfluxDB took. */
async function writeAll(client: InfluxDBClient, bucket: string, signal: AbortSignal): Promise<number> {
  say(`Sampling this machine for ${SAMPLING_MS / 1000} seconds, and reading two data sets`)
  const points: (Point | SchemaRecord)[] = [...(await weather()), ...(await flights())]
  for await (const point of machineMetrics(SAMPLING_MS, signal)) points.push(point)

  let retries = 0
  await using writer = client.batchWriter({ bucket, batchSize: 5000, onRetry: () => retries++ })
  const startedAt = performance.now()
  const current = (): Progress => ({
    stats: writer.stats,
    total: points.length,
    retries,
    elapsedMs: performance.now() - startedAt,
  })
  const bar = showProgress(current)
  try {
    for (const point of points) {
      signal.throwIfAborted()
      // A promise comes back only while the buffer is full.
      const room = writer.write(point)
      if (room) await room
    }
    const { written, failed, unsent } = await writer.flush()
    if (failed + unsent > 0) throw new Error(`${failed} points were refused and ${unsent} were not sent.`)
    return written
  } finally {
    bar.stop()
    say('')
  }
}

async function savePicture(svg: string): Promise<string> {
  const folder = join(tmpdir(), 'fluxline-quickstart')
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'delays.svg')
  await writeFile(path, svg)
  return path
}

function nextSteps(isKept: boolean): string {
  return [
    '',
    'How to go on',
    '  README.md                           which package to install for what',
    '  tooling/quickstart/src              this program, to copy from',
    isKept
      ? '  Ctrl-C                              stops the server; its data goes with it'
      : '  pnpm quickstart --keep              the same, and leaves the server up to look around',
    '',
  ].join('\n')
}

function until(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => {}, 60_000)
    signal.addEventListener('abort', () => {
      clearInterval(alive)
      resolve()
    })
  })
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
