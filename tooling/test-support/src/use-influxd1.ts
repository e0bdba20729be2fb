import { InfluxdError, progressLine, startInfluxd1 } from '@fluxline/influxd'
import type { Influxd1 } from '@fluxline/influxd'
import { afterAll, beforeAll, beforeEach } from 'vitest'

// The first use builds it.
const BUILD_MS = 15 * 60_000

/**
 * Starts an InfluxDB 1.x for the tests of a file, built on first use. Call it at the top level of the file.
 *
 * The members are set before the first test or hook runs. If it cannot be built, the tests are skipped.
 */
export function useInfluxd1(): Omit<Influxd1, symbol> {
  const access = {} as { -readonly [Name in keyof Influxd1]: Influxd1[Name] }
  let problem: string | undefined
  beforeAll(async () => {
    const progress = progressLine()
    try {
      Object.assign(access, await startInfluxd1({ onProgress: progress.show }))
    } catch (error) {
      if (!(error instanceof InfluxdError)) throw error
      problem = error.message
    } finally {
      progress.done()
    }
  }, BUILD_MS)
  beforeEach(({ skip }) => skip(problem !== undefined, problem))
  afterAll(() => access[Symbol.asyncDispose]?.())
  return access
}
