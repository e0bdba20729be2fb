import { BrokerError, startKafka, startNats } from '@fluxline/brokers'
import type { Broker } from '@fluxline/brokers'
import { progressLine } from '@fluxline/influxd'
import { afterAll, beforeAll, beforeEach } from 'vitest'

// The first use builds or fetches it.
const PREPARE_MS = 15 * 60_000

/**
 * Starts a broker for the tests of a file. Call it at the top level of the file.
 *
 * The members are set before the first test runs. If the broker cannot be had, the tests are skipped; in CI they fail.
 */
export function useBroker(name: 'nats' | 'kafka'): Omit<Broker, symbol> {
  const broker = {} as { -readonly [Name in keyof Broker]: Broker[Name] }
  let problem: string | undefined
  beforeAll(async () => {
    const progress = progressLine()
    try {
      const start = name === 'nats' ? startNats : startKafka
      Object.assign(broker, await start({ onProgress: progress.show }))
    } catch (error) {
      if (!(error instanceof BrokerError) || process.env['CI']) throw error
      problem = error.message
    } finally {
      progress.done()
    }
  }, PREPARE_MS)
  beforeEach(({ skip }) => skip(problem !== undefined, problem))
  afterAll(() => broker.stop?.())
  return broker
}
