import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What is stored of an entry. */
export interface Budget {
  /** Bytes when the budget was set, minified and gzipped. */
  readonly measured: number
  /** Bytes that it may have. */
  readonly budget: number
  /** Minified bytes by module when the budget was set. */
  readonly parts: Readonly<Record<string, number>>
}

const file = join(import.meta.dirname, 'budgets.json')
const HEADROOM = 1.05

/** Returns the budget for a size: 5 % headroom, rounded up to 50 bytes, and never above the ceiling. */
export function budgetFor(measured: number, ceiling: number = Infinity): number {
  return Math.min(Math.ceil((measured * HEADROOM) / 50) * 50, ceiling)
}

export async function readBudgets(): Promise<Readonly<Record<string, Budget>>> {
  return JSON.parse(await readFile(file, 'utf8')) as Record<string, Budget>
}

export async function writeBudgets(budgets: Readonly<Record<string, Budget>>): Promise<void> {
  await writeFile(file, `${JSON.stringify(budgets, undefined, 2)}\n`)
}

/** Returns the modules that grew most, in minified bytes, as `core/write/write +120`. */
export function growth(
  before: Readonly<Record<string, number>>,
  parts: readonly (readonly [string, number])[],
): string[] {
  const grown = parts
    .map(([name, bytes]) => [name, bytes - (before[name] ?? 0)] as const)
    .filter(([, more]) => more > 0)
  return grown
    .sort(([, one], [, other]) => other - one)
    .slice(0, 6)
    .map(([name, more]) => `${name} +${more}`)
}
