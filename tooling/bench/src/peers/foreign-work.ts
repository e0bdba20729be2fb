import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Work } from '../runner.ts'
import { startForeignPeers } from './install.ts'
import type { ForeignPeers } from './install.ts'
import type { Request } from './peer-process.ts'

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
  async on(work: Request['work'], input: string | Uint8Array): Promise<Record<string, Work>> {
    const file = join(this.#folder, `${++this.#files}`)
    await writeFile(file, input)
    return Object.fromEntries([...this.#foreign.peers].map(([name, peer]) => [name, () => peer.turn({ work, file })]))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.#foreign.peers.values()) peer[Symbol.dispose]()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
