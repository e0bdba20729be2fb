import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { SpoolLockedError } from '@fluxline/write-batching/spool'
import { diskError } from '../errors.ts'
import { codeOf } from '../files/files.ts'
import type { Files } from '../files/files.ts'
import { livenessOf, ownIdentity } from './process-identity.ts'
import type { Liveness, ProcessIdentity } from './process-identity.ts'

/** The name of the file that locks a slot. */
export const LOCK = 'lock'

/** A leftover lock is removed, and the slot locked, in two steps that others may come between. */
const MAX_ATTEMPTS = 20

/** What a lock says. */
export interface LockContent extends ProcessIdentity {
  /** Tells the locks of one process apart. */
  readonly id: string
  /** When the slot was locked, as people read it. */
  readonly since: string
}

/** The slots that are locked by this process, by the path of the lock. Copies of this package share it. */
const shared = Symbol.for('fluxline.spoolSlots')

/** A slot that belongs to this process. */
export class SlotLock {
  readonly #files: Files
  readonly #path: string
  readonly #content: LockContent

  private constructor(files: Files, path: string, content: LockContent) {
    this.#files = files
    this.#path = path
    this.#content = content
    ownSlots().set(path, content.id)
  }

  /**
   * Locks a slot, whose folder exists, for this process. A lock of a process that is gone is removed.
   *
   * @throws SpoolLockedError if another writer has it, or if it cannot be known; SpoolError
   */
  static take(files: Files, folder: string): SlotLock {
    const path = join(folder, LOCK)
    const own = ownIdentity()
    const content: LockContent = { ...own, id: randomUUID(), since: new Date().toISOString() }
    for (let attempt = 1; ; attempt++) {
      if (createLock(files, path, content)) return new SlotLock(files, path, content)
      const owner = readLock(files, path)
      if (owner === 'gone') continue
      if (attempt === MAX_ATTEMPTS || judge(path, owner, own) !== 'dead') throw lockedError(path, owner, own)
      removeLeftover(files, path, owner)
    }
  }

  /** Tells the lock from every other. */
  get key(): string {
    return this.#content.id
  }

  release(): void {
    if (ownSlots().get(this.#path) === this.#content.id) ownSlots().delete(this.#path)
    try {
      const owner = readLock(this.#files, this.#path)
      if (owner !== 'gone' && owner?.id === this.#content.id) this.#files.remove(this.#path)
    } catch {
      // The next writer finds that its owner is gone.
    }
  }
}

/** Makes the lock of a slot, which another thread of this process has taken, known in this one. */
export function shareLock(folder: string, key: string): void {
  ownSlots().set(join(folder, LOCK), key)
}

/**
 * Locks a slot of this thread again if the lock is gone, as it is after somebody deleted the folder.
 *
 * @throws SpoolLockedError if another writer has it now; SpoolError
 */
export function renewLock(files: Files, folder: string): void {
  const path = join(folder, LOCK)
  const id = ownSlots().get(path)
  if (id === undefined) return
  const own = { ...ownIdentity(), id, since: new Date().toISOString() }
  if (!files.exists(path)) createLock(files, path, own)
  const owner = readLock(files, path)
  if (owner !== 'gone' && owner?.id !== id) throw lockedError(path, owner, own)
}

/** Whether a slot has an owner that runs or may run. */
export function hasOwner(files: Files, folder: string): boolean {
  const path = join(folder, LOCK)
  const owner = readLock(files, path)
  return owner !== 'gone' && judge(path, owner, ownIdentity()) !== 'dead'
}

/** Reads a lock: undefined if it says nothing, as after a loss of power. @throws SpoolError if it cannot be read */
export function readLock(files: Files, path: string): LockContent | undefined | 'gone' {
  let bytes: Uint8Array
  try {
    bytes = files.readAll(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'gone'
    // Its owner may well be alive.
    throw diskError('read', path, error)
  }
  try {
    const content = JSON.parse(Buffer.from(bytes).toString()) as Partial<LockContent> | null
    const isLock = Number.isInteger(content?.pid) && typeof content?.host === 'string'
    return isLock ? (content as LockContent) : undefined
  } catch {
    return undefined
  }
}

function ownSlots(): Map<string, string> {
  const global = globalThis as { [shared]?: Map<string, string> }
  return (global[shared] ??= new Map())
}

function judge(path: string, owner: LockContent | undefined, own: ProcessIdentity): Liveness {
  // A lock is written before it has its name, so that one without content was damaged, by a loss of power.
  if (owner === undefined) return 'dead'
  if (owner.pid === own.pid && owner.host === own.host && ownSlots().get(path) === owner.id) return 'alive'
  const liveness = livenessOf(owner, own)
  const mayBeThisProcess = owner.pid === own.pid && liveness === 'alive' && owner.started === undefined
  if (!mayBeThisProcess || ownSlots().has(path)) return liveness
  // Another thread may have locked it, unless it was locked before this process began: then one of its number had it.
  return Date.parse(owner.since) < Date.now() - process.uptime() * 1000 ? 'dead' : 'alive'
}

/** Creates a lock that is complete from its first moment on; returns false if there is one. */
function createLock(files: Files, path: string, content: LockContent): boolean {
  const draft = `${path}.${content.id}`
  try {
    files.append(draft, Buffer.from(`${JSON.stringify(content)}\n`))
    try {
      files.link(draft, path)
      return true
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false
      throw error
    } finally {
      files.remove(draft)
    }
  } catch (error) {
    throw diskError('lock the slot by', path, error)
  }
}

/** Removes the lock of an owner that is gone, unless another writer has done so and locked the slot meanwhile. */
function removeLeftover(files: Files, path: string, owner: LockContent | undefined): void {
  // Two writers may find it: the one that renames it removes it.
  const moved = `${path}.${randomUUID()}`
  try {
    files.rename(path, moved)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw diskError('remove the lock of an owner that is gone,', path, error)
  }
  let found
  try {
    found = readLock(files, moved)
  } catch (error) {
    restore(files, moved, path)
    throw error
  }
  const isLeftover = found === undefined || found === 'gone' || found.id === owner?.id
  if (!isLeftover) restore(files, moved, path)
  else if (found !== 'gone') files.remove(moved)
}

/** Gives a lock back that another writer created between two steps. */
function restore(files: Files, moved: string, path: string): void {
  try {
    files.link(moved, path)
  } catch {
    // A third writer has locked it: its owner finds that out with its next segment.
  }
  files.remove(moved)
}

function lockedError(path: string, owner: LockContent | undefined | 'gone', own: ProcessIdentity): SpoolLockedError {
  if (owner === undefined || owner === 'gone') {
    return new SpoolLockedError(`Spool: ${path} changes its owner again and again; use one slot per writer.`, path)
  }
  const { pid, host, since } = owner
  const remedy = 'use one slot per writer: fileSpool({ directory, slot })'
  const who =
    host !== own.host
      ? `process ${pid} on host ${host}, of which this host (${own.host}) cannot know whether it runs. If it does not, delete the file; else ${remedy}`
      : pid === own.pid
        ? `another writer of this process (${pid}); ${remedy}`
        : `process ${pid}; ${remedy}`
  return new SpoolLockedError(`Spool: the slot is locked by ${path}, since ${since}, for ${who}.`, path, owner)
}
