import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '@fluxline/release'
import type { Check } from '../check.ts'
import type { Package, Workspace } from '../workspace.ts'
import { buildOfMain, filesOf } from './main-build.ts'

const INTERNAL = '@fluxline/internal'

/** The private package stays invisible, and a change of it reaches the changelog of each package that inlines it. */
export const internalCheck: Check = {
  name: 'internal',
  rule: 'no tarball names @fluxline/internal, and a package whose build changed has a changeset',
  async run(workspace) {
    const messages: string[] = []
    for (const found of workspace.packages) messages.push(...(await namedIn(workspace, found)))
    return [...messages, ...(await withoutChangeset(workspace))]
  },
}

/** A message for each file of the tarball that names the private package. */
async function namedIn(workspace: Workspace, found: Package): Promise<string[]> {
  const folder = await workspace.folder(`unpacked-${found.name}`)
  await run('tar', ['-xzf', await workspace.tarball(found), '-C', folder])
  const messages: string[] = []
  for (const [file, text] of await filesOf(folder)) {
    // Source maps hold the paths of sources, which no program reads.
    if (isCode(file) && text.includes(INTERNAL))
      messages.push(
        `${found.name}: ${file} names ${INTERNAL}, which nobody can install. Export the type from the package.`,
      )
  }
  return messages
}

/** A message for each package whose built files differ from those of the main branch although no changeset names it. */
async function withoutChangeset(workspace: Workspace): Promise<string[]> {
  const main = await buildOfMain(workspace)
  if (main === undefined) return []
  const named = await packagesInChangesets(workspace)
  const messages: string[] = []
  for (const { name, folder, manifest } of workspace.packages) {
    const before = join(main, 'packages', name, 'dist')
    if (!existsSync(before) || !(await differ(before, join(folder, 'dist')))) continue
    // Before the first release a package's first changeset covers all of its changes.
    if (named.has(manifest.name)) continue
    messages.push(
      `${name}: what is built differs from the main branch, and no changeset names ${manifest.name}. Run \`pnpm changeset\`.`,
    )
  }
  return messages
}

async function differ(before: string, after: string): Promise<boolean> {
  const [old, now] = await Promise.all([filesOf(before), filesOf(after)])
  const names = new Set([...old.keys(), ...now.keys()].filter(isCode))
  return [...names].some((file) => old.get(file) !== now.get(file))
}

function isCode(file: string): boolean {
  return !file.endsWith('.map')
}

async function packagesInChangesets({ root }: Workspace): Promise<Set<string>> {
  const folder = join(root, '.changeset')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.md') && file !== 'README.md')
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/^['"](@fluxline\/[^'"]+)['"]:/gm)].map(([, name]) => name!)),
  )
}
