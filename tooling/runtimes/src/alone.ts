import { join } from 'node:path'
import type { Manifest, Registry } from '@fluxline/release'
import { install } from './consumer.ts'

/** Chooses a version of a peer; `undefined` leaves the choice to npm. */
export type PeerVersion = (name: string, range: string) => string | undefined

/**
 * Installs one package into its own project, with the chosen versions of its peers.
 *
 * Optional peers are not installed, as with npm.
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

/** Returns the chosen versions of a package's required peers. */
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
