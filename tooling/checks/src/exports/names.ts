/** The names in a report of a public surface. */
export interface SurfaceNames {
  /** What the entry itself declares and exports. */
  readonly declared: ReadonlySet<string>
  /** What a signature names although no user can import it. */
  readonly unexported: ReadonlySet<string>
}

const DECLARATION = /^(export )?(?:declare |abstract |async )*(?:class|interface|type|function|const|let|enum) (\w+)/gm

/** Reads the names out of a report. */
export function namesIn(report: string): SurfaceNames {
  const declared = new Set<string>()
  const unexported = new Set<string>()
  for (const [, isExported, name] of report.matchAll(DECLARATION)) (isExported ? declared : unexported).add(name!)
  // `export { ErrorEvent_2 as ErrorEvent }`
  for (const [, local] of report.matchAll(/^export \{ (\w+)(?: as \w+)? \}/gm)) {
    if (unexported.delete(local!)) declared.add(local!)
  }
  return { declared, unexported }
}

/** Names that several packages declare and that no explicit export of the umbrella settles. */
export function unsettledNames(
  umbrella: string,
  declaredBy: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, string[]> {
  const explicit = new Set<string>()
  for (const [, list] of umbrella.matchAll(/^export (?:type )?\{([^}]*)\}/gm)) {
    for (const part of list!.split(',')) {
      const name = part
        .replace(/^\s*type /, '')
        .trim()
        .split(/ as /)
        .at(-1)!
        .trim()
      if (name !== '') explicit.add(name)
    }
  }
  const owners = new Map<string, string[]>()
  for (const [, specifier] of umbrella.matchAll(/^export \* from '([^']+)'/gm)) {
    for (const name of declaredBy.get(specifier!) ?? []) owners.set(name, [...(owners.get(name) ?? []), specifier!])
  }
  return new Map([...owners].filter(([name, packages]) => packages.length > 1 && !explicit.has(name)))
}
