import { parseArgs } from 'node:util'
import { InfluxDBClient, isInfluxDBError } from '@fluxline/client'
import { InfluxdError, progressLine, startInfluxd } from '@fluxline/influxd'
import { svgChart, terminalChart } from './chart.ts'
import { QuickstartError } from './errors.ts'
import { interruptedCode, interruption, untilInterrupted } from './interruption.ts'
import { useLongShards } from './long-shards.ts'
import { grouped } from './progress.ts'
import { busiestMinutes, countPoints, delayOverTheDay } from './queries.ts'
import { accessText, nextSteps, pictureText, savePicture } from './report.ts'
import { tableText, timeOfDay } from './table.ts'
import { gatherPoints, writePoints } from './write-points.ts'

const help = `Writes real data into a real InfluxDB 2.7, reads it back, and shows it.

  pnpm quickstart [--keep]

  --keep   keep the server running until Ctrl-C, and print its URL and credentials
`

const samplingMs = 3000
const chartText = {
  title: 'How late flights arrive, by the time they left',
  yLabel: 'mean delay in minutes',
  xLabel: 'local time of departure',
}

const signal = interruption()
try {
  const { keep, help: isAsked } = readOptions()
  if (isAsked) say(help)
  else await main(keep)
} catch (error) {
  process.exitCode = signal.aborted ? interruptedCode(signal) : 1
  if (signal.aborted) say('\nInterrupted; nothing is left running.')
  else if (isExpected(error)) process.stderr.write(`${error.message}\n`)
  else throw error
}

async function main(keep: boolean): Promise<void> {
  const progress = progressLine()
  await using server = await startInfluxd({ onProgress: progress.show, signal }).finally(() => progress.done())
  const access = await server.setup()
  const { url, token, org, bucket, bucketID } = access
  say(`InfluxDB is up at ${url}\n  org       ${org}\n  bucket    ${bucket}\n`)

  await using client = new InfluxDBClient({ url, token, org })
  await useLongShards(client, bucketID)
  say(`Sampling this machine for ${samplingMs / 1000} seconds, and reading two data sets`)
  const points = await gatherPoints(samplingMs, signal)
  const written = await writePoints(client, bucket, points, signal)

  const minutes = await busiestMinutes(client, bucket, signal)
  say('\nThe busiest minutes of the day\n')
  const rows = minutes.map(({ time, value }) => [timeOfDay(time), grouped(value)])
  say(`${tableText(['minute', 'flights'], rows)}\n`)

  const delays = await delayOverTheDay(client, bucket, signal)
  say(`${terminalChart(delays, chartText, process.stdout.columns)}\n`)
  say(`${pictureText(await savePicture(svgChart(delays, chartText)), process.env, process.platform)}\n`)

  const read = await countPoints(client, bucket, signal)
  say(`${written} points written, ${read} points read\n`)
  if (read !== written)
    throw new QuickstartError(`InfluxDB has ${read} points, but ${written} were written. Please report this.`)

  const keeping = keep ? (server.isExternal ? 'external' : 'own') : undefined
  say(nextSteps(keeping))
  if (keeping) say(accessText(access))
  if (keeping === 'own') await untilInterrupted(signal)
}

function readOptions(): { keep: boolean; help: boolean } {
  const { values } = parseArgs({ options: { keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
  return { keep: values.keep ?? false, help: values.help ?? false }
}

/** Returns whether the message of an error is enough, without a stack. */
function isExpected(error: unknown): error is Error {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  return isUsage || isInfluxDBError(error) || error instanceof InfluxdError || error instanceof QuickstartError
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
