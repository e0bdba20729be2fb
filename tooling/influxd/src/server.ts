import { createBucket, findOrgID, setUp } from './access.ts'
import type { Access, OwnedAccess, SetupOptions } from './access.ts'
import { binaryRunner } from './binary.ts'
import { dockerRunner, pullImage } from './docker.ts'
import { InfluxdError } from './errors.ts'
import { freePort, LocalServer } from './local-server.ts'
import { obtain } from './obtain.ts'
import type { OnProgress, Source } from './obtain.ts'

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
  const runner =
    source.kind === 'docker'
      ? dockerRunner(port, flags)
      : await binaryRunner(source.path, (folder) => ({ args: [...placesIn(folder, port), ...flags] }))
  const local = new LocalServer(`http://127.0.0.1:${port}`, runner)
  await local.start(signal)
  return new InfluxServer(local.url, source, local)
}

function placesIn(folder: string, port: number): string[] {
  const places = ['--engine-path', `${folder}/engine`, '--bolt-path', `${folder}/influxd.bolt`]
  return ['--http-bind-address', `127.0.0.1:${port}`, ...places]
}

/** A server that tests may do anything to. */
export class InfluxServer implements AsyncDisposable {
  readonly url: string
  readonly #source: Source
  readonly #local: LocalServer | undefined

  constructor(url: string, source: Source, local: LocalServer | undefined) {
    this.url = url
    this.#source = source
    this.#local = local
  }

  /** Whether it was there before, and stays. */
  get isExternal(): boolean {
    return this.#local === undefined
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
  restart(): Promise<void> {
    return this.#own('restart').restart()
  }

  /** Ends it in good order and removes its data; an external one is left as it is. */
  async stop(): Promise<void> {
    await this.#local?.stop()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #own(action: string): LocalServer {
    if (this.#local) return this.#local
    throw new InfluxdError(`Cannot ${action} ${this.url}: it was given by FLUXLINE_TEST_URL, so it is not ours to end.`)
  }
}
