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
