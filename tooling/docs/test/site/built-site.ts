import { execFile } from 'node:child_process'
import { glob, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const here = join(import.meta.dirname, '../..')
const root = join(here, '../..')
const dist = join(here, 'dist')

/** What the site is made of. */
const INPUTS = [
  'README.md',
  'packages/*/{README.md,package.json}',
  'packages/*/src/**/*.ts',
  'tooling/bench/results/latest.*',
  'tooling/docs/{package.json,src/**/*,site/src/**/*,guides/*,pictures/*}',
]

/** A page as it is served. */
export interface BuiltPage {
  /** Such as `/errors/`. */
  readonly address: string
  readonly html: string
}

/** Builds the site unless it is newer than all that it is made of. */
export async function buildSite(): Promise<void> {
  const built = await stat(join(dist, 'index.html')).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
  for await (const file of glob(INPUTS, { cwd: root })) {
    if ((await stat(join(root, file))).mtimeMs < built) continue
    await promisify(execFile)(process.execPath, ['src/site/main.ts'], { cwd: here })
    return
  }
}

/** The pages of the built site. */
export async function readPages(): Promise<readonly BuiltPage[]> {
  const files: string[] = []
  for await (const file of glob('**/*.html', { cwd: dist })) files.push(file)
  return Promise.all(
    files.toSorted().map(async (file) => ({
      address: `/${file.replace(/index\.html$/, '')}`,
      html: await readFile(join(dist, file), 'utf8'),
    })),
  )
}

/** Whether the built site has a file at an address. */
export async function hasFile(address: string): Promise<boolean> {
  const path = join(dist, decodeURIComponent(address))
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
