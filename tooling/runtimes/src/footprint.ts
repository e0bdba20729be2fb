import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What an install brought. */
export interface Footprint {
  /** Every package with its bytes, by its place below `node_modules`. */
  readonly packages: ReadonlyMap<string, number>
  /** What the packages that are not ours depend on. */
  readonly theirs: ReadonlySet<string>
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>
}

/** Reads which packages npm installed into a project, and how large they are on disk. */
export async function footprintOf(folder: string): Promise<Footprint> {
  const lock = JSON.parse(await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as Lock
  const packages = new Map<string, number>()
  const theirs = new Set<string>()
  for (const [path, { dependencies = {} }] of Object.entries(lock.packages)) {
    const place = path.replace('node_modules/', '')
    packages.set(place, await bytesOf(join(folder, path)))
    if (!place.startsWith('@fluxline/')) for (const name of Object.keys(dependencies)) theirs.add(name)
  }
  return { packages, theirs }
}

/** The bytes of the files in a folder, without those of packages inside it. */
async function bytesOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    bytes += entry.isDirectory() ? await bytesOf(path) : (await stat(path)).size
  }
  return bytes
}
