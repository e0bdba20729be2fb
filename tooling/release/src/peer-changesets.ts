import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from './manifests.ts'
import { readManifests } from './manifests.ts'

/** A package that needs a new major version, and the peer that causes it. */
export type Follower = readonly [name: string, peer: string]

/**
 * Returns the packages that have a peer with a new major version, and no new major version themselves yet.
 *
 * Users of such a package must upgrade the peer, so it is a major change for them. Changesets alone makes it a patch.
 */
export function followersOf(majors: Iterable<string>, manifests: Iterable<Manifest>): Follower[] {
  const moving = new Set(majors)
  const all = [...manifests]
  const followers: Follower[] = []
  // The set grows during the iteration, because a follower can have followers too.
  for (const peer of moving) {
    for (const { name, peerDependencies } of all) {
      if (peerDependencies?.[peer] === undefined || moving.has(name)) continue
      moving.add(name)
      followers.push([name, peer])
    }
  }
  return followers
}

/** Writes a changeset for each follower, and returns their names. */
export async function addPeerChangesets(root: string): Promise<string[]> {
  const texts = await Promise.all((await changesetFiles(root)).map((path) => readFile(path, 'utf8')))
  const followers = followersOf(texts.flatMap(majorsOf), (await readManifests(root)).values())
  for (const [name, peer] of followers) {
    const text = `---\n'${name}': major\n---\n\nNeeds the new major version of \`${peer}\`.\n`
    await writeFile(join(root, '.changeset', `peer-of-${name.split('/').at(-1)}.md`), text)
  }
  return followers.map(([name]) => name)
}

/** Returns the paths of a workspace's changesets. */
export async function changesetFiles(root: string): Promise<string[]> {
  const names = await readdir(join(root, '.changeset'))
  return names
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => join(root, '.changeset', name))
}

/** Returns the packages to which a changeset gives a new major version. */
export function majorsOf(changeset: string): string[] {
  const [, head = ''] = changeset.split(/^---$/m)
  return [...head.matchAll(/^['"]?([^'":]+)['"]?: major$/gm)].map(([, name]) => name!)
}
