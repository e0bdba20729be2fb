import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Measurement } from './part-process.ts'
import type { PartName } from './parts.ts'
import type { SideBySide } from './report.ts'
import type { Result } from './runner.ts'

/**
 * Compares fluxline with its peers, each part in its own process: what an engine and a heap have seen in one part does
 * not change the figures of the next.
 */
export async function compareSideBySide(names: readonly PartName[], turns: number): Promise<SideBySide> {
  const results: Result[] = []
  const missing: Record<string, string> = {}
  for (const name of names) {
    const measurement = await runPart(name, turns)
    results.push(...measurement.results)
    Object.assign(missing, measurement.missing)
  }
  const about = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    'influxdb-client-js': '1.35.0',
    'node-influx': '5.12.0',
    ...missing,
    turns: String(turns),
  }
  return { about, results }
}

async function runPart(name: PartName, turns: number): Promise<Measurement> {
  const child = fork(join(import.meta.dirname, 'part-process.ts'), [name, String(turns)])
  let measurement: Measurement | undefined
  child.on('message', (message) => {
    measurement = message as Measurement
    child.disconnect()
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0 || !measurement) throw new Error(`The part ${name} failed. Its messages are above.`)
  return measurement
}
