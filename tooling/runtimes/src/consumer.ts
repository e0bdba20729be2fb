import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '@fluxline/release'
import type { Manifest, Registry } from '@fluxline/release'

/** Where the programs are that consumers run. */
const programs = join(import.meta.dirname, '..', 'programs')

/** Makes an empty project, installs packages into it by npm, as their users do, and copies the programs there. */
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

/** A project with every package that was released. */
export function installEverything(
  folder: string,
  registry: Registry,
  manifests: ReadonlyMap<string, Manifest>,
): Promise<string> {
  const versions = [...manifests.values()].map(({ name, version }) => [name, version] as const)
  return install(folder, registry, Object.fromEntries(versions))
}

/** The settings there are those of the workspace. */
function isProgram(path: string): boolean {
  return !path.endsWith('tsconfig.json')
}
