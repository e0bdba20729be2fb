import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { entryPoints } from './entry-points.ts'
import { keep, linesWithAny, placeOf, reportOf } from './report.ts'

const help = `Compares the public surface of every package with its report below packages/*/etc.

  pnpm api             fails where they differ, or where a public type is any
  pnpm api --update    writes the reports, for the review to see
`

const { values: options } = parseArgs({
  options: { update: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
})
if (options.help) process.stdout.write(help)
else await main()

async function main(): Promise<void> {
  for (const entry of await entryPoints(join(import.meta.dirname, '..', '..', '..'))) {
    if (!existsSync(entry.types)) {
      fail(`${entry.name}: it is not built; run \`pnpm build\` first.`)
      continue
    }
    const report = await reportOf(entry)
    for (const line of linesWithAny(report)) fail(`${entry.name}: a public type is any: ${line.trim()}`)
    if (options.update) await keep(entry, report)
    const kept = await readFile(placeOf(entry), 'utf8').catch(() => '')
    if (kept !== report)
      fail(`${entry.name}: the public surface is not what its report says. ${differenceOf(kept, report)}`)
  }
}

function fail(message: string): void {
  process.exitCode = 1
  process.stdout.write(`${message}\n`)
}

/** The lines that only one of two reports has. */
function differenceOf(kept: string, report: string): string {
  const [before, after] = [kept, report].map((text) => text.split('\n'))
  const gone = before!.filter((line) => !after!.includes(line)).map((line) => `- ${line}`)
  const come = after!.filter((line) => !before!.includes(line)).map((line) => `+ ${line}`)
  const lines = [...gone, ...come].slice(0, 20)
  return `If that is meant, run \`pnpm api --update\` and commit it.\n${lines.join('\n')}`
}
