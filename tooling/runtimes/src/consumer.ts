import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '@fluxline/release'
import type { Manifest, Registry } from '@fluxline/release'

/** Folder of the programs that consumers run. */
const programs = join(import.meta.dirname, '..', 'programs')

/** Creates a project, installs packages with npm like a user, and copies the programs into it. */
export async function install(
  folder: string,
  registry: Registry,
  dependencies: Readonly<Record<string, string>>,
): Promise<string> {
  await mkdir(folder, { recursive: true })
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies }
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  await writeFile(join(folder, '.npmrc'), registry.npmrc)
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder })
  await cp(programs, join(folder, 'programs'), { recursive: true, filter: isProgram })
  return folder
}

/** What the programs and optional entries import besides our packages. */
const others = { '@nats-io/jetstream': '3.4.0', '@nats-io/nats-core': '3.4.0', '@opentelemetry/sdk-metrics': '3.1.1' }

/** Creates a project with every released package. */
export function installEverything(
  folder: string,
  registry: Registry,
  manifests: ReadonlyMap<string, Manifest>,
): Promise<string> {
  const versions = [...manifests.values()].map(({ name, version }) => [name, version] as const)
  return install(folder, registry, { ...Object.fromEntries(versions), ...others })
}

/** Leaves out the workspace's TypeScript configuration. */
function isProgram(path: string): boolean {
  return !path.endsWith('tsconfig.json')
}
