import { basename, join } from 'node:path'
import type { SpoolHost } from '@fluxline/write-batching/spool'
import type { Files } from '../files/files.ts'
import type { DamagedBytes } from '../format/scan-segment.ts'

/** The folder of what cannot be read, beside the segments. */
export const QUARANTINE = 'quarantine'

/** Sets aside what cannot be read, for people to look at, and reports it. Never throws. */
export class Quarantine {
  readonly #files: Files
  readonly #folder: string
  readonly #notify: SpoolHost['notify']

  constructor(files: Files, slotFolder: string, notify: SpoolHost['notify']) {
    this.#files = files
    this.#folder = join(slotFolder, QUARANTINE)
    this.#notify = notify
  }

  /** Moves a whole segment away. */
  move(path: string, bytes: number, reason: string): void {
    const target = join(this.#folder, basename(path))
    let message = `${path} ${reason}. It was moved to ${target}.`
    try {
      this.#files.createFolder(this.#folder)
      this.#files.rename(path, target)
    } catch (error) {
      message = `${path} ${reason}, and could not be moved to ${target}: ${String(error)}.`
    }
    this.#notify({ kind: 'damaged', message, bytes, path: target })
  }

  /** Reports that a segment was deleted by somebody else. */
  reportGone(path: string, lines: number): void {
    const message = `${path} is gone, with ${lines} lines that were not sent yet: somebody else deleted it.`
    this.#notify({ kind: 'damaged', message, path, lines })
  }

  /** Copies the damaged bytes of a segment. */
  copy(path: string, bytes: Uint8Array, { start, end }: DamagedBytes, lines: number | undefined): void {
    const target = join(this.#folder, `${basename(path, '.seg')}-${start}.bytes`)
    let kept = `They were copied to ${target}.`
    try {
      this.#files.createFolder(this.#folder)
      if (!this.#files.exists(target)) this.#files.append(target, bytes.subarray(start, end))
    } catch (error) {
      kept = `They could not be copied to ${target}: ${String(error)}.`
    }
    const what = lines === undefined ? 'and an unknown number of lines' : `with ${lines} lines`
    const message = `Bytes ${start} to ${end} of ${path}, ${what}, are damaged. ${kept} The lines before and after them are intact.`
    this.#notify({ kind: 'damaged', message, bytes: end - start, path: target, lines })
  }
}
