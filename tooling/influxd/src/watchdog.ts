import { spawn } from 'node:child_process'

/**
 * Runs a shell command if this process ends for any reason before `stop` is called.
 *
 * A shell waits for the end of its input, a pipe that the system closes with this process. Windows has no `sh`, so there
 * the caller of `stop` must clean up.
 */
export function startWatchdog(cleanUp: string): { stop(): void } {
  if (process.platform === 'win32') return { stop() {} }
  const script = `cat >/dev/null; { ${cleanUp}; } >/dev/null 2>&1`
  // Detached: Ctrl-C in the terminal must not end it early.
  const shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  shell.unref()
  ;(shell.stdin as unknown as { unref(): void }).unref()
  return { stop: () => void shell.kill('SIGKILL') }
}
