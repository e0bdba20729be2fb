import { spawn } from 'node:child_process'

/**
 * Runs a shell command when this process ends before `stop` is called, however it ends.
 *
 * A shell waits for the end of its input, a pipe that the system closes with this process. Where there is no `sh`, on
 * Windows, the clean-up is left to whoever calls `stop`.
 */
export function startWatchdog(cleanUp: string): { stop(): void } {
  if (process.platform === 'win32') return { stop() {} }
  const script = `cat >/dev/null; { ${cleanUp}; } >/dev/null 2>&1`
  // Detached: a Ctrl-C in the terminal must not end it before its work.
  const shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  shell.unref()
  ;(shell.stdin as unknown as { unref(): void }).unref()
  return { stop: () => void shell.kill('SIGKILL') }
}
