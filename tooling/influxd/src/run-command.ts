import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'

/** Where a command runs. */
export interface CommandContext {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal | undefined
}

/** Runs a command to its end, at a low priority. @throws Error with the end of what it wrote to stderr, if it fails */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, signal }: CommandContext,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let errors = ''
    // A separate process group, so that child processes of the compiler end with it.
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    // Tests may run at the same time.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
    const end = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    }
    process.once('exit', end)
    signal?.addEventListener('abort', end)
    child.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-4000)))
    child.once('error', reject)
    child.once('close', (code) => {
      process.off('exit', end)
      signal?.removeEventListener('abort', end)
      if (code === 0) resolve()
      else reject(new Error(`${command} ${args[0]} failed: ${errors.trim().split('\n').slice(-5).join('; ')}`))
    })
  })
}
