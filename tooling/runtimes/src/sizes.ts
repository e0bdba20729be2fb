import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest, Registry } from '@fluxline/release'
import { installAlone } from './alone.ts'
import { install } from './consumer.ts'
import { footprintOf } from './footprint.ts'

const PEER = '@influxdata/influxdb-client'
const PEER_VERSION = '1.35.0'

/** Returns the install size of each package and of the peer, as a Markdown table. */
export async function sizeTable(
  manifests: ReadonlyMap<string, Manifest>,
  registry: Registry,
  folder: string,
): Promise<string> {
  await mkdir(folder, { recursive: true })
  const newest = (name: string): string | undefined => manifests.get(name)?.version
  const rows = []
  for (const manifest of manifests.values()) {
    rows.push(await rowOf(manifest.name, await installAlone(manifest, registry, newest, folder)))
  }
  rows.sort((one, other) => one.total - other.total)
  const peer = await install(join(folder, 'peer'), registry, { [PEER]: PEER_VERSION })
  rows.push(await rowOf(PEER, peer))
  const apis = `${PEER}-apis`
  const both = await install(join(folder, 'peer-apis'), registry, { [PEER]: PEER_VERSION, [apis]: PEER_VERSION })
  rows.push({ ...(await rowOf(apis, both)), name: `\`${apis}\`, with the one above` })
  const lines = rows.map(({ name, own, total, largest }) => `| ${name} | ${own} | ${size(total)} | ${largest} |`)
  const head = '| install | itself | on disk | largest part |\n| --- | ---: | ---: | --- |'
  return `${[head, ...lines].join('\n')}\n`
}

interface Row {
  readonly name: string
  readonly own: string
  readonly total: number
  readonly largest: string
}

async function rowOf(name: string, folder: string): Promise<Row> {
  const { packages } = await footprintOf(folder)
  const total = [...packages.values()].reduce((sum, bytes) => sum + bytes, 0)
  const others = [...packages].filter(([location]) => location !== name).sort(([, one], [, other]) => other - one)
  const [largest] = others
  return {
    name: `\`${name}\``,
    own: size(packages.get(name)!),
    total,
    largest: largest ? `${largest[0]} ${size(largest[1])}` : '',
  }
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
