import { createBucket, findOrgID, setUp } from './access.ts'
import type { Access, OwnedAccess, SetupOptions } from './access.ts'
import { binaryRunner } from './binary.ts'
import { dockerRunner } from './docker.ts'
import { InfluxdError } from './errors.ts'
import { choosePort, LocalServer } from './local-server.ts'
import { obtain } from './obtain.ts'
import type { Source } from './obtain.ts'
import { ping } from './ping.ts'
import type { OnProgress } from './progress-line.ts'
import { wantedVersion } from './versions.ts'

/** Options of {@link startInfluxd}. */
export interface StartOptions {
  /** Environment variables that may name a server. @defaultValue `process.env` */
  readonly env?: NodeJS.ProcessEnv | undefined
  /** Version, such as `2.10`. @defaultValue `FLUXLINE_INFLUXDB_VERSION`, or else 2.7 or any 2.x that is installed */
  readonly version?: string | undefined
  /** Port to listen on. @defaultValue a free one */
  readonly port?: number | undefined
  /** Additional flags of influxd. */
  readonly flags?: readonly string[] | undefined
  /** Called with progress messages. */
  readonly onProgress?: OnProgress | undefined
  /** Aborts the start, including a build. */
  readonly signal?: AbortSignal | undefined
}

const ALWAYS = ['--reporting-disabled', '--log-level', 'error']

/**
 * Starts a real InfluxDB 2.x with its own port and folder, or uses the one that the environment names.
 *
 * A server that was started here ends when it is stopped or disposed, or when this process ends for any reason.
 * @throws InfluxdError if no server is available, with what to do, or if influxd does not start, with its log
 */
export async function startInfluxd(options: StartOptions = {}): Promise<InfluxServer> {
  const onProgress = options.onProgress ?? (() => {})
  const { signal } = options
  const env = options.env ?? process.env
  const wanted = wantedVersion(options.version ?? env['FLUXLINE_INFLUXDB_VERSION'])
  const source = await obtain(env, wanted, onProgress, signal)
  signal?.throwIfAborted()
  if (source.kind === 'address') return new InfluxServer(source.url, source, undefined)
  const port = await choosePort(options.port)
  const flags = [...ALWAYS, ...(options.flags ?? [])]
  const runner =
    source.kind === 'docker'
      ? dockerRunner(source.image, port, flags)
      : await binaryRunner(source.path, (folder) => ({ args: [...pathFlags(folder, port), ...flags] }))
  const local = new LocalServer(`http://127.0.0.1:${port}`, runner)
  await local.start(signal)
  return new InfluxServer(local.url, source, local)
}

function pathFlags(folder: string, port: number): string[] {
  const paths = ['--engine-path', `${folder}/engine`, '--bolt-path', `${folder}/influxd.bolt`]
  return ['--http-bind-address', `127.0.0.1:${port}`, ...paths]
}

/** A server for tests. */
export class InfluxServer implements AsyncDisposable {
  readonly url: string
  readonly #source: Source
  readonly #local: LocalServer | undefined

  constructor(url: string, source: Source, local: LocalServer | undefined) {
    this.url = url
    this.#source = source
    this.#local = local
  }

  /** Whether it was not started here, so it keeps running. */
  get isExternal(): boolean {
    return this.#local === undefined
  }

  /** Returns its version, such as `2.10.0`, or `undefined` if it does not send one. */
  async version(): Promise<string | undefined> {
    return (await ping(this.url)).version
  }

  /** Sets up a new server, or creates the bucket on an external one, and returns the access to it. */
  async setup(options: SetupOptions = {}): Promise<Access | OwnedAccess> {
    if (this.#source.kind !== 'address') return setUp(this.url, options)
    const { url, token, org } = this.#source
    const orgID = await findOrgID(url, token, org)
    const bucket = options.bucket ?? `fluxline-${Date.now().toString(36)}`
    return { url, token, org, orgID, bucket, bucketID: await createBucket({ url, token, orgID }, bucket) }
  }

  /** Kills it at once, like a crash. Its data is kept. */
  kill(): Promise<void> {
    return this.#own('kill').kill()
  }

  /** Starts it again after `kill`, with the same URL and data. */
  restart(): Promise<void> {
    return this.#own('restart').restart()
  }

  /** Stops its clock, like a machine that hangs: connections stay open, and it sends no response. */
  freeze(): Promise<void> {
    return this.#own('freeze').freeze()
  }

  /** Lets it go on after `freeze`. */
  thaw(): Promise<void> {
    return this.#own('thaw').thaw()
  }

  /** Stops it in order and deletes its data. An external server keeps running. */
  async stop(): Promise<void> {
    await this.#local?.stop()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #own(action: string): LocalServer {
    if (this.#local) return this.#local
    throw new InfluxdError(`Cannot ${action} ${this.url}: it was not started here, but named by FLUXLINE_TEST_URL.`)
  }
}
