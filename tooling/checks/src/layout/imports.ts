import { dirname, join, normalize } from 'node:path'

/** An import of one file by another, both relative to the root. */
export interface Import {
  readonly from: string
  readonly to: string
  /** True if it imports types alone. */
  readonly isType: boolean
}

const IMPORT = /^(?:import|export)\s(type\s)?[^'"`;]*?from '(\.[^']+)'|^import '(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm

/** The relative imports of a source. */
export function importsOf(from: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(([, type, from1, from2, from3]) => ({
    from,
    to: normalize(join(dirname(from), (from1 ?? from2 ?? from3)!)),
    isType: type !== undefined,
  }))
}

/** The circles among the imports, each as the files on it. @see Tarjan, "Depth-first search and linear graph algorithms" */
export function circles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>()
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to])
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (file: string): void => {
    index.set(file, index.size)
    low.set(file, index.get(file)!)
    stack.push(file)
    for (const to of targets.get(file) ?? []) {
      if (!index.has(to)) visit(to)
      if (stack.includes(to)) low.set(file, Math.min(low.get(file)!, low.get(to)!))
    }
    if (low.get(file) !== index.get(file)) return
    const circle = stack.splice(stack.indexOf(file))
    if (circle.length > 1 || targets.get(file)?.includes(file)) found.push(circle)
  }
  for (const file of targets.keys()) if (!index.has(file)) visit(file)
  return found
}
