// Measures how fast pages respond, until Ctrl-C.
//
//   deno add npm:@fluxline/client
//   deno run --allow-net --allow-env --allow-sys uptime.ts https://example.com …

import { setTimeout } from 'node:timers/promises'
import { InfluxDBClient, Point } from '@fluxline/client'

const bucket = Deno.env.get('INFLUX_BUCKET') ?? 'metrics'
const interval = Number(Deno.env.get('INTERVAL') ?? 10_000)

const client = InfluxDBClient.fromEnv(Deno.env.toObject())
const writer = client.batchWriter({
  bucket,
  onError: ({ lines, error }) => console.error(`${lines} lines failed:`, error),
  onRejected: ({ line, reason }) => console.error('rejected:', reason, line),
})

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) Deno.addSignalListener(signal, () => stop.abort())

while (!stop.signal.aborted) {
  await Promise.all(Deno.args.map(measure))
  console.log(`measured ${Deno.args.length} pages`)
  await setTimeout(interval, undefined, { signal: stop.signal }).catch(() => {})
}
await client.close()
// Listeners of signals keep Deno running.
Deno.exit()

async function measure(url: string): Promise<void> {
  const started = performance.now()
  const time = new Date()
  const status = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    async (response) => {
      await response.body?.cancel()
      return response.status
    },
    () => 0,
  )
  const ms = performance.now() - started
  await writer.write(
    Point.measurement('page').tag('url', url).floatField('ms', ms).intField('status', status).time(time),
  )
}
