import type { Destination } from '../accounting/destination.ts'

/**
 * Lines of one log, from number `from` to before number `to`. A log has the lines of one destination that one writer
 * accepted, numbered from 0 in their order.
 */
export interface LineRange {
  readonly log: string
  readonly from: number
  readonly to: number
}

/** Lines that are appended and read back together. */
export interface SpoolFrame extends LineRange {
  readonly destination: Destination
  /** Whole lines, each with its newline and its time. */
  readonly body: Uint8Array
}

/** What became of frames that were appended. */
export interface Appended {
  /** How many of them are in the store, counted from the first. */
  readonly count: number
  /** Resolves when these are as safe as the store promises; absent if they are. It never rejects. */
  readonly durable?: Promise<void> | undefined
  /** Why the next one could not be appended: a {@link SpoolFullError} if space would help. */
  readonly error?: Error | undefined
}

/** How much is read back at once; at least one frame is. */
export interface ReadLimit {
  readonly lines: number
  readonly bytes: number
}

/** Frames that were read back. */
export interface SpoolReading {
  /** Whole frames of the range, in order, without those that have ended or cannot be read. */
  readonly frames: readonly SpoolFrame[]
  /** The line to go on with; the end of the range if all of it was read. */
  readonly next: number
}

/** Lines that were refused for good. */
export interface RefusedLines {
  readonly destination: Destination
  readonly body: Uint8Array
  readonly reason: string
}

/** What a store has now. */
export interface StoreStats {
  /** Bytes on disk, all files of the spool included. */
  readonly bytes: number
  /** Segments, or what else the store is divided into. */
  readonly segments: number
  /** When the oldest lines whose outcome is not known were accepted. */
  readonly oldest: Date | undefined
}

/**
 * Keeps frames until they have ended. A writer calls it from one thread, and never appends to a log that the store
 * announced by {@link SpoolHost.recovered}.
 */
export interface SpoolStore {
  /** Appends frames, in order. The bodies are the caller's again when it returns. Never throws. */
  append(frames: readonly SpoolFrame[]): Appended
  /** The outcome of these lines is known: they are stored or refused. Lines that the store does not have are ignored. */
  end(lines: LineRange): void
  /** Reads frames back from the begin of a range. Never rejects: what cannot be read is left out, and is an event. */
  read(lines: LineRange, limit: ReadLimit): Promise<SpoolReading>
  /** Keeps refused lines for people to read. Never throws. */
  refuse(lines: RefusedLines): void
  /** Makes space by dropping the oldest lines, which it reports to the host. Returns false if there is nothing to drop. */
  dropOldest(): boolean
  readonly stats: StoreStats
  /** Ends the store; what is in it stays for the next. Synchronous up to its first `await`, so that nothing follows it. */
  close(): Promise<void>
}

/** Lines that were in the store before the writer. */
export interface RecoveredLines extends LineRange {
  readonly destination: Destination
  /** How many of the range have not ended. */
  readonly lines: number
  readonly bytes: number
}

/** What happened to a spool. */
export type SpoolEventKind =
  /** Lines of an earlier writer were found. */
  | 'recovered'
  /** Lines of a slot whose owner is gone were taken over. */
  | 'adopted'
  /** Lines are no longer sent from memory, but read back later. */
  | 'behind'
  /** Everything that was only on disk was read back. */
  | 'drained'
  /** No space is left for more lines. */
  | 'full'
  /** The disk fails, for another reason. */
  | 'failing'
  /** Lines can be appended again. */
  | 'writable'
  /** The end of a segment was cut off, because it is incomplete. */
  | 'torn'
  /** Bytes that cannot be read were set aside. */
  | 'damaged'
  /** Refused lines are no longer kept in full, because their file is full. */
  | 'truncated'

/** The members of the event of a spool. */
export interface SpoolNotice {
  readonly kind: SpoolEventKind
  /** What happened, and what to do about it, if something can be done. */
  readonly message: string
  readonly lines?: number | undefined
  readonly bytes?: number | undefined
  /** The file or folder. */
  readonly path?: string | undefined
  readonly error?: unknown
}

/** What a store works for. */
export interface SpoolHost {
  /** URL of the server. */
  readonly server: string | undefined
  /** Announces lines from before; also later, if the store takes over those of others. */
  recovered(lines: RecoveredLines): void
  /** The store dropped lines that had not ended. */
  dropped(frames: readonly SpoolFrame[], reason: Error): void
  /** The store has space again. */
  freed(): void
  notify(notice: SpoolNotice): void
}
