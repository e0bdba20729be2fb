import { connect } from 'node:net'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder, withLock } from '@fluxline/influxd'
import type { OnProgress, Waiting } from '@fluxline/influxd'

/** A broker cannot be had here. The message says what is missing. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError'
}

/** How a broker is started. */
export interface BrokerOptions {
  readonly env?: NodeJS.ProcessEnv | undefined
  /** Called with progress messages; only the first start takes long. */
  readonly onProgress?: OnProgress | undefined
  readonly signal?: AbortSignal | undefined
}

/** A broker that was started here. It ends when it is stopped or disposed, or when this process ends for any reason. */
export interface Broker extends AsyncDisposable {
  /** Its address, such as `127.0.0.1:4222`. */
  readonly address: string
  /** Kills it at once, like a crash. Its data is kept. */
  kill(): Promise<void>
  /** Starts it again after `kill`, with the same address and data. */
  restart(): Promise<void>
  /** Stops it in order and deletes its data. */
  stop(): Promise<void>
}

/** Something that is built or fetched once, and then lies in the user's cache. */
export interface Prepared {
  /** Its name with its version; also that of its folder. */
  readonly name: string
  /** What is done, and how long it takes. */
  readonly label: string
  isThere(folder: string): Promise<boolean>
  /** Makes it. The folder exists, and appears as a whole: the work is done in another one. */
  make(folder: string, waiting: Waiting): Promise<void>
}

/** Returns the folder of something, and makes it the first time. @throws BrokerError if it cannot be made */
export async function prepare(
  prepared: Prepared,
  { env = process.env, onProgress = () => {}, signal }: BrokerOptions,
): Promise<string> {
  const { name, label } = prepared
  const folder = join(cacheFolder(env), name)
  if (await prepared.isThere(folder)) return folder
  await mkdir(dirname(folder), { recursive: true })
  return withLock(`${folder}.lock`, { onProgress, signal }, async () => {
    if (await prepared.isThere(folder)) return folder
    const started = Date.now()
    onProgress(label)
    const ticker = setInterval(() => onProgress(`${label} (${Math.round((Date.now() - started) / 1000)} s)`), 1000)
    try {
      await prepared.make(folder, { onProgress, signal })
      return folder
    } catch (error) {
      signal?.throwIfAborted()
      throw new BrokerError(`${name} cannot be had here: ${(error as Error).message}`)
    } finally {
      clearInterval(ticker)
    }
  })
}

/** Whether something listens on a port of this machine. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (isOpen: boolean): void => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
