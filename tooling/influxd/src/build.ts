import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cacheFolder } from './cache-folder.ts'
import { executableName, findCommand, isExecutable } from './find-on-path.ts'
import { withLock } from './lock.ts'
import type { Waiting } from './lock.ts'
import type { OnProgress } from './progress-line.ts'
import type { Recipe } from './recipes.ts'
import { runCommand } from './run-command.ts'

/** Finds and builds the Rust library that influxd contains. */
const PKG_CONFIG = 'github.com/influxdata/pkg-config@v0.2.14'

/** Path of the built binary. It is in the user's cache, so one build serves every clone. */
export function cachePath({ version }: Recipe, env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), `influxd-${version}`, executableName)
}

/** Returns the binary of an earlier build, if there is one. */
export async function cachedInfluxd(recipe: Recipe, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const path = cachePath(recipe, env)
  return (await isExecutable(path)) ? path : undefined
}

/**
 * Builds influxd from Go modules into the user's cache, once. A second build waits for the first.
 *
 * It builds in a temporary folder and moves the finished binary into place, so an interrupted build never leaves a
 * broken binary.
 */
export async function buildInfluxd(
  recipe: Recipe,
  env: NodeJS.ProcessEnv,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<{ path: string } | { problem: string }> {
  const target = cachePath(recipe, env)
  if (await isExecutable(target)) return { path: target }
  const missing: string[] = []
  for (const tool of ['go', 'cargo', 'cc']) if (!(await findCommand(tool, env))) missing.push(tool)
  if (missing.length > 0) return { problem: `${missing.join(', ')} not found` }
  await mkdir(dirname(target), { recursive: true })
  return withLock(join(dirname(target), 'build.lock'), { onProgress, signal }, async () => {
    if (await isExecutable(target)) return { path: target }
    const folder = await mkdtemp(join(tmpdir(), 'fluxline-influxd-'))
    try {
      await build(recipe, folder, target, env, { onProgress, signal })
      return { path: target }
    } catch (error) {
      signal?.throwIfAborted()
      return { problem: (error as Error).message }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}

async function build(
  recipe: Recipe,
  folder: string,
  target: string,
  env: NodeJS.ProcessEnv,
  { onProgress, signal }: Waiting,
): Promise<void> {
  await cp(join(import.meta.dirname, '..', recipe.folder), folder, { recursive: true })
  const buildEnv = { ...(await buildEnvironment(folder, env)), ...recipe.env }
  const label = `Building influxd ${recipe.version} from Go modules, once (about ${recipe.time} on two cores)`
  const started = Date.now()
  const ticker = setInterval(() => onProgress(`${label} (${Math.round((Date.now() - started) / 1000)} s)`), 1000)
  onProgress(label)
  try {
    const context = { cwd: folder, env: buildEnv, signal }
    await runCommand('go', ['install', PKG_CONFIG], context)
    const flags = [...recipe.flags, '-ldflags', `-s -w -X main.version=v${recipe.version}`]
    await runCommand('go', ['build', ...flags, '-o', 'influxd', recipe.package], context)
  } finally {
    clearInterval(ticker)
  }
  // The cache may be on another disk, so a rename is not atomic. Copy the file next to the target first.
  const whole = `${target}.${process.pid}`
  await cp(join(folder, 'influxd'), whole)
  await rename(whole, target)
}

/** influxd contains a Rust library. Optimizing it would take most of the build time, and tests do not need it. */
async function buildEnvironment(folder: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  // Newer compilers emit warnings for this version of the library, and it turns warnings into errors.
  const wrapper = join(folder, 'rustc-lenient')
  await writeFile(wrapper, '#!/bin/sh\nexec "$@" --cap-lints allow\n', { mode: 0o755 })
  return {
    ...env,
    GOBIN: folder,
    // The library pins an older compiler, which rustup would have to download.
    RUSTUP_TOOLCHAIN: env['RUSTUP_TOOLCHAIN'] ?? 'stable',
    GOFLAGS: '-mod=mod -buildvcs=false',
    PKG_CONFIG: join(folder, 'pkg-config'),
    RUSTC_WRAPPER: wrapper,
    CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
    CARGO_PROFILE_RELEASE_LTO: 'off',
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
    CARGO_PROFILE_RELEASE_DEBUG: '0',
  }
}
