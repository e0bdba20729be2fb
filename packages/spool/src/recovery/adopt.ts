import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Files } from '../files/files.ts'
import { readSegment } from '../segments/read-segment.ts'
import { segmentNumber } from '../segments/segment.ts'
import { hasOwner, LOCK, SlotLock } from '../slot/slot-lock.ts'

/** What the folder of a slot that was taken over is called, inside the slot of its new owner. */
const ADOPTED = /^adopted-(.+)-[0-9a-f]{8}$/

/** A slot that was taken over. */
export interface AdoptedSlot {
  /** Its name. */
  readonly slot: string
  /** The folder that its files are in now. */
  readonly folder: string
}

/** Returns the slots that were taken over before, and whose files are still in separate folders. */
export function adoptedBefore(files: Files, slotFolder: string): AdoptedSlot[] {
  return files.list(slotFolder).flatMap((name) => {
    const slot = ADOPTED.exec(name)?.[1]
    return slot === undefined ? [] : [{ slot, folder: join(slotFolder, name) }]
  })
}

/**
 * Takes over the slots beside this one whose writers are gone, if their lines are for the same server.
 *
 * Each is locked first and moved as a whole, so that one writer gets it, and a writer that starts on it meanwhile begins
 * with an empty slot. Never throws.
 */
export function adoptOrphans(
  files: Files,
  directory: string,
  ownSlot: string,
  server: string | undefined,
): AdoptedSlot[] {
  return slotsIn(files, directory).flatMap((slot) => {
    if (slot === ownSlot || !isOrphan(files, join(directory, slot), server)) return []
    try {
      const folder = join(directory, slot)
      const lock = SlotLock.take(files, folder)
      const target = join(directory, ownSlot, `adopted-${slot}-${randomUUID().slice(0, 8)}`)
      try {
        files.rename(folder, target)
        files.remove(join(target, LOCK))
      } finally {
        lock.release()
      }
      return [{ slot, folder: target }]
    } catch {
      // Another writer was faster, or it is not ours to move.
      return []
    }
  })
}

function slotsIn(files: Files, directory: string): string[] {
  try {
    return files.list(directory)
  } catch {
    return []
  }
}

function isOrphan(files: Files, folder: string, server: string | undefined): boolean {
  try {
    const segments = files.list(folder).filter((name) => segmentNumber(name) !== undefined)
    if (segments.length === 0 || hasOwner(files, folder)) return false
    return segments.some((name) => serverOf(files, join(folder, name)) === server)
  } catch {
    return false
  }
}

function serverOf(files: Files, path: string): string | undefined {
  const found = readSegment(files, path)
  return found.kind === 'segment' ? found.segment.header.server : undefined
}
