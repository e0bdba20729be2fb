/** Snapshot of a writer's spool. */
export interface SpoolStats {
  /** Lines in the spool whose outcome is not known, in memory too or not. */
  readonly lines: number
  /** Those of them that are not in memory: they wait to be read back. */
  readonly backlog: number
  /** Bytes on disk, of all files of the spool. */
  readonly bytes: number
  readonly segments: number
  /** When the oldest of the lines were accepted, by the clock of then. */
  readonly oldest: Date | undefined
  /** Milliseconds since then; 0 if there are none. */
  readonly age: number
  /** Lines that earlier writers left. */
  readonly recovered: number
  /** Lines that were read back, and whose outcome is known. */
  readonly drained: number
  /** Lines that could not be read back. They count as failed. */
  readonly lost: number
  /** Why the spool takes no lines now; absent while it does. */
  readonly error?: unknown
}
