import type { SpoolFrame } from '@fluxline/write-batching/spool'
import { dirname } from 'node:path'
import { deferred } from '@fluxline/internal/deferred'
import type { Deferred } from '@fluxline/internal/deferred'
import { sleep } from '@fluxline/internal/timers'
import type { Files } from '../files/files.ts'
import type { Segment } from './segment.ts'

/** After a failure of the disk, it is asked again after this delay. */
const RETRY_MS = 1000
/** Files that are synced at a time: after a crash there may be thousands. */
const MAX_AT_ONCE = 32

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
  /** The folders around the slot, and the slot, may have been created just now. */
  #areParentsDirty = true
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

  /** A segment was found: its writer, and with it what the system holds, may have ended before a sync. */
  touchFound(segment: Segment): void {
    this.#dirty.add(segment)
    this.#isFolderDirty = true
    this.#areParentsDirty = true
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
    const syncsParents = this.#areParentsDirty
    this.#dirty.clear()
    this.#frames = []
    this.#isFolderDirty = this.#areParentsDirty = false
    const folders = [...(syncsFolder ? [folder] : []), ...(syncsParents ? parentsOf(folder) : [])]
    const ofFolders = Promise.allSettled(folders.map((path) => files.syncFolder(path)))
    const results: PromiseSettledResult<void>[] = []
    for (let at = 0; at < segments.length; at += MAX_AT_ONCE) {
      results.push(...(await this.#syncSome(segments.slice(at, at + MAX_AT_ONCE))))
    }
    results.push(...(await ofFolders))
    const failure = results.find((result) => result.status === 'rejected')
    if (failure === undefined) return true
    this.#isFolderDirty ||= syncsFolder
    this.#areParentsDirty ||= syncsParents
    this.#lost = this.#lost.concat(frames)
    failed(
      segments.filter((_, index) => results[index]!.status === 'rejected'),
      failure.reason,
    )
    return false
  }

  async #syncSome(segments: readonly Segment[]): Promise<PromiseSettledResult<void>[]> {
    const results = await Promise.allSettled(segments.map((segment) => segment.sync(this.#parts.files)))
    for (const segment of segments) if (!segment.isOpen && !this.#dirty.has(segment)) segment.close()
    return results
  }

  /** Appends what may be lost again, to other segments; returns false if that is not possible yet. */
  #appendLost(): boolean {
    let appended = 0
    try {
      for (const frame of this.#lost) {
        this.#parts.append(frame)
        appended++
      }
      return true
    } catch {
      return false
    } finally {
      this.#lost = this.#lost.slice(appended)
    }
  }
}

/** Returns the folders around a folder, from the nearest on: any of them may have been created with it. */
function parentsOf(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [] : [parent, ...parentsOf(parent)]
}
