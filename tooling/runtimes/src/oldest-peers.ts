import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError, run } from '@fluxline/release'
import type { Manifest, Registry } from '@fluxline/release'
import type { PeerVersion } from './alone.ts'

/**
 * Finds the oldest version in each peer range.
 *
 * For fluxline packages, it downloads the oldest released version and publishes it to the rehearsal's registry. Before the
 * first release, the oldest version is the rehearsed one.
 */
export async function oldestPeers(
  manifests: ReadonlyMap<string, Manifest>,
  registry: Registry,
  folder: string,
): Promise<PeerVersion> {
  await mkdir(folder, { recursive: true })
  const peers = [...manifests.values()].flatMap(({ peerDependencies = {} }) => Object.entries(peerDependencies))
  const ranges = new Map(peers.map(([name, range]) => [`${name}@${range}`, name]))
  for (const [spec, name] of ranges) {
    if (!manifests.has(name)) continue
    const [published] = await versionsIn(spec)
    if (published === undefined) continue
    const tarball = (await run('npm', ['pack', '--silent', `${name}@${published}`], { cwd: folder })).trim()
    await registry.publish(join(folder, tarball))
  }

  await writeFile(join(folder, '.npmrc'), registry.npmrc)
  const oldest = new Map<string, string>()
  for (const spec of ranges.keys()) {
    const [version] = await versionsIn(spec, folder)
    if (version === undefined) throw new Error(`No version of ${spec} exists, but a package has it as a peer.`)
    oldest.set(spec, version)
  }
  return (name, range) => oldest.get(`${name}@${range}`)
}

/** Returns the versions in a range, oldest first. */
async function versionsIn(spec: string, cwd?: string): Promise<string[]> {
  try {
    const found = JSON.parse(await run('npm', ['view', spec, 'version', '--json'], { cwd })) as string | string[]
    return [found].flat().sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
  } catch (error) {
    // The package was never released.
    if (error instanceof CommandError && error.message.includes('E404')) return []
    throw error
  }
}
