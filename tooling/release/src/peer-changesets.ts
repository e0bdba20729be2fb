import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from './manifests.ts'
import { readManifests } from './manifests.ts'

/** Packages whose major follows from the major of a peer: the package, and that peer. */
export type Follower = readonly [name: string, peer: string]

/**
 * Which packages have a peer that moves to a new major and are not on their way to one themselves.
 *
 * Whoever installs such a package has to move the peer along, so it is a major for them; changesets calls it a patch.
 */
export function followersOf(majors: Iterable<string>, manifests: Iterable<Manifest>): Follower[] {
  const moving = new Set(majors)
  const all = [...manifests]
  const followers: Follower[] = []
  // A set that grows while it is gone through: a follower has followers of its own.
  for (const peer of moving) {
    for (const { name, peerDependencies } of all) {
      if (peerDependencies?.[peer] === undefined || moving.has(name)) continue
      moving.add(name)
      followers.push([name, peer])
    }
  }
  return followers
}

/** Writes a changeset for each package that has to follow, and gives their names. */
export async function addPeerChangesets(root: string): Promise<string[]> {
  const texts = await Promise.all((await changesetFiles(root)).map((path) => readFile(path, 'utf8')))
  const followers = followersOf(texts.flatMap(majorsOf), (await readManifests(root)).values())
  for (const [name, peer] of followers) {
    const text = `---\n'${name}': major\n---\n\nNeeds the new major version of \`${peer}\`.\n`
    await writeFile(join(root, '.changeset', `peer-of-${name.split('/').at(-1)}.md`), text)
  }
  return followers.map(([name]) => name)
}

/** The changesets of a workspace. */
export async function changesetFiles(root: string): Promise<string[]> {
  const names = await readdir(join(root, '.changeset'))
  return names
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => join(root, '.changeset', name))
}

/** The packages that a changeset moves to a new major. */
export function majorsOf(changeset: string): string[] {
  const [, head = ''] = changeset.split(/^---$/m)
  return [...head.matchAll(/^['"]?([^'":]+)['"]?: major$/gm)].map(([, name]) => name!)
}
