import type { SpoolChannel } from './commit-queue.ts'
import type { Spool } from './spool.ts'
import type { SpoolHost } from './store.ts'

/** A slot that belongs to this writer until it is released. */
export interface SlotLock {
  release(): void
  /** What the store needs to lock the slot again, if it is opened in another thread. It is cloned. */
  readonly key?: unknown
}

/** What a channel to the store works with. */
export interface ChannelParts {
  readonly data: Spool
  readonly lock: SlotLock
  readonly host: SpoolHost
  /** Frames that waited are in the store. */
  readonly written: () => void
}

/** How a writer's part of a spool reaches the store. */
export type OpenChannel = (parts: ChannelParts) => SpoolChannel
