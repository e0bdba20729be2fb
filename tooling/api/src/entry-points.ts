import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One thing that users import, and where its types are. */
export interface EntryPoint {
  /** `core`, or `management-scripts` for an entry of its own. */
  readonly name: string
  /** The package's folder. */
  readonly folder: string
  readonly types: string
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types?: string }>>
}

/** Every entry of every package, by the packages' own `exports`. */
export async function entryPoints(root: string): Promise<EntryPoint[]> {
  const packages = (await readdir(join(root, 'packages'))).sort()
  const found = await Promise.all(packages.map((name) => entriesOf(name, join(root, 'packages', name))))
  return found.flat()
}

async function entriesOf(packageName: string, folder: string): Promise<EntryPoint[]> {
  const { exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === 'string' || target.types === undefined) return []
    const name = path === '.' ? packageName : `${packageName}-${path.slice(2).replaceAll('/', '-')}`
    return [{ name, folder, types: join(folder, target.types) }]
  })
}
