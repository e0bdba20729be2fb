import { join } from 'node:path'
import type { Manifest, Registry } from '@fluxline/release'
import { install } from './consumer.ts'

/** Chooses a version of a peer; `undefined` leaves it to npm. */
export type PeerVersion = (name: string, range: string) => string | undefined

/**
 * Installs one package into a project of its own, with its peers in the versions that are chosen.
 *
 * Optional peers are left out, as npm leaves them out.
 */
export function installAlone(
  manifest: Manifest,
  registry: Registry,
  peerVersion: PeerVersion,
  folder: string,
): Promise<string> {
  const place = join(folder, manifest.name.replace('@fluxline/', ''))
  return install(place, registry, { [manifest.name]: manifest.version, ...peersOf(manifest, peerVersion) })
}

/** The chosen versions of the peers that a package cannot do without. */
export function peersOf(
  { peerDependencies = {}, peerDependenciesMeta = {} }: Manifest,
  peerVersion: PeerVersion,
): Record<string, string> {
  const needed = Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional)
  const chosen = needed.flatMap(([name, range]) => {
    const version = peerVersion(name, range)
    return version === undefined ? [] : [[name, version] as const]
  })
  return Object.fromEntries(chosen)
}
