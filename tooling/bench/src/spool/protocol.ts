import type { Durability } from '@fluxline/spool'

/** What a process does: it accepts lines, leaves lines in a spool, or sends what a spool holds. */
export type Task = 'accept' | 'leave' | 'drain'

/** What a process gets. */
export interface SpoolOrder {
  readonly task: Task
  /** Absent without a spool. */
  readonly durability?: Durability | undefined
  readonly directory: string
  /** The server that lines are sent to; absent if they are discarded in the process. */
  readonly url?: string | undefined
  readonly lines: number
}

/** What it took. */
export interface SpoolCost {
  /** Until the last line was accepted, or sent. */
  readonly seconds: number
  /** Until everything was sent. */
  readonly cpuSeconds: number
}
