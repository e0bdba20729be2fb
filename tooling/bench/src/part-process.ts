import { parts } from './parts.ts'
import type { Part, PartName } from './parts.ts'
import { runWorkload } from './runner.ts'
import type { Result } from './runner.ts'

// Runs a part in this process, and sends what it has measured: `node part-process.ts PART TURNS`.

/** What a part has measured. */
export interface Measurement {
  readonly missing: Readonly<Record<string, string>>
  readonly results: readonly Result[]
}

const [name, turns] = process.argv.slice(2) as [PartName, string]
await using scope = new AsyncDisposableStack()
const { workloads, missing = {} }: Part = await parts[name](scope)
const results: Result[] = []
for (const [at, workload] of workloads.entries()) {
  process.stderr.write(`${name}, ${at + 1} of ${workloads.length}: ${workload.group}, ${workload.name}\n`)
  results.push(await runWorkload(workload, Number(turns)))
}
const measurement: Measurement = { missing, results }
process.send!(measurement)
