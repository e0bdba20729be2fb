import { progressLine, startInfluxd } from '@fluxline/influxd'
import type { TestProject } from 'vitest/node'

/** Starts the server that all integration tests of a run share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const progress = progressLine()
  const server = await startInfluxd({ onProgress: progress.show })
  progress.done()
  project.provide('influxdb', await server.setup())
  return () => server.stop()
}
