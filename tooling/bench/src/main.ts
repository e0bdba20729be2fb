import { parseArgs } from 'node:util'
import { measureBatchSizes } from './delivery/batch-sizes.ts'
import { deliveryText } from './delivery/compare.ts'
import { measureGrowth } from './growth/measure.ts'
import { measureMemory, memoryText } from './memory.ts'
import { markdown } from './report.ts'
import { runWorkload } from './runner.ts'
import type { Result } from './runner.ts'
import { store } from './stored.ts'
import { ForeignWork } from './peers/foreign-work.ts'
import { coldStartWorkloads } from './workloads/cold-start.ts'
import { csvWorkloads } from './workloads/csv.ts'
import { frameWorkloads } from './workloads/frames.ts'
import { influxqlWorkloads } from './workloads/influxql.ts'
import { ingestText } from './workloads/ingest.ts'
import { queryWorkloads } from './workloads/queries.ts'
import { smallCallWorkloads } from './workloads/small-calls.ts'
import { sqlWorkloads } from './workloads/sql.ts'
import { spoolText } from './workloads/spool.ts'
import { recordFormWorkloads } from './workloads/record-forms.ts'
import { shapeWorkloads } from './workloads/shapes.ts'
import { writeWorkloads } from './workloads/write.ts'

const help = `Compares the packages with their peers in one run.

  pnpm bench [--only PART] [--quick] [--turns 15]
  pnpm bench growth
  pnpm bench batch-sizes
  pnpm bench --memory 5

  --only       one part: shapes, write, csv, frames, queries, influxql, sql, small-calls, cold-start, delivery, spool or ingest
  --quick      a fifth of the turns, for a rough look; stores nothing
  --turns      repetitions of each piece of work; 15 by default
  growth       what a point and a row cost, from a thousand to ten million, each run in a separate process
  batch-sizes  how fast batches of different sizes are stored
  --memory     streams this many gigabytes through records, columns and Arrow tables, and prints the memory use
`

const {
  values: options,
  positionals: [part],
} = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean' },
    turns: { type: 'string' },
    memory: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})

if (options.help) process.stdout.write(help)
else if (options.memory) process.stdout.write(`${memoryText(await measureMemory(Number(options.memory) * 1e9))}\n`)
else if (part === 'growth') await store('growth', await measureGrowth(tell))
else if (part === 'batch-sizes') await store('batch-sizes', await measureBatchSizes(tell))
else if (part) throw new Error(`Unknown: ${part}. Run with --help.`)
else await main()

async function main(): Promise<void> {
  const turns = options.turns ? Number(options.turns) : options.quick ? 3 : 15
  await using scope = new AsyncDisposableStack()
  // Peers in other languages, which may need a build first.
  const foreign = (['write', 'csv', 'frames'] as const).some(isChosen)
    ? scope.use(await ForeignWork.start())
    : undefined
  // The shapes come first: one of their workloads wants a process that has seen no other points.
  const workloads = [
    ...(isChosen('shapes') ? shapeWorkloads() : []),
    ...(foreign && isChosen('write') ? await writeWorkloads(foreign) : []),
    ...(isChosen('write') ? recordFormWorkloads() : []),
    ...(foreign && isChosen('csv') ? await csvWorkloads(foreign) : []),
    ...(foreign && isChosen('frames') ? await frameWorkloads(scope, foreign) : []),
    ...(isChosen('queries') ? await queryWorkloads(scope) : []),
    ...(isChosen('influxql') ? await influxqlWorkloads(scope) : []),
    ...(isChosen('sql') ? sqlWorkloads() : []),
    ...(isChosen('small-calls') ? await smallCallWorkloads(scope) : []),
    ...(isChosen('cold-start') ? await coldStartWorkloads(scope) : []),
  ]
  const results: Result[] = []
  for (const [at, workload] of workloads.entries()) {
    process.stderr.write(`${at + 1} of ${workloads.length}  ${workload.group}, ${workload.name}\n`)
    results.push(await runWorkload(workload, turns))
  }
  const about = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    'influxdb-client-js': '1.35.0',
    'node-influx': '5.12.0',
    ...foreign?.missing,
    turns: String(turns),
  }
  const isQuick = options.quick === true
  const tables = [
    ...(isChosen('delivery') ? [await deliveryText(isQuick)] : []),
    ...(isChosen('spool') ? [await spoolText(isQuick)] : []),
    ...(isChosen('ingest') ? [await ingestText(isQuick)] : []),
  ]
  const latest = { about, results, tables }
  process.stdout.write(`\n${markdown(latest)}`)
  if (!options.quick && !options.only) await store('latest', latest)
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

type Part =
  | 'shapes'
  | 'write'
  | 'csv'
  | 'frames'
  | 'queries'
  | 'influxql'
  | 'sql'
  | 'small-calls'
  | 'cold-start'
  | 'delivery'
  | 'spool'
  | 'ingest'

function isChosen(part: Part): boolean {
  return (options.only ?? part) === part
}
