import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from '@fluxline/release'
import type { Package, Workspace } from '../workspace.ts'

/**
 * Creates a project that has one package, with its modules laid out as pnpm does: what a package depends on is beside it,
 * where the project cannot import it.
 */
export async function isolatedConsumer(workspace: Workspace, name: string): Promise<string> {
  const folder = await workspace.folder('consumer')
  await writeFile(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n')
  for (const found of workspace.packages) {
    const own = storePath(folder, found.manifest.name)
    await mkdir(own, { recursive: true })
    await run('tar', ['-xzf', await workspace.tarball(found), '--strip-components=1', '-C', own])
    for (const dependency of dependenciesOf(found)) {
      const target = workspace.packages.some(({ manifest }) => manifest.name === dependency)
        ? storePath(folder, dependency)
        : await realpath(join(found.folder, 'node_modules', dependency))
      await link(target, join(own, found.manifest.name.includes('/') ? '../..' : '..', dependency))
    }
  }
  await link(storePath(folder, name), join(folder, 'node_modules', name))
  return folder
}

function storePath(folder: string, name: string): string {
  return join(folder, 'node_modules/.pnpm', name.replace('/', '+'), 'node_modules', name)
}

function dependenciesOf({ manifest }: Package): string[] {
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await symlink(target, path)
}
