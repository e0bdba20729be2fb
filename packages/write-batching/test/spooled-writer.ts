import { createBatchWriter } from '../src/index.ts'
import type { BatchOptions, BatchWriter, SpoolEvent } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import type { WriteResponder } from './fake-client.ts'
import { MemoryStore, memorySpool } from './memory-spool.ts'

/** A writer with a spool, and what becomes of its lines. */
export interface SpooledWriter {
  readonly client: ReturnType<typeof fakeClient>
  readonly writer: BatchWriter
  readonly events: SpoolEvent['kind'][]
  readonly sent: () => string[]
}

/** A server that is down. */
export const down: WriteResponder = () => {
  throw failure({ status: 503, retryable: true })
}

/** A server that never responds. */
export const never = (): Promise<void> => new Promise(() => {})

/** Opens a writer of batches of ten over a store. */
export function openSpooled(
  store: MemoryStore,
  options: BatchOptions = {},
  respond: WriteResponder = () => {},
): SpooledWriter {
  const client = fakeClient(respond)
  const events: SpoolEvent['kind'][] = []
  const writer = createBatchWriter(client, {
    bucket: 'b',
    batchSize: 10,
    spool: memorySpool(store),
    onSpool: ({ kind }) => void events.push(kind),
    ...options,
  })
  return { client, writer, events, sent: () => client.sent.flatMap((batch) => batch.lines) }
}

/** Ends a writer as a crash does: returns what its store had then. */
export function crash(store: MemoryStore, writer: BatchWriter): MemoryStore {
  const next = new MemoryStore()
  next.frames = [...store.frames]
  store.end = () => {}
  writer.abort()
  return next
}
