import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CommandError, run } from './run.ts'

const START_MS = 60_000

/**
 * An npm registry on the loopback that accepts what is published to it and serves it.
 *
 * It has no other package: npm asks it for one scope alone, and its default registry for the rest.
 */
export class Registry implements AsyncDisposable {
  readonly url: string
  readonly #close: () => Promise<void>

  constructor(url: string, close: () => Promise<void>) {
    this.url = url
    this.#close = close
  }

  /** The lines of an `.npmrc` that make npm and pnpm use it for the scope. */
  get npmrc(): string {
    return `@fluxline:registry=${this.url}\n${this.url.replace('http:', '')}:_authToken=rehearsal\n`
  }

  /** Publishes a tarball. */
  async publish(tarball: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'fluxline-publish-'))
    try {
      await writeFile(join(folder, '.npmrc'), this.npmrc)
      await run('npm', ['publish', tarball, '--ignore-scripts', '--no-provenance'], { cwd: folder })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}

/**
 * Starts a registry.
 *
 * Its port is a free one, so that npm's cache has nothing of an earlier registry.
 * @param program the program of verdaccio
 */
export async function startRegistry(program: string): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-registry-'))
  await writeFile(join(folder, 'config.yaml'), configuration())
  const port = await freePort()
  const listen = ['--config', join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`]
  const server = spawn(process.execPath, [program, ...listen], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill()
      await once(server, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}/`
  if (await responds(`${url}-/ping`, () => server.exitCode === null)) return new Registry(url, stop)
  await stop()
  throw new CommandError(`The registry did not start: ${output}`)
}

function configuration(): string {
  return JSON.stringify({
    storage: './storage',
    uplinks: {},
    packages: { '@fluxline/*': { access: '$all', publish: '$all', unpublish: '$all' } },
    // Publishing packages of a scope needs no user.
    auth: { htpasswd: { file: './htpasswd', max_users: -1 } },
    max_body_size: '100mb',
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
    web: { enable: false },
  })
}

async function responds(url: string, isRunning: () => boolean): Promise<boolean> {
  for (const end = Date.now() + START_MS; Date.now() < end && isRunning(); await sleep(100)) {
    try {
      if ((await fetch(url)).ok) return true
    } catch {
      // It is still starting.
    }
  }
  return false
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
