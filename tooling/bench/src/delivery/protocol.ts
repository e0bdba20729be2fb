import type { Delay } from './event-loop.ts'

/** Who writes, and what. */
export type Who = 'peer' | 'points' | 'records' | 'records, worker'

/** One run of one client. */
export interface Order {
  readonly who: Who
  readonly url: string
  readonly token: string
  readonly org: string
  readonly bucket: string
  readonly gzip: boolean
  readonly points: number
}

/** What a run took until the server had stored every point. */
export interface Cost {
  /** CPU time of the process, user and system, all threads. */
  readonly cpuSeconds: number
  readonly seconds: number
  readonly delays: readonly Delay[]
}

/** What a client tells: it is ready for its order, its warm-up or its work is flushed, or it is done. */
export type ClientMessage = 'ready' | 'warm' | 'flushed' | Cost

/** What a client is told: its order, or that the server has stored all that was flushed. */
export type ParentMessage = Order | 'stored'

/** Points that are written before the measurement. */
export const WARM_UP = 100_000
