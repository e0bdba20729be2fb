import type { SpoolAttachment } from './attachment.ts'
import { CommitQueue } from './commit-queue.ts'
import type { SpoolChannel } from './commit-queue.ts'
import type { ChannelParts, SlotLock } from './spool-opening.ts'
import { spoolKey } from './spool.ts'
import type { Spool } from './spool.ts'
import { Spooling } from './spooling.ts'
import type { SpoolHost, SpoolStore } from './store.ts'

/** What makes data a spool. */
export interface SpoolParts<Data extends Spool> {
  /** Takes the slot, in the writer's thread. @throws SpoolLockedError if another writer has it; SpoolError */
  lock(data: Data): SlotLock
  /** Opens the store, in the thread that uses it. @throws SpoolError */
  open(data: Data, host: SpoolHost): SpoolStore
}

/** Makes a spool of plain data and a store, for the option `spool` of a batch writer. */
export function createSpool<const Data extends Spool>(data: Data, parts: SpoolParts<Data>): Data {
  const attachment: SpoolAttachment = {
    data,
    attach(spooling, openChannel = openHere) {
      const lock = parts.lock(data)
      try {
        return new Spooling(spooling, data, openChannel, lock)
      } catch (error) {
        lock.release()
        throw error
      }
    },
  }
  return { ...data, [spoolKey]: attachment }

  function openHere({ host, written }: ChannelParts): SpoolChannel {
    let queue: CommitQueue | undefined
    const store = parts.open(data, { ...host, freed: () => queue?.retry() })
    queue = new CommitQueue(store, data.whenFull, (notice) => host.notify(notice), written)
    return queue
  }
}
