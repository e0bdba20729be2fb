import type { MessagePort } from 'node:worker_threads'
import type { Spool } from '../spool/spool.ts'
import type {
  LineRange,
  ReadLimit,
  RecoveredLines,
  RefusedLines,
  SpoolFrame,
  SpoolNotice,
  SpoolReading,
  StoreStats,
} from '../spool/store.ts'
import type { PortableError } from './portable-error.ts'

/** What the thread needs to open the store of a spool. */
export interface StoreOpening {
  readonly port: MessagePort
  /** Counts the messages that the thread has sent, so that the writer's thread can wait for the next one. */
  readonly sent: Int32Array<SharedArrayBuffer>
  readonly data: Spool & { readonly module: string }
  /** The key of the slot's lock. */
  readonly key: unknown
  readonly server: string | undefined
}

/** Messages to the store. */
export type ToStore =
  /** The bodies are in memory that both threads share. */
  | { readonly kind: 'append'; readonly id: number; readonly frames: readonly SpoolFrame[] }
  | { readonly kind: 'end'; readonly lines: LineRange }
  | { readonly kind: 'read'; readonly id: number; readonly lines: LineRange; readonly limit: ReadLimit }
  | { readonly kind: 'refuse'; readonly lines: RefusedLines }
  | { readonly kind: 'close' }

/** A notice, whose error can be sent to another thread. */
type PortableNotice = Omit<SpoolNotice, 'error'> & { readonly error: PortableError | undefined }

/** What happened in the store. */
export type StoreEvent =
  | { readonly kind: 'recovered'; readonly lines: RecoveredLines }
  /** Everything that was in the store is announced. */
  | { readonly kind: 'opened' }
  /** Frames that were appended are safe. */
  | { readonly kind: 'appended'; readonly id: number }
  | { readonly kind: 'read'; readonly id: number; readonly reading: SpoolReading }
  | { readonly kind: 'dropped'; readonly frames: readonly SpoolFrame[]; readonly reason: PortableError }
  | { readonly kind: 'notice'; readonly notice: PortableNotice }
  /** Nothing but the state has changed. */
  | { readonly kind: 'state' }
  | { readonly kind: 'closed' }

/** Messages from the store. */
export interface FromStore {
  readonly event: StoreEvent
  readonly stats: StoreStats
  /** Why lines cannot be appended now. */
  readonly error: PortableError | undefined
}
