import { InfluxdError, progressLine } from '@fluxline/influxd'
import { BrokerError } from './broker.ts'
import { startKafka } from './kafka.ts'
import { startNats } from './nats.ts'

const help = `Builds or fetches a broker, and checks that it starts.

  node tooling/brokers/src/main.ts nats|kafka
`

const [name = ''] = process.argv.slice(2)
const start = { nats: startNats, kafka: startKafka }[name]
if (start) {
  await main(start).catch((error: unknown) => {
    if (!(error instanceof BrokerError || error instanceof InfluxdError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  })
} else if (name === '--help' || name === '-h') {
  process.stdout.write(help)
} else {
  process.stderr.write(help)
  process.exitCode = 1
}

async function main(start: typeof startNats | typeof startKafka): Promise<void> {
  const progress = progressLine()
  await using broker = await start({ onProgress: progress.show }).finally(() => progress.done())
  process.stdout.write(`${name} can be started here, at ${broker.address} for now.\n`)
}
