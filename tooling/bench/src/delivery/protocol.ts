import type { Delay } from './event-loop.ts'

/** The client and its input. */
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
  /** Lines in a batch, if not the default. */
  readonly batchSize?: number
}

/** What a run took until the server had stored every point. */
export interface Cost {
  /** CPU time of the process, user and system, all threads. */
  readonly cpuSeconds: number
  readonly seconds: number
  readonly delays: readonly Delay[]
}

/** A message of a client: ready for its order, warm-up flushed, work flushed, or the result. */
export type ClientMessage = 'ready' | 'warm' | 'flushed' | Cost

/** A message to a client: its order, or that the server has stored every point that was flushed. */
export type ParentMessage = Order | 'stored'

/** Points that are written before the measurement. */
export const WARM_UP = 100_000
