import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBucket, findOrgID, setUp } from './access.ts'
import type { Access, OwnedAccess, SetupOptions } from './access.ts'
import { binaryRunner } from './binary.ts'
import { dockerRunner, pullImage } from './docker.ts'
import { InfluxdError } from './errors.ts'
import { obtain } from './obtain.ts'
import type { OnProgress, Source } from './obtain.ts'
import type { Runner } from './runner.ts'
import { startWatchdog } from './watchdog.ts'

/** How a server is started. */
export interface StartOptions {
  /** Where to look for the variables that name a server. @defaultValue `process.env` */
  readonly env?: NodeJS.ProcessEnv | undefined
  /** @defaultValue a free one */
  readonly port?: number | undefined
  /** Flags of influxd beyond those that every server here has. */
  readonly flags?: readonly string[] | undefined
  /** Told what is going on; silent otherwise. */
  readonly onProgress?: OnProgress | undefined
  /** Gives the start up, a build on the way too. */
  readonly signal?: AbortSignal | undefined
}

const READY_MS = 60_000
const ALWAYS = ['--reporting-disabled', '--log-level', 'error']

/**
 * Starts a real InfluxDB 2.x on a port and in a folder of its own, or names the one that the environment does.
 *
 * It is gone when it is stopped or disposed of, and also when this process ends in any other way.
 * @throws InfluxdError that says what to do where no server can be had, and what influxd said where it does not start
 */
export async function startInfluxd(options: StartOptions = {}): Promise<InfluxServer> {
  const onProgress = options.onProgress ?? (() => {})
  const { signal } = options
  const source = await obtain(options.env ?? process.env, onProgress, signal)
  signal?.throwIfAborted()
  if (source.kind === 'address') return new InfluxServer(source.url, source, undefined)
  if (source.kind === 'docker') await pullImage(onProgress)
  const port = options.port ?? (await freePort())
  const flags = [...ALWAYS, ...(options.flags ?? [])]
  const runner = source.kind === 'docker' ? dockerRunner(port, flags) : await binaryRunner(source.path, port, flags)
  const server = new InfluxServer(`http://127.0.0.1:${port}`, source, runner)
  try {
    await server.restart()
    signal?.throwIfAborted()
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** A server that tests may do anything to. */
export class InfluxServer implements AsyncDisposable {
  readonly url: string
  readonly #source: Source
  readonly #runner: Runner | undefined
  readonly #watchdog: { stop(): void } | undefined

  constructor(url: string, source: Source, runner: Runner | undefined) {
    this.url = url
    this.#source = source
    this.#runner = runner
    this.#watchdog = runner && startWatchdog(runner.cleanUp)
  }

  /** Whether it was there before, and stays. */
  get isExternal(): boolean {
    return this.#runner === undefined
  }

  /** Gives access: sets a new server up, or makes the bucket on one that was there before. */
  async setup(options: SetupOptions = {}): Promise<Access | OwnedAccess> {
    if (this.#source.kind !== 'address') return setUp(this.url, options)
    const { url, token, org } = this.#source
    const orgID = await findOrgID(url, token, org)
    const bucket = options.bucket ?? `fluxline-${Date.now().toString(36)}`
    return { url, token, org, orgID, bucket, bucketID: await createBucket({ url, token, orgID }, bucket) }
  }

  /** Ends it at once, as a crash would; its data stays. */
  kill(): Promise<void> {
    return this.#own('kill').kill()
  }

  /** Starts it again after `kill`, with the same address and data. */
  async restart(): Promise<void> {
    const runner = this.#own('restart')
    await runner.kill()
    await runner.start()
    await this.#ready(runner)
  }

  /** Ends it in good order and removes its data; an external one is left as it is. */
  async stop(): Promise<void> {
    await this.#runner?.terminate()
    await this.#runner?.remove()
    this.#watchdog?.stop()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #own(action: string): Runner {
    if (this.#runner) return this.#runner
    throw new InfluxdError(`Cannot ${action} ${this.url}: it was given by FLUXLINE_TEST_URL, so it is not ours to end.`)
  }

  async #ready(runner: Runner): Promise<void> {
    const deadline = Date.now() + READY_MS
    while (!(await answers(`${this.url}/health`))) {
      if (runner.hasEnded() || Date.now() > deadline) {
        throw new InfluxdError(`influxd did not start on ${this.url}. Its last words:\n${await runner.lastWords()}`)
      }
      await sleep(25)
    }
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.ok
    },
    () => false,
  )
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
