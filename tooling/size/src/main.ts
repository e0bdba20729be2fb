import { bundle } from './bundle.ts'
import { entries } from './entries.ts'

// What each entry weighs and what it is made of; fails where it holds what it must not.
const SHOWN = 6

let found = 0
for (const entry of entries) {
  const { text, gzipped } = await bundle(entry, 'built')
  const { parts } = await bundle(entry, 'sources')
  process.stdout.write(`${entry.name}: ${gzipped} B of ${entry.limit} B\n  ${compositionOf(parts)}\n`)
  for (const pattern of entry.without) {
    const context = new RegExp(`.{0,40}${pattern.source}.{0,40}`, pattern.flags).exec(text)
    if (!context) continue
    found++
    process.stdout.write(`  FAILED: ${pattern} is in it: …${context[0]}…\n`)
  }
}
if (found > 0) process.exitCode = 1

function compositionOf(parts: readonly (readonly [string, number])[]): string {
  const total = parts.reduce((sum, [, bytes]) => sum + bytes, 0)
  const percent = (bytes: number): string => `${Math.round((bytes / total) * 100)} %`
  const rest = parts.slice(SHOWN).reduce((sum, [, bytes]) => sum + bytes, 0)
  const shown = parts.slice(0, SHOWN).map(([name, bytes]) => `${name} ${percent(bytes)}`)
  return [...shown, ...(rest > 0 ? [`${parts.length - SHOWN} others ${percent(rest)}`] : [])].join(', ')
}
