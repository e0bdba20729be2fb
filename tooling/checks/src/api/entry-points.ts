import { join } from 'node:path'
import type { Package } from '../workspace.ts'

/** One thing that users import, and where its types are. */
export interface EntryPoint {
  /** `core`, or `management-scripts` for a sub-entry. */
  readonly name: string
  /** What users write, such as `@fluxline/management/scripts`. */
  readonly specifier: string
  /** The package's folder. */
  readonly folder: string
  readonly types: string
}

/** The entries of a package, by its own `exports`. */
export function entryPoints({ name: packageName, folder, manifest }: Package): EntryPoint[] {
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    const types = typesOf(target)
    if (types === undefined) return []
    const name = path === '.' ? packageName : `${packageName}-${path.slice(2).replaceAll('/', '-')}`
    const specifier = path === '.' ? manifest.name : `${manifest.name}/${path.slice(2)}`
    return [{ name, specifier, folder, types: join(folder, types) }]
  })
}

function typesOf(target: unknown): string | undefined {
  const { types } = ((target as { import?: object }).import ?? {}) as { types?: string }
  return types
}
