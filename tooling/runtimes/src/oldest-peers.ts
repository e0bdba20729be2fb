import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError, run } from '@fluxline/release'
import type { Manifest, Registry } from '@fluxline/release'
import type { PeerVersion } from './alone.ts'

/**
 * Finds the oldest version that each range allows in which a package has another as a peer.
 *
 * What is out by now of our own is fetched and published to the rehearsal's registry; before the first release, the
 * oldest is what is rehearsed.
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
    if (version === undefined) throw new Error(`There is no ${spec}, which a package has as a peer.`)
    oldest.set(spec, version)
  }
  return (name, range) => oldest.get(`${name}@${range}`)
}

/** The versions in a range, the oldest first. */
async function versionsIn(spec: string, cwd?: string): Promise<string[]> {
  try {
    const answer = JSON.parse(await run('npm', ['view', spec, 'version', '--json'], { cwd })) as string | string[]
    return [answer].flat().sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
  } catch (error) {
    // A package that was never released.
    if (error instanceof CommandError && error.message.includes('E404')) return []
    throw error
  }
}
