import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { InfluxdError } from './errors.ts'
import { ping } from './ping.ts'
import type { Runner } from './runner.ts'
import { startWatchdog } from './watchdog.ts'

const READY_MS = 60_000

/** What a server is, and when it can be used. */
export interface ServerKind {
  readonly name: string
  isReady(): Promise<boolean>
}

/** A server that was started here. It ends when it is stopped, or when this process ends for any reason. */
export class LocalServer {
  readonly url: string
  readonly #runner: Runner
  readonly #watchdog: { stop(): void }
  readonly #kind: ServerKind

  /** @param kind what it is, if not influxd */
  constructor(url: string, runner: Runner, kind?: ServerKind) {
    this.url = url
    this.#kind = kind ?? { name: 'influxd', isReady: async () => (await ping(url)).isReady }
    this.#runner = runner
    this.#watchdog = startWatchdog(runner.cleanUp)
  }

  /** @throws InfluxdError with its log if it does not start; it leaves nothing behind then */
  async start(signal?: AbortSignal): Promise<void> {
    try {
      await this.restart()
      signal?.throwIfAborted()
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  kill(): Promise<void> {
    return this.#runner.kill()
  }

  freeze(): Promise<void> {
    return this.#runner.freeze()
  }

  thaw(): Promise<void> {
    return this.#runner.thaw()
  }

  async restart(): Promise<void> {
    await this.#runner.kill()
    await this.#runner.start()
    await this.#ready()
  }

  async stop(): Promise<void> {
    await this.#runner.terminate()
    await this.#runner.remove()
    this.#watchdog.stop()
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + READY_MS
    while (!(await this.#kind.isReady())) {
      if (this.#runner.hasEnded() || Date.now() > deadline) {
        throw new InfluxdError(
          `${this.#kind.name} did not start on ${this.url}. The end of its log:\n${await this.#runner.logTail()}`,
        )
      }
      await sleep(25)
    }
  }
}

/** Returns a free port on the loopback. */
export async function freePort(): Promise<number> {
  return probePort(0)
}

/**
 * Returns the port that is asked for, or else a free one.
 * @throws InfluxdError if something listens on it, or if it cannot be used
 */
export async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted === undefined) return freePort()
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65_535)
    throw new InfluxdError(`A port is an integer from 1 to 65535, and not ${wanted}.`)
  return probePort(wanted).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code})`
    throw new InfluxdError(`Port ${wanted} ${reason}. Choose another one, or none for any that is free.`, {
      cause: error,
    })
  })
}

/** Listens on a port for a moment, and returns it; 0 stands for a free one. */
async function probePort(wanted: number): Promise<number> {
  const probe = createServer().listen(wanted, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
