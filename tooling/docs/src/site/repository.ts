import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The root of the repository. */
export const root: string = join(import.meta.dirname, '../../../..')

/** A published package. */
export interface Package {
  /** Its folder below `packages`, which is also its name on the site. */
  readonly folder: string
  /** Its name on npm. */
  readonly name: string
  readonly version: string
  readonly description: string
  readonly entries: readonly Entry[]
}

/** What can be imported from a package: the root or a subpath. */
export interface Entry {
  /** What programs import, such as `@fluxline/write-batching/worker`. */
  readonly specifier: string
  /** Its name in addresses, such as `write-batching-worker`. */
  readonly name: string
  /** Path of its source from the root of the repository. */
  readonly source: string
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | { readonly '@fluxline/source'?: string }>>
  readonly repository?: { readonly url: string }
}

/** How a source says that its entry is for siblings only. */
const FOR_SIBLINGS = "For fluxline's own packages."

/** Reads the published packages: core first, since others share its names, and the umbrella, which repeats them all, last. */
export async function readPackages(): Promise<readonly Package[]> {
  const folders = (await readdir(join(root, 'packages'))).toSorted()
  const found: Package[] = []
  for (const folder of folders) {
    const manifest = await readManifest(folder)
    if (manifest.private === true) continue
    const { name, version, description } = manifest
    found.push({ folder, name, version, description, entries: await documentedEntries(folder, manifest) })
  }
  return found.toSorted((a, b) => rank(a) - rank(b))

  function rank({ folder }: Package): number {
    return folder === 'core' ? 0 : folder === 'client' ? 2 : 1
  }
}

/** Address of the repository for people, from the umbrella's manifest. */
export async function repositoryUrl(): Promise<string> {
  const { repository } = await readManifest('client')
  return repository!.url.replace(/^git\+/, '').replace(/\.git$/, '')
}

/** Text of a file of the repository. */
export function readText(path: string): Promise<string> {
  return readFile(join(root, path), 'utf8')
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readText(`packages/${folder}/package.json`)) as Manifest
}

async function documentedEntries(folder: string, manifest: Manifest): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  for (const [subpath, conditions] of Object.entries(manifest.exports ?? {})) {
    const path = typeof conditions === 'string' ? undefined : conditions['@fluxline/source']
    if (path === undefined) continue
    const source = `packages/${folder}/${path.slice('./'.length)}`
    if ((await readText(source)).includes(FOR_SIBLINGS)) continue
    const specifier = manifest.name + subpath.slice('.'.length)
    entries.push({ specifier, name: (folder + subpath.slice('.'.length)).replaceAll('/', '-'), source })
  }
  return entries
}
