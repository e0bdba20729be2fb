import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Check } from '../check.ts'
import type { Workspace } from '../workspace.ts'
import { entryPoints } from './entry-points.ts'
import type { EntryPoint } from './entry-points.ts'
import { keep, linesWithAny, reportFile, reportOf } from './report.ts'

/** The public surface of each entry is the one that its report in `etc` shows. */
export const apiCheck: Check = {
  name: 'api',
  rule: 'the public surface is the one in packages/*/etc, and no public type is any',
  async run(workspace) {
    const messages: string[] = []
    for (const entry of entriesOf(workspace)) {
      if (!existsSync(entry.types)) {
        messages.push(`${entry.name} is not built; run \`pnpm build\` first.`)
        continue
      }
      const report = await reportOf(entry)
      for (const line of linesWithAny(report)) messages.push(`${entry.name}: a public type is any: ${line.trim()}`)
      const kept = await readFile(reportFile(entry), 'utf8').catch(() => '')
      if (kept !== report) messages.push(`${entry.name}: the public surface changed. ${difference(kept, report)}`)
    }
    return messages
  },
  async update(workspace) {
    for (const entry of entriesOf(workspace)) if (existsSync(entry.types)) await keep(entry, await reportOf(entry))
  },
}

function entriesOf({ packages }: Workspace): EntryPoint[] {
  return packages.flatMap(entryPoints)
}

/** The lines that only one of two reports has. */
function difference(kept: string, report: string): string {
  const [before, after] = [kept, report].map((text) => text.split('\n'))
  const removed = before!.filter((line) => !after!.includes(line)).map((line) => `- ${line}`)
  const added = after!.filter((line) => !before!.includes(line)).map((line) => `+ ${line}`)
  const lines = [...removed, ...added].slice(0, 20)
  return `If that is intended, run \`pnpm checks api --update\` and commit the report.\n${lines.join('\n')}`
}
