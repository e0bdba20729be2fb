import type { SpoolChannel } from './commit-queue.ts'
import type { SpoolHost } from './store.ts'

/** A slot that belongs to this writer until it is released. */
export interface SlotLock {
  release(): void
}

/** How a writer's part of a spool reaches the store. */
export type OpenChannel = (host: SpoolHost, written: () => void) => SpoolChannel
