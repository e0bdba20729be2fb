import { execFile } from 'node:child_process'
import type { ExecFileOptionsWithStringEncoding } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '..', '..', '..')

/** A command failed. The message contains its output. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** Runs a command and returns its output. @throws CommandError if it fails */
export async function run(
  command: string,
  args: readonly string[],
  options: Pick<ExecFileOptionsWithStringEncoding, 'cwd' | 'env' | 'timeout'> = {},
): Promise<string> {
  try {
    const { stdout } = await execute(command, args, { timeout: 300_000, maxBuffer: 64 * 1024 * 1024, ...options })
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string }
    const output = `${stdout}\n${stderr}`.trim()
    throw new CommandError(`${[command, ...args].join(' ')} failed: ${output === '' ? message : output}`, {
      cause: error,
    })
  }
}

/** Runs pnpm, in the version of the root manifest. */
export async function pnpm(args: readonly string[], options?: Parameters<typeof run>[2]): Promise<string> {
  return run('npx', ['-y', await pinnedPnpm(), ...args], options)
}

/** Runs changesets, which calls pnpm, on this or another workspace. */
export async function changeset(args: readonly string[], options?: Parameters<typeof run>[2]): Promise<string> {
  const program = join(root, 'node_modules/.bin/changeset')
  return run('npx', ['-y', '-p', await pinnedPnpm(), '--', program, ...args], options)
}

async function pinnedPnpm(): Promise<string> {
  const { devEngines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as RootManifest
  return `pnpm@${devEngines.packageManager.version}`
}

interface RootManifest {
  readonly devEngines: { readonly packageManager: { readonly version: string } }
}
