import { mkdir, readdir, readFile, rename, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inPublishOrder, readManifests } from './manifests.ts'
import type { Manifest } from './manifests.ts'
import { addPeerChangesets, changesetFiles } from './peer-changesets.ts'
import { changeset, CommandError, pnpm, run } from './run.ts'

/** A tarball that is ready to be published. */
export interface Packed {
  readonly name: string
  readonly version: string
  /** The tarball's file name. */
  readonly file: string
}

/** Makes versions and changelogs of the changesets of a workspace, including majors that follow from peers. */
export async function versionPackages(root: string): Promise<string> {
  if ((await changesetFiles(root)).length === 0) return 'No changesets found.\n'
  const added = await addPeerChangesets(root)
  const followed = added.map((name) => `${name} gets a new major version because of a peer.\n`)
  return followed.join('') + (await changeset(['version'], { cwd: root }))
}

/**
 * Packs every version that the registry does not have into a folder, dependencies first.
 *
 * `packed.json` there lists them in the order in which they are to be published. In a GitHub workflow the manifests name
 * the repository: npm compares it with the provenance.
 */
export async function packPackages(root: string, folder: string, env: NodeJS.ProcessEnv): Promise<readonly Packed[]> {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env
  if (server && repository) await nameRepository(root, `git+${server}/${repository}.git`)
  await mkdir(folder, { recursive: true })
  const packed: Packed[] = []
  for (const { name, version } of inPublishOrder([...(await readManifests(root)).values()])) {
    if (await isPublished(`${name}@${version}`, root)) continue
    packed.push({ name, version, file: await packInto(root, name, folder, `${packed.length}.tgz`) })
  }
  await writeFile(join(folder, 'packed.json'), `${JSON.stringify(packed, undefined, 2)}\n`)
  return packed
}

/** Packs a package of a workspace into a folder, as a file of this name, which it returns. */
export async function packInto(root: string, name: Manifest['name'], folder: string, file: string): Promise<string> {
  const place = join(folder, 'next')
  await mkdir(place, { recursive: true })
  await pnpm(['pack', '--pack-destination', place], { cwd: join(root, directoryOf(name)) })
  const [tarball] = await readdir(place)
  await rename(join(place, tarball!), join(folder, file))
  await rmdir(place)
  return file
}

async function isPublished(spec: string, cwd: string): Promise<boolean> {
  try {
    return (await run('npm', ['view', spec, 'version', '--prefer-online'], { cwd })).trim() !== ''
  } catch (error) {
    if (error instanceof CommandError && error.message.includes('E404')) return false
    throw error
  }
}

async function nameRepository(root: string, url: string): Promise<void> {
  for (const name of (await readManifests(root)).keys()) {
    const directory = directoryOf(name)
    const path = join(root, directory, 'package.json')
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object
    const repository = { type: 'git', url, directory }
    await writeFile(path, `${JSON.stringify({ ...manifest, repository }, undefined, 2)}\n`)
  }
}

function directoryOf(name: Manifest['name']): string {
  return `packages/${name.split('/').at(-1)}`
}
