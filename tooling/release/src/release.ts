import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readManifests } from './manifests.ts'
import { addPeerChangesets, changesetFiles } from './peer-changesets.ts'
import { changeset } from './run.ts'

/** Turns the changesets of a workspace into versions and changelogs, including majors that follow from peers. */
export async function versionPackages(root: string): Promise<string> {
  if ((await changesetFiles(root)).length === 0) return 'No changesets found.\n'
  const added = await addPeerChangesets(root)
  const followed = added.map((name) => `${name} gets a new major version because of a peer.\n`)
  return followed.join('') + (await changeset(['version'], { cwd: root }))
}

/**
 * Publishes every version that the registry does not have, and tags it.
 *
 * In a GitHub workflow it first adds the repository to the manifests, because npm compares it with the provenance.
 */
export async function publishPackages(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env
  if (server && repository) await nameRepository(root, `git+${server}/${repository}.git`)
  return changeset(['publish'], { cwd: root, env, timeout: 600_000 })
}

async function nameRepository(root: string, url: string): Promise<void> {
  for (const name of (await readManifests(root)).keys()) {
    const directory = `packages/${name.split('/').at(-1)}`
    const path = join(root, directory, 'package.json')
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object
    const repository = { type: 'git', url, directory }
    await writeFile(path, `${JSON.stringify({ ...manifest, repository }, undefined, 2)}\n`)
  }
}
