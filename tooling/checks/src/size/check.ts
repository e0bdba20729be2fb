import type { Check } from '../check.ts'
import { budgetFor, growth, readBudgets, writeBudgets } from './budgets.ts'
import type { Budget } from './budgets.ts'
import { bundle } from './bundle.ts'
import { entries } from './entries.ts'
import type { Entry } from './entries.ts'

/** No entry weighs more than its budget, or holds what it must not. */
export const sizeCheck: Check = {
  name: 'size',
  rule: 'bundles stay within tooling/checks/src/size/budgets.json and hold no Node, Arrow or rxjs for the edge',
  async run() {
    const budgets = await readBudgets()
    const messages: string[] = []
    for (const entry of entries) messages.push(...(await messagesFor(entry, budgets[entry.name])))
    const stale = Object.keys(budgets).filter((name) => !entries.some((entry) => entry.name === name))
    return [...messages, ...stale.map((name) => `${name}: there is a budget but no entry; remove it.`)]
  },
  async update() {
    const before = await readBudgets()
    const budgets: Record<string, Budget> = {}
    for (const entry of entries) {
      const { gzipped } = await bundle(entry, 'built')
      const kept = before[entry.name]
      // Within its budget an entry keeps it, so that headroom is not raised by each update.
      if (kept && gzipped <= kept.budget && gzipped > kept.budget * 0.9) budgets[entry.name] = kept
      else {
        const { parts } = await bundle(entry, 'sources')
        budgets[entry.name] = {
          measured: gzipped,
          budget: budgetFor(gzipped, entry.ceiling),
          parts: Object.fromEntries(parts),
        }
      }
    }
    await writeBudgets(budgets)
  },
}

async function messagesFor(entry: Entry, stored: Budget | undefined): Promise<string[]> {
  const { name, without } = entry
  if (!stored) return [`${name}: it has no budget; run \`pnpm checks size --update\`.`]
  const { text, gzipped } = await bundle(entry, 'built')
  const messages = without.flatMap((pattern) => {
    const context = new RegExp(`.{0,40}${pattern.source}.{0,40}`, pattern.flags).exec(text)
    return context ? [`${name}: ${String(pattern)} is in the bundle: …${context[0]}…`] : []
  })
  if (gzipped > stored.budget) {
    const { parts } = await bundle(entry, 'sources')
    const grown = growth(stored.parts, parts).join(', ')
    messages.push(
      `${name}: ${gzipped} B exceeds its budget of ${stored.budget} B (${stored.measured} B when it was set). ` +
        `Grown most, minified: ${grown}.\nMake it smaller, or run \`pnpm checks size --update\` and say why in the commit.`,
    )
  }
  return messages
}
