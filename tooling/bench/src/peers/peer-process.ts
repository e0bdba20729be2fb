import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Measured } from '../runner.ts'

/** A piece of work for a peer in another language. */
export interface Request {
  readonly work: string
  /** What the work needs. The first is mostly a file, which is read before the clock starts. */
  readonly given: readonly unknown[]
}

/** A peer in another language: a process that reads requests and writes units and seconds, as lines of JSON. */
export class PeerProcess {
  readonly #process: ChildProcess
  readonly #responses: AsyncIterator<string>

  constructor(command: string, args: readonly string[]) {
    this.#process = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#responses = createInterface(this.#process.stdout!)[Symbol.asyncIterator]()
  }

  /** Runs the work once. */
  async turn(request: Request): Promise<Measured> {
    this.#process.stdin!.write(`${JSON.stringify(request)}\n`)
    const response = await this.#responses.next()
    if (response.done)
      throw new Error(`${this.#process.spawnfile} ended without a response to ${JSON.stringify(request)}.`)
    return JSON.parse(response.value) as Measured
  }

  [Symbol.dispose](): void {
    this.#process.stdin!.end()
    this.#process.kill()
  }
}
