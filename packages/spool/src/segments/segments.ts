import { join } from 'node:path'
import type { LineRange } from '@fluxline/write-batching/spool'
import { codeOf } from '../files/files.ts'
import type { Files } from '../files/files.ts'
import { segmentName } from './segment.ts'
import type { Segment } from './segment.ts'

/** The segments of one log, by their lines. */
export interface Log {
  readonly segments: Segment[]
  /** The one that frames are appended to. */
  open: Segment | undefined
}

/** Hears of files that are deleted. */
export interface RemovalListener {
  removed(): void
  failed(path: string, error: unknown): void
}

/** All segments of a slot. */
export class Segments {
  readonly #files: Files
  readonly #folder: string
  readonly #on: RemovalListener
  readonly #logs = new Map<string, Log>()
  readonly #removing = new Set<Promise<void>>()
  #lastNumber = 0
  /** Bytes of all segments. */
  bytes = 0
  count = 0

  constructor(files: Files, folder: string, on: RemovalListener) {
    this.#files = files
    this.#folder = folder
    this.#on = on
  }

  /** Returns the path of the next segment, until one is added. Numbers only rise, whatever the clock does. */
  nextPath(): string {
    return join(this.#folder, segmentName(this.#lastNumber + 1))
  }

  /** Makes sure that the next number is larger. */
  skipNumber(number: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number)
  }

  log(id: string): Log | undefined {
    return this.#logs.get(id)
  }

  logs(): Iterable<Log> {
    return this.#logs.values()
  }

  /** Returns all segments. */
  all(): Segment[] {
    return [...this.#logs.values()].flatMap(({ segments }) => segments)
  }

  add(segment: Segment): void {
    this.skipNumber(segment.number)
    const log = this.#logs.get(segment.log) ?? { segments: [], open: undefined }
    this.#logs.set(segment.log, log)
    const place = log.segments.findLastIndex(({ first }) => first <= segment.first) + 1
    log.segments.splice(place, 0, segment)
    if (segment.isOpen) log.open = segment
    this.bytes += segment.size
    this.count++
  }

  /** Returns the segments that have some of these lines. */
  with({ log, from, to }: LineRange): Segment[] {
    const segments = this.#logs.get(log)?.segments ?? []
    return segments.filter((segment) => segment.first < to && segment.to > from)
  }

  /** Returns the oldest segment that has lines which have not ended. */
  oldest(): Segment | undefined {
    let oldest: Segment | undefined
    for (const { segments } of this.#logs.values()) {
      for (const segment of segments) {
        if (segment.pending > 0 && (oldest === undefined || segment.number < oldest.number)) oldest = segment
      }
    }
    return oldest
  }

  /** Takes a segment out, without its file. */
  forget(segment: Segment): void {
    const log = this.#logs.get(segment.log)
    const place = log?.segments.indexOf(segment) ?? -1
    if (log === undefined || place === -1) return
    log.segments.splice(place, 1)
    if (log.open === segment) log.open = undefined
    if (log.segments.length === 0) this.#logs.delete(segment.log)
    this.bytes -= segment.size
    this.count--
  }

  /** Takes a segment out, and deletes its files: at once, or as soon as the system can. */
  remove(segment: Segment, when: 'now' | 'later'): void {
    this.forget(segment)
    segment.isOpen = false
    segment.close()
    const { path, acknowledgementsPath } = segment
    if (when === 'now') {
      try {
        this.#files.remove(path)
        this.#files.remove(acknowledgementsPath)
      } catch (error) {
        this.#report(path, error)
      }
      return
    }
    // The lines go first: acknowledgements without lines mean nothing, lines without them are sent again.
    const removing = this.#files
      .removeLater(path)
      .catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error
      })
      .then(() => this.#files.removeLater(acknowledgementsPath))
      .catch((error: unknown) => this.#report(path, error))
      .finally(() => {
        this.#removing.delete(removing)
        this.#on.removed()
      })
    this.#removing.add(removing)
  }

  /** Resolves when nothing is being deleted any longer. */
  async removed(): Promise<void> {
    await Promise.all(this.#removing)
  }

  #report(path: string, error: unknown): void {
    if (codeOf(error) !== 'ENOENT') this.#on.failed(path, error)
  }
}
