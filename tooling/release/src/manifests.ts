import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The members of a package manifest that matter for a release. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** Returns the published packages of a workspace by name. */
export async function readManifests(root: string): Promise<Map<string, Manifest>> {
  const folder = join(root, 'packages')
  const texts = (await readdir(folder)).map((name) => readFile(join(folder, name, 'package.json'), 'utf8'))
  const manifests = (await Promise.all(texts)).map((text) => JSON.parse(text) as Manifest)
  return new Map(manifests.filter((manifest) => !manifest.private).map((manifest) => [manifest.name, manifest]))
}

/** Orders packages so that each comes after those that it depends on. */
export function inPublishOrder<Each extends Manifest>(manifests: readonly Each[]): Each[] {
  const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]))
  const ordered = new Set<Each>()
  const add = (manifest: Each): void => {
    const { dependencies = {}, peerDependencies = {} } = manifest
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      const needed = byName.get(name)
      if (needed && !ordered.has(needed)) add(needed)
    }
    ordered.add(manifest)
  }
  for (const manifest of manifests) add(manifest)
  return [...ordered]
}
