import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, constants, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, startWatchdog } from '@fluxline/influxd'

/** A real nginx as a reverse proxy. */
export interface Nginx extends AsyncDisposable {
  readonly url: string
}

/** Returns the path of nginx, if it is installed. */
export async function findNginx(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  for (const folder of folders.filter(Boolean)) {
    const path = join(folder, 'nginx')
    if (await isExecutable(path)) return path
  }
  return undefined
}

/** Starts `nginx` with `locations` in its server block, on its own port and in its own folder. */
export async function startNginx(nginx: string, locations: string): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-nginx-'))
  const port = await freePort()
  const bodies = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((use) => `${use}_temp_path ${folder}/${use};`)
  const config = `
    daemon off; master_process off; pid ${folder}/pid; error_log stderr warn;
    events {}
    http { access_log off; ${bodies.join(' ')} server { listen 127.0.0.1:${port}; ${locations} } }`
  await writeFile(join(folder, 'nginx.conf'), config)
  const child = spawn(nginx, ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const watchdog = startWatchdog(`kill -9 ${child.pid}; rm -rf '${folder}'`)
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`nginx did not start: ${log}`)
    await sleep(10)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill()
      if (child.exitCode === null) await once(child, 'exit')
      watchdog.stop()
      await rm(folder, { recursive: true })
    },
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
