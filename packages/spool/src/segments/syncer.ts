import type { SpoolFrame } from '@fluxline/write-batching/spool'
import { deferred } from '@fluxline/internal/deferred'
import type { Deferred } from '@fluxline/internal/deferred'
import { sleep } from '@fluxline/internal/timers'
import type { Files } from '../files/files.ts'
import type { Segment } from './segment.ts'

/** After a failure of the disk, it is asked again after this delay. */
const RETRY_MS = 1000

/** What a syncer works with. */
interface SyncerParts {
  readonly files: Files
  readonly folder: string
  /** Segments could not be synced: the system may have dropped what was written to them. Nothing more may follow in them. */
  readonly failed: (segments: readonly Segment[], error: unknown) => void
  /** Appends frames again that may be lost. Throws if it cannot. */
  readonly append: (frame: SpoolFrame) => void
}

/** Writes to the drive what the system holds of segments, one round after the other; all that wait share the next round. */
export class Syncer {
  readonly #parts: SyncerParts
  readonly #dirty = new Set<Segment>()
  /** Frames that somebody waits for, until they are synced: a failed sync cannot be repeated with meaning. */
  #frames: SpoolFrame[] = []
  #lost: SpoolFrame[] = []
  #isFolderDirty = false
  #next: Deferred<void> | undefined
  #isRunning = false

  constructor(parts: SyncerParts) {
    this.#parts = parts
  }

  /** A segment was written to. @param frame what was written, if somebody waits until it is synced */
  touch(segment: Segment, frame?: SpoolFrame): void {
    this.#dirty.add(segment)
    // A Buffer's `slice` copies nothing.
    if (frame) this.#frames.push({ ...frame, body: new Uint8Array(frame.body) })
  }

  /** A segment was created, or deleted. */
  touchFolder(): void {
    this.#isFolderDirty = true
  }

  isDirty(segment: Segment): boolean {
    return this.#dirty.has(segment)
  }

  /** Forgets a segment that is deleted. */
  forget(segment: Segment): void {
    this.#dirty.delete(segment)
  }

  /** Resolves when everything that was written until now is on the drive. Never rejects. */
  sync(): Promise<void> {
    this.#next ??= deferred()
    const { promise } = this.#next
    if (!this.#isRunning) void this.#run()
    return promise
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    for (let round = this.#next; round !== undefined; round = this.#next) {
      this.#next = undefined
      while (!(await this.#syncAll())) await sleep(RETRY_MS)
      round.resolve()
    }
    this.#isRunning = false
  }

  /** Syncs all that is dirty; returns false if something failed. */
  async #syncAll(): Promise<boolean> {
    const { files, folder, failed } = this.#parts
    if (!this.#appendLost()) return false
    const segments = [...this.#dirty]
    const frames = this.#frames
    const syncsFolder = this.#isFolderDirty
    this.#dirty.clear()
    this.#frames = []
    this.#isFolderDirty = false
    const syncs = segments.map((segment) => segment.sync())
    if (syncsFolder) syncs.push(files.syncFolder(folder))
    const results = await Promise.allSettled(syncs)
    for (const segment of segments) if (!segment.isOpen && !this.#dirty.has(segment)) segment.close()
    const failure = results.find((result) => result.status === 'rejected')
    if (failure === undefined) return true
    this.#isFolderDirty ||= syncsFolder
    this.#lost.push(...frames)
    failed(
      segments.filter((_, index) => results[index]!.status === 'rejected'),
      failure.reason,
    )
    return false
  }

  /** Appends what may be lost again, to other segments; returns false if that is not possible yet. */
  #appendLost(): boolean {
    try {
      for (let frame = this.#lost[0]; frame !== undefined; frame = this.#lost[0]) {
        this.#parts.append(frame)
        this.#lost.shift()
      }
      return true
    } catch {
      return false
    }
  }
}
