import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Runner } from './runner.ts'

/** Arguments and environment of a binary. */
export interface Command {
  readonly args: readonly string[]
  /** Variables in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined
}

/** Runs the binary at `path` with its own temporary folder, `folder`, which it passes to `command`. */
export async function binaryRunner(
  path: string,
  command: (folder: string) => Command,
): Promise<Runner & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-influxd-'))
  const pidFile = join(folder, 'pid')
  const { args, env } = command(folder)
  let child: ChildProcess | undefined
  let log = ''

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!child || hasEnded(child)) return
    const exit = once(child, 'exit')
    child.ref()
    child.kill(signal)
    // One that is frozen could not end in order.
    child.kill('SIGCONT')
    await exit
  }

  function signalNow(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    child?.kill(signal)
    return Promise.resolve()
  }

  return {
    folder,
    async start() {
      // Detached: Ctrl-C in the terminal then reaches only this process, which stops the server in order.
      child = spawn(path, args, {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      })
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)))
      }
      await once(child, 'spawn')
      // Neither the process nor its log keeps this process alive.
      child.unref()
      for (const stream of [child.stdout!, child.stderr!]) (stream as unknown as { unref(): void }).unref()
      await writeFile(pidFile, String(child.pid))
    },
    kill: () => end('SIGKILL'),
    freeze: () => signalNow('SIGSTOP'),
    thaw: () => signalNow('SIGCONT'),
    terminate: () => end('SIGTERM'),
    remove: () => rm(folder, { recursive: true, force: true }),
    cleanUp: `kill -9 $(cat '${pidFile}'); rm -rf '${folder}'`,
    logTail: () => Promise.resolve(log),
    hasEnded: () => child === undefined || hasEnded(child),
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
