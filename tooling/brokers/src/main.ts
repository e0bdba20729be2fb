import { InfluxdError, progressLine } from '@fluxline/influxd'
import { BrokerError } from './broker.ts'
import { startKafka } from './kafka.ts'
import { startNats } from './nats.ts'

// Builds or fetches the broker that the command line names, and checks that it starts.
const start = { nats: startNats, kafka: startKafka }[process.argv[2] ?? '']
if (!start) throw new Error('Name a broker: nats or kafka.')
const progress = progressLine()
try {
  await using broker = await start({ onProgress: progress.show }).finally(() => progress.done())
  process.stdout.write(`${process.argv[2]} can be started here, at ${broker.address} for now.\n`)
} catch (error) {
  if (!(error instanceof BrokerError || error instanceof InfluxdError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
