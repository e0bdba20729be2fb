import type { Destination } from '@fluxline/write-batching/spool'

/** Some lines of a slot. */
export interface ExportedLines {
  readonly destination: Destination
  readonly lines: number
  /** Whole lines, each with its newline and its time. */
  readonly text: string
}

/** The writer that has a slot. */
export interface SlotHolder {
  readonly pid: number
  readonly host: string
  /** When it took the slot. */
  readonly since: Date
  /** Whether it runs; `unknown` if it is on another host. */
  readonly state: 'alive' | 'dead' | 'unknown'
}

/** The lines of a slot for one destination. */
export interface DestinationInspection {
  readonly destination: Destination
  readonly lines: number
}

/** What is in a slot. */
export interface SlotInspection {
  readonly slot: string
  readonly path: string
  /** Absent if the slot is not locked. */
  readonly holder: SlotHolder | undefined
  /** Lines that are not known to be stored. */
  readonly lines: number
  /** Bytes of the segments. */
  readonly bytes: number
  readonly segments: number
  /** When the oldest segment with such lines was created. */
  readonly oldest: Date | undefined
  readonly destinations: readonly DestinationInspection[]
  /** Segments that cannot be read, and files that a writer set aside. */
  readonly damaged: readonly string[]
  /** Files of lines that InfluxDB refused. */
  readonly rejected: readonly string[]
  /** Reads the lines that are not known to be stored, a few at a time. */
  exportLines(): AsyncGenerator<ExportedLines>
}

/** What is in the folder of a spool. */
export interface SpoolInspection {
  readonly directory: string
  readonly slots: readonly SlotInspection[]
}
