import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError, pnpm, run } from '@fluxline/release'
import type { Workspace } from '../workspace.ts'

/**
 * Builds the commit at which this branch left the main branch, and returns the folder.
 *
 * Returns `undefined` without a main branch to compare with, or nothing has changed since.
 */
export async function buildOfMain(workspace: Workspace): Promise<string | undefined> {
  const { root } = workspace
  const base = await commonCommit(root)
  if (base === undefined) return undefined
  const changed = await run('git', ['diff', '--name-only', base, '--', 'packages', 'pnpm-lock.yaml'], { cwd: root })
  if (changed.trim() === '') return undefined
  const folder = await workspace.folder('main')
  const archive = join(await workspace.folder('archive'), 'main.tar')
  await run('git', ['archive', '--output', archive, base], { cwd: root })
  await run('tar', ['-xf', archive, '-C', folder])
  await pnpm(['install', '--frozen-lockfile', '--prefer-offline'], { cwd: folder })
  await pnpm(['--filter', './packages/*', '-r', 'build'], { cwd: folder, timeout: 600_000 })
  return folder
}

/** The files below a folder with their text, by relative path. */
export async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return new Map(files.map((file, index) => [file.slice(folder.length + 1), texts[index]!]))
}

async function commonCommit(root: string): Promise<string | undefined> {
  for (const branch of ['origin/main', 'main']) {
    try {
      return (await run('git', ['merge-base', 'HEAD', branch], { cwd: root })).trim()
    } catch (error) {
      // A shallow clone, or one without this branch.
      if (!(error instanceof CommandError)) throw error
    }
  }
  return undefined
}
