import { execFile } from 'node:child_process'
import { isAbsolute } from 'node:path'
import { promisify } from 'node:util'
import type { OnProgress } from './progress-line.ts'
import type { Runner } from './runner.ts'

const run = promisify(execFile)

/** Returns why Docker cannot be used here; `undefined` if it can. */
export async function dockerProblem(): Promise<string | undefined> {
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 10_000 })
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'not found' : 'the daemon does not respond'
  }
}

/** Downloads the image if it is missing, which may take a while. Returns why it cannot; `undefined` if the image is there. */
export async function imageProblem(image: string, onProgress: OnProgress): Promise<string | undefined> {
  const isPresent = await run('docker', ['image', 'inspect', image]).then(
    () => true,
    () => false,
  )
  if (isPresent) return undefined
  onProgress(`Downloading the Docker image ${image}`)
  try {
    await run('docker', ['pull', '--quiet', image])
    return undefined
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string }
    return `cannot pull ${image}: ${stderr.trim().split('\n').at(-1) || message}`
  }
}

/** Runs influxd in a container that listens only on the loopback. Its data lasts as long as the container. */
export function dockerRunner(image: string, port: number, flags: readonly string[]): Runner {
  const name = `fluxline-${process.pid}-${port}`
  let created = false
  return {
    async start() {
      if (created) {
        await run('docker', ['start', name])
        return
      }
      const publish = `127.0.0.1:${port}:8086`
      // Mounts files that a flag names, such as a certificate, at the same path in the container.
      const files = flags.filter((flag) => isAbsolute(flag)).flatMap((path) => ['--volume', `${path}:${path}:ro`])
      await run('docker', [
        'run',
        '--detach',
        '--name',
        name,
        '--publish',
        publish,
        ...files,
        image,
        'influxd',
        ...flags,
      ])
      created = true
    },
    kill: () => docker('kill', name),
    freeze: () => docker('pause', name),
    thaw: () => docker('unpause', name),
    terminate: () => docker('stop', name),
    remove: () => docker('rm', '--force', '--volumes', name),
    cleanUp: `docker rm --force --volumes ${name}`,
    async logTail() {
      const { stdout, stderr } = await run('docker', ['logs', '--tail', '20', name])
      return stdout + stderr
    },
    hasEnded: () => false,
  }
}

async function docker(...args: string[]): Promise<void> {
  // The container may be gone already.
  await run('docker', args).catch(() => {})
}
