import { join } from 'node:path'
import type { RefusedLines, SpoolHost } from '@fluxline/write-batching/spool'
import { diskError } from '../errors.ts'
import type { Files } from '../files/files.ts'

/** The file of refused lines, and the one before it. */
export const REFUSED = 'rejected.lp'
export const REFUSED_BEFORE = 'rejected.1.lp'

/** One file has at most about this size; two are kept. */
const MAX_BYTES = 16 * 1024 * 1024

/** Keeps lines that InfluxDB refused, each after a comment with the reason: line protocol that people can mend and send. */
export class RefusedFile {
  readonly #files: Files
  readonly #folder: string
  readonly #notify: SpoolHost['notify']
  #failed = false

  constructor(files: Files, folder: string, notify: SpoolHost['notify']) {
    this.#files = files
    this.#folder = folder
    this.#notify = notify
  }

  /** Never throws. */
  append({ destination, body, reason }: RefusedLines): void {
    const path = join(this.#folder, REFUSED)
    const { bucket, org, precision } = destination
    const target = `bucket=${JSON.stringify(bucket)} org=${JSON.stringify(org ?? null)} precision=${precision}`
    const comment = `# ${new Date().toISOString()} ${target} ${reason.replaceAll(/\s+/g, ' ')}\n`
    try {
      const size = this.#files.append(path, Buffer.concat([Buffer.from(comment), body]))
      if (size > MAX_BYTES) this.#rotate(path)
      this.#failed = false
    } catch (error) {
      // The callbacks get the lines all the same.
      if (this.#failed) return
      this.#failed = true
      const cause = diskError('append refused lines to', path, error)
      this.#notify({ kind: 'truncated', message: cause.message, path, error: cause })
    }
  }

  #rotate(path: string): void {
    const before = join(this.#folder, REFUSED_BEFORE)
    const isFirst = !this.#files.exists(before)
    this.#files.rename(path, before)
    const message = `${path} was full: it is ${before} now${isFirst ? '' : ', and the one before it is gone'}.`
    this.#notify({ kind: 'truncated', message, path: before })
  }
}
