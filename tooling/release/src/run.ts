import { execFile } from 'node:child_process'
import type { ExecFileOptionsWithStringEncoding } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '..', '..', '..')

/** A command that ended badly, with what it printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** Runs a command to its end and gives what it printed. @throws CommandError */
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
    const words = `${stdout}\n${stderr}`.trim()
    throw new CommandError(`${[command, ...args].join(' ')} failed: ${words === '' ? message : words}`, {
      cause: error,
    })
  }
}

/** Runs pnpm, in the version that the root names. */
export async function pnpm(args: readonly string[], options?: Parameters<typeof run>[2]): Promise<string> {
  return run('npx', ['-y', await pinnedPnpm(), ...args], options)
}

/** Runs changesets, which calls pnpm itself, on a workspace that need not be this one. */
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
