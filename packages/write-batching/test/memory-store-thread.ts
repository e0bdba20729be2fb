import type { SpoolHost } from '../src/spool/index.ts'
import { MemoryStore } from './memory-spool.ts'
import type { MemorySpool } from './memory-spool.ts'

/** Opens an empty store in the thread of a worker writer. */
export function openStore({ maxFrames = Infinity }: MemorySpool, host: SpoolHost): MemoryStore {
  const store = new MemoryStore()
  store.maxFrames = maxFrames
  return store.open(host)
}
