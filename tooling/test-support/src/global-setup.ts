import { progressLine, startInfluxd } from '@fluxline/influxd'
import type { TestProject } from 'vitest/node'

/** Starts the server that all integration tests of a run share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const progress = progressLine()
  const server = await startInfluxd({ onProgress: progress.show }).finally(() => progress.done())
  process.stdout.write(`Integration tests use InfluxDB ${(await server.version()) ?? 'of an unknown version'}.\n`)
  project.provide('influxdb', await server.setup())
  return () => server.stop()
}
