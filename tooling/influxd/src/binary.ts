import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Runner } from './runner.ts'

/** How a binary is told what to do. */
export interface Command {
  readonly args: readonly string[]
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined
}

/** Runs the binary at `path` with a temporary folder of its own, which `command` is given. */
export async function binaryRunner(path: string, command: (folder: string) => Command): Promise<Runner> {
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
    await exit
  }

  return {
    async start() {
      // Detached, so that a Ctrl-C in the terminal reaches this process alone, which ends the server in its own time.
      child = spawn(path, args, {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      })
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)))
      }
      await once(child, 'spawn')
      // Neither the process nor its log keeps this one from ending.
      child.unref()
      for (const stream of [child.stdout!, child.stderr!]) (stream as unknown as { unref(): void }).unref()
      await writeFile(pidFile, String(child.pid))
    },
    kill: () => end('SIGKILL'),
    terminate: () => end('SIGTERM'),
    remove: () => rm(folder, { recursive: true, force: true }),
    cleanUp: `kill -9 $(cat '${pidFile}'); rm -rf '${folder}'`,
    lastWords: () => Promise.resolve(log),
    hasEnded: () => child === undefined || hasEnded(child),
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
