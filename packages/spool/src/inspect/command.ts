import { parseArgs } from 'node:util'
import type { Destination } from '@fluxline/write-batching/spool'
import { inspectSpool } from './inspect-spool.ts'
import type { SlotInspection } from './inspection.ts'

const USAGE = `Usage: fluxline-spool inspect DIRECTORY [--json]
       fluxline-spool export DIRECTORY [--slot NAME]

inspect lists the slots of a spool: their writers, lines and files.
export prints the lines that are not known to be stored, as line protocol with a comment before each change of the
bucket, organization or precision. Neither changes anything.
`

/** Where a command prints; a write resolves when there is space for the next. */
export interface Output {
  print(text: string): Promise<void>
  fail(text: string): void
}

/** Runs the command line. Returns the exit code: 0, 1 if the folder cannot be read, 2 if the arguments are wrong. */
export async function runCommand(args: readonly string[], output: Output): Promise<number> {
  let parsed
  try {
    const options = { json: { type: 'boolean' }, slot: { type: 'string' }, help: { type: 'boolean' } } as const
    parsed = parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    output.fail(`${(error as Error).message}\n${USAGE}`)
    return 2
  }
  const [command, directory, ...others] = parsed.positionals
  const { json, slot, help } = parsed.values
  if (help) {
    await output.print(USAGE)
    return 0
  }
  if (!directory || others.length > 0 || (command !== 'inspect' && command !== 'export')) {
    output.fail(USAGE)
    return 2
  }
  try {
    const { slots } = await inspectSpool(directory)
    if (slot !== undefined && !slots.some((each) => each.slot === slot)) throw new Error(noSlot(slot, slots))
    const chosen = slot === undefined ? slots : slots.filter((each) => each.slot === slot)
    if (command === 'export') for (const each of chosen) await printLines(each, output)
    else if (json) await output.print(`${JSON.stringify(chosen, null, 2)}\n`)
    else await output.print(chosen.map(describe).join('\n') || `No slots in ${directory}.\n`)
    return 0
  } catch (error) {
    output.fail(`${(error as Error).message}\n`)
    return 1
  }
}

async function printLines(slot: SlotInspection, output: Output): Promise<void> {
  let last = ''
  for await (const { destination, text } of slot.exportLines()) {
    const target = describeDestination(destination)
    if (target !== last) await output.print(`# slot=${JSON.stringify(slot.slot)} ${target}\n`)
    last = target
    await output.print(text)
  }
}

function describe({ slot, holder, lines, bytes, segments, oldest, destinations, ...files }: SlotInspection): string {
  const owner = holder
    ? `process ${holder.pid} on ${holder.host} (${holder.state}), since ${holder.since.toISOString()}`
    : 'nobody'
  return [
    `slot ${slot}`,
    `  writer    ${owner}`,
    `  lines     ${lines}`,
    `  segments  ${segments} with ${bytes} bytes`,
    ...(oldest ? [`  oldest    ${oldest.toISOString()}`] : []),
    ...destinations.map(({ destination, lines: count }) => `  ${describeDestination(destination)}: ${count} lines`),
    ...files.damaged.map((path) => `  damaged   ${path}`),
    ...files.rejected.map((path) => `  rejected  ${path}`),
    '',
  ].join('\n')
}

function describeDestination({ bucket, org, precision }: Destination): string {
  return `bucket=${JSON.stringify(bucket)} org=${JSON.stringify(org ?? null)} precision=${precision}`
}

function noSlot(slot: string, slots: readonly SlotInspection[]): string {
  const names = slots.map((each) => each.slot).join(', ')
  return `Slot ${slot} does not exist${names ? `; there are ${names}` : ''}.`
}
