import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Measured } from '../runner.ts'

/** What a peer of another language is asked to do, once. */
export interface Request {
  readonly work: 'points' | 'records'
  /** The file with the rows or the answer; it is read before the clock starts. */
  readonly file: string
}

/** A peer of another language: a process that answers each request, a line of JSON, with the units and the seconds. */
export class PeerProcess {
  readonly #process: ChildProcess
  readonly #answers: AsyncIterator<string>

  constructor(command: string, args: readonly string[]) {
    this.#process = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#answers = createInterface(this.#process.stdout!)[Symbol.asyncIterator]()
  }

  /** Lets the peer do the work once. */
  async turn(request: Request): Promise<Measured> {
    this.#process.stdin!.write(`${JSON.stringify(request)}\n`)
    const answer = await this.#answers.next()
    if (answer.done)
      throw new Error(`${this.#process.spawnfile} ended without an answer to ${JSON.stringify(request)}.`)
    return JSON.parse(answer.value) as Measured
  }

  [Symbol.dispose](): void {
    this.#process.stdin!.end()
    this.#process.kill()
  }
}
