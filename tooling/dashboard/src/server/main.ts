import { parseArgs } from 'node:util'
import { InfluxDBClient } from '@fluxline/client'
import type { Point } from '@fluxline/client'
import { InfluxdError, progressLine, startInfluxd } from '@fluxline/influxd'
import { machineMetrics } from '@fluxline/quickstart/machine'
import { interruptedCode, interruption } from '@fluxline/quickstart/interruption'
import { machinePast } from './past.ts'
import { readerToken } from './reader-token.ts'
import { PortError, servePage } from './serve.ts'

const help = `Shows live charts of this machine in a browser, which reads them from a real InfluxDB.

  pnpm dashboard [--port 8087]

  --port   the port of the page; the default is 8087, or the next that is free

The charts open with what the machine knows about its last hour. The data is deleted when the dashboard stops.
`

const FOREVER_MS = Number.MAX_SAFE_INTEGER

const signal = interruption()
try {
  const { values } = parseArgs({ options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } } })
  if (values.help) process.stdout.write(help)
  else await main(values.port)
} catch (error) {
  process.exitCode = signal.aborted ? interruptedCode(signal) : 1
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  if (isUsage || error instanceof InfluxdError || error instanceof PortError) process.stderr.write(`${error.message}\n`)
  else if (!signal.aborted) throw error
}

async function main(port: string | undefined): Promise<void> {
  const progress = progressLine()
  // What is measured while InfluxDB starts is written as well.
  const samples = keepReading(machineMetrics(FOREVER_MS, signal))
  await using server = await startInfluxd({ onProgress: progress.show, signal }).finally(() => progress.done())
  const { url, token, org, bucket } = await server.setup()
  await using client = new InfluxDBClient({ url, token, org })
  const page = await servePage({ url, token: await readerToken(client, bucket), org, bucket }, port)
  const writer = client.batchWriter({ bucket, flushInterval: 500 })
  try {
    await writer.write(await machinePast(samples.started))
    await writer.flush()
    process.stdout.write(`The dashboard is at ${page.url}\nCtrl-C stops it, and its InfluxDB.\n`)
    await writer.write(samples)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await page.server.close()
  }
}

/** Reads a source from now on, so that nothing is missing when someone begins to take from it. */
function keepReading(source: AsyncIterable<Point>): AsyncIterable<Point> & { readonly started: Date } {
  const early: Point[] = []
  const iterator = source[Symbol.asyncIterator]()
  let isTaken = false
  const reading = (async () => {
    while (!isTaken) {
      const { value, done } = await iterator.next()
      if (done) return
      early.push(value)
    }
  })()
  // The one who takes them gets the error.
  reading.catch(() => {})
  return {
    started: new Date(),
    async *[Symbol.asyncIterator]() {
      isTaken = true
      await reading
      yield* early
      yield* { [Symbol.asyncIterator]: () => iterator }
    },
  }
}
