import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { apiCheck } from './api/check.ts'
import type { Check } from './check.ts'
import { declarationsCheck } from './declarations/check.ts'
import { englishCheck } from './english/check.ts'
import { exportsCheck } from './exports/check.ts'
import { generatedCheck } from './generated.ts'
import { internalCheck } from './internal/check.ts'
import { layoutCheck } from './layout/check.ts'
import { attwCheck, publintCheck } from './package-tools.ts'
import { recipesCheck } from './recipes/check.ts'
import { sizeCheck } from './size/check.ts'
import { Workspace } from './workspace.ts'

const checks: readonly Check[] = [
  layoutCheck,
  englishCheck,
  generatedCheck,
  apiCheck,
  exportsCheck,
  declarationsCheck,
  sizeCheck,
  publintCheck,
  attwCheck,
  internalCheck,
  recipesCheck,
]

const help = `Checks what is held true of the workspace. Build it first.

  pnpm checks             all of these
  pnpm checks NAME…       the ones named
  pnpm checks --update    accepts the present state where a check compares with a stored one; review the diff

${checks.map(({ name, rule }) => `  ${name.padEnd(11)}${rule}`).join('\n')}
`

const { values: options, positionals: names } = parseArgs({
  options: { update: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
})
const unknown = names.filter((name) => !checks.some((check) => check.name === name))
if (options.help) {
  process.stdout.write(help)
} else if (unknown.length > 0) {
  process.stderr.write(`Unknown check: ${unknown.join(', ')}.\n\n${help}`)
  process.exitCode = 2
} else {
  await main(checks.filter(({ name }) => names.length === 0 || names.includes(name)))
}

async function main(chosen: readonly Check[]): Promise<void> {
  await using workspace = await Workspace.open(join(import.meta.dirname, '..', '..', '..'))
  for (const check of chosen) {
    if (options.update) await check.update?.(workspace)
    const start = performance.now()
    const messages = await check.run(workspace)
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    process.stdout.write(`${check.name}: ${messages.length === 0 ? 'ok' : `${messages.length} found`} (${seconds} s)\n`)
    for (const message of messages) process.stdout.write(`  ${message.replaceAll('\n', '\n    ')}\n`)
    if (messages.length > 0) process.exitCode = 1
  }
}
