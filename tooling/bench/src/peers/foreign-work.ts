import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Work } from '../runner.ts'
import { PYTHON, startForeignPeers } from './install.ts'
import type { ForeignPeers } from './install.ts'

/** Work for the peers in other languages. Its input is in files of a temporary folder. */
export class ForeignWork {
  readonly #folder: string
  readonly #foreign: ForeignPeers
  #files = 0

  private constructor(folder: string, foreign: ForeignPeers) {
    this.#folder = folder
    this.#foreign = foreign
  }

  static async start(): Promise<ForeignWork> {
    return new ForeignWork(await mkdtemp(join(tmpdir(), 'fluxline-bench-')), await startForeignPeers())
  }

  /** Why a peer is missing, by its name. */
  get missing(): Readonly<Record<string, string>> {
    return this.#foreign.missing
  }

  /** Returns the same work for each peer. */
  async on(work: 'points' | 'records', input: string | Uint8Array): Promise<Record<string, Work>> {
    const given = [await this.file(input)]
    return Object.fromEntries([...this.#foreign.peers].map(([name, peer]) => [name, () => peer.turn({ work, given })]))
  }

  /** Returns work of a library in Python under the library's name, or nothing if Python is missing. */
  python(name: string, work: string, ...given: unknown[]): Record<string, Work> {
    const peer = this.#foreign.peers.get(PYTHON)
    return peer ? { [name]: () => peer.turn({ work, given }) } : {}
  }

  /** Stores the input of some work, and returns the path of its file. */
  async file(input: string | Uint8Array): Promise<string> {
    const file = join(this.#folder, `${++this.#files}`)
    await writeFile(file, input)
    return file
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.#foreign.peers.values()) peer[Symbol.dispose]()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
