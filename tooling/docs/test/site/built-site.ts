import { execFile } from 'node:child_process'
import { glob, mkdir, readFile, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const here = join(import.meta.dirname, '../..')
const root = join(here, '../..')
const dist = join(here, 'dist')
const LOCK = join(here, 'node_modules', '.building-the-site')

/** What the site is made of. */
const INPUTS = [
  'README.md',
  'packages/*/{README.md,package.json}',
  'packages/*/src/**/*.ts',
  'tooling/bench/results/*',
  'tooling/docs/{package.json,src/**/*,site/src/**/*,guides/*,pictures/*}',
]

/** A page as it is served. */
export interface BuiltPage {
  /** Such as `/errors/`. */
  readonly address: string
  readonly html: string
}

/** Builds the site unless it is newer than all that it is made of. Other tests wait for a build that is under way. */
export async function buildSite(): Promise<void> {
  while (!(await lock())) await sleep(200)
  try {
    // A test runner has variables, such as DEV, with which pages of a development server would be built.
    const { PATH, HOME } = process.env
    const options = { cwd: here, env: { PATH, HOME } }
    if (await isStale()) await promisify(execFile)(process.execPath, ['src/site/main.ts'], options)
  } finally {
    await rmdir(LOCK)
  }
}

/** Whether this process may build now. A lock that a process left when it was killed counts for five minutes. */
async function lock(): Promise<boolean> {
  const { mtimeMs } = await stat(LOCK).catch(() => ({ mtimeMs: Infinity }))
  if (Date.now() - mtimeMs > 300_000) await rmdir(LOCK)
  return mkdir(LOCK).then(
    () => true,
    () => false,
  )
}

async function isStale(): Promise<boolean> {
  const built = await stat(join(dist, 'index.html')).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
  for await (const file of glob(INPUTS, { cwd: root })) {
    if ((await stat(join(root, file))).mtimeMs >= built) return true
  }
  return false
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
