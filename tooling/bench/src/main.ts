import { parseArgs } from 'node:util'
import { measureBatchSizes } from './delivery/batch-sizes.ts'
import { deliveryText } from './delivery/compare.ts'
import { measureGrowth } from './growth/measure.ts'
import { ingestText } from './ingest/compare.ts'
import { measureMemory, memoryText } from './memory.ts'
import { partNames } from './parts.ts'
import type { PartName } from './parts.ts'
import { markdown } from './report.ts'
import { compareSideBySide } from './side-by-side.ts'
import { spoolText } from './spool/compare.ts'
import { store } from './stored.ts'
import type { Tables } from './stored.ts'
import { workerdText } from './workerd/compare.ts'

const help = `Compares the packages with their peers in one run.

  pnpm bench [--only PART] [--quick] [--turns 5]
  pnpm bench delivery | spool | workerd | ingest [--quick]
  pnpm bench growth
  pnpm bench batch-sizes
  pnpm bench --memory 5

  --only       one part: ${partNames.join(', ')}; stores nothing
  --turns      repetitions of each piece of work; 5 by default
  --quick      fewer turns, for a rough look; stores nothing
  delivery     points on their way to a server, until it has stored them all
  spool        what it costs that lines survive the process
  workerd      responses that are read in Cloudflare's runtime
  ingest       what it costs that lines come from a log
  growth       what a point and a row cost, from a thousand to ten million, each run in a separate process
  batch-sizes  how fast batches of different sizes are stored
  --memory     streams this many gigabytes through records, columns and Arrow tables, and prints the memory use
`

const {
  values: options,
  positionals: [command],
} = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    turns: { type: 'string' },
    memory: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})

const commands: Readonly<Record<string, () => Promise<void>>> = {
  delivery: () => showTables('delivery', deliveryText),
  spool: () => showTables('spool', spoolText),
  workerd: () => showTables('workerd', workerdText),
  ingest: async () => void process.stdout.write(await ingestText(options.quick)),
  growth: async () => store('growth', await measureGrowth(tell)),
  'batch-sizes': async () => store('batch-sizes', await measureBatchSizes(tell)),
}

if (options.help) process.stdout.write(help)
else if (options.memory) process.stdout.write(`${memoryText(await measureMemory(Number(options.memory) * 1e9))}\n`)
else if (command === undefined) await showSideBySide()
else if (Object.hasOwn(commands, command)) await commands[command]!()
else throw new Error(`Unknown: ${command}. Run with --help.`)

async function showSideBySide(): Promise<void> {
  const { only, quick } = options
  if (only !== undefined && !isPart(only)) throw new Error(`Unknown part: ${only}. Run with --help.`)
  const turns = options.turns ? Number(options.turns) : quick ? 1 : 5
  const compared = await compareSideBySide(only === undefined ? partNames : [only], turns)
  process.stdout.write(`\n${markdown(compared)}`)
  if (!quick && only === undefined) await store('latest', compared)
}

async function showTables(name: 'delivery' | 'spool' | 'workerd', measure: (isQuick: boolean) => Promise<string>) {
  const tables: Tables = {
    about: { date: new Date().toISOString().slice(0, 10), node: process.versions.node },
    text: await measure(options.quick),
  }
  process.stdout.write(`${tables.text}\n`)
  if (!options.quick) await store(name, tables)
}

function isPart(name: string): name is PartName {
  return (partNames as readonly string[]).includes(name)
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}
