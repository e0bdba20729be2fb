import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Packages of an install. */
export interface Footprint {
  /** Size of each package in bytes, by its path below `node_modules`. */
  readonly packages: ReadonlyMap<string, number>
  /** Dependencies of packages other than fluxline's. */
  readonly theirs: ReadonlySet<string>
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>
}

/** Reads which packages npm installed into a project, and their size on disk. */
export async function footprintOf(folder: string): Promise<Footprint> {
  const lock = JSON.parse(await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as Lock
  const packages = new Map<string, number>()
  const theirs = new Set<string>()
  for (const [path, { dependencies = {} }] of Object.entries(lock.packages)) {
    const location = path.replace('node_modules/', '')
    packages.set(location, await bytesOf(join(folder, path)))
    if (!location.startsWith('@fluxline/')) for (const name of Object.keys(dependencies)) theirs.add(name)
  }
  return { packages, theirs }
}

/** Returns the bytes of the files in a folder, except for nested packages. */
async function bytesOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    bytes += entry.isDirectory() ? await bytesOf(path) : (await stat(path)).size
  }
  return bytes
}
