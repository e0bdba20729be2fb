import { join } from 'node:path'
import { run } from '@fluxline/release'
import type { Manifest } from '@fluxline/release'
import { installAlone, peersOf } from '../alone.ts'
import { footprintOf } from '../footprint.ts'
import type { Footprint } from '../footprint.ts'
import type { Case } from '../report.ts'
import { assertDone, environmentOf } from '../stage.ts'
import type { Stage } from '../stage.ts'
import { checkFiles } from '../tarball.ts'

/** Packages that an install of one package brings, except itself and dependencies of third parties. */
const brings: Readonly<Record<string, readonly string[]>> = {
  '@fluxline/core': ['undici'],
  '@fluxline/point': [],
  '@fluxline/flux-csv': [],
  '@fluxline/query': ['@fluxline/core', '@fluxline/flux-csv', 'undici'],
  '@fluxline/influxql': ['@fluxline/core', '@fluxline/flux-csv', 'undici'],
  '@fluxline/sql': ['@fluxline/core', '@fluxline/flux-csv', 'undici'],
  '@fluxline/write-batching': ['@fluxline/core', '@fluxline/point', 'undici'],
  '@fluxline/spool': ['@fluxline/core', '@fluxline/point', '@fluxline/write-batching', 'undici'],
  '@fluxline/ingest': ['@fluxline/core', '@fluxline/point', '@fluxline/write-batching', 'undici'],
  '@fluxline/management': ['@fluxline/core', 'undici'],
  '@fluxline/dataframe': [
    '@fluxline/core',
    '@fluxline/flux-csv',
    '@fluxline/point',
    '@fluxline/query',
    'apache-arrow',
    'undici',
  ],
  '@fluxline/config': ['smol-toml'],
  '@fluxline/opentelemetry': ['@fluxline/core', '@opentelemetry/api', 'undici'],
  '@fluxline/testing': ['@fluxline/point'],
}

/** Tests each package alone with its oldest peers: its dependencies, its files and its program. */
export function packageCases(stage: Stage): Case[] {
  return [...stage.manifests.values()].map((manifest) => ({
    name: manifest.name,
    async run() {
      const folder = await installAlone(manifest, stage.registry, stage.oldest, join(stage.folder, 'alone'))
      const footprint = await footprintOf(folder)
      checkBrought(manifest, footprint)
      await checkFiles(join(folder, 'node_modules', manifest.name))
      const program = ['programs/part.ts', manifest.name.replace('@fluxline/', '')]
      const node = stage.engines.program('node24/bin/node')
      assertDone(await run(node, program, { cwd: folder, env: environmentOf(await stage.access()) }))
      return noteOn(manifest, stage)
    },
  }))
}

function checkBrought({ name }: Manifest, { packages, theirs }: Footprint): void {
  const expected = brings[name]
  // The full install brings everything.
  if (!expected) return
  const installed = [...packages.keys()].filter((location) => location !== name)
  const extra = installed.filter(
    (location) => !expected.includes(location) && !theirs.has(location.split('node_modules/').at(-1)!),
  )
  const missing = expected.filter((location) => !packages.has(location))
  if (extra.length > 0) throw new Error(`It installs ${extra.join(', ')}, which it should not.`)
  if (missing.length > 0) throw new Error(`It does not install ${missing.join(', ')}.`)
}

function noteOn(manifest: Manifest, { oldest }: Stage): string {
  const peers = Object.entries(peersOf(manifest, oldest)).map(([name, version]) => `${name} ${version}`)
  return [manifest.version, ...(peers.length > 0 ? [`with ${peers.join(', ')}`] : [])].join(' ')
}
