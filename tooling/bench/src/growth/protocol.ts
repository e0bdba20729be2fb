/** What one process measures. */
export interface Order {
  readonly work: Work
  readonly who: Who
  readonly series: number
  readonly units: number
}

export type Work = 'points' | 'records' | 'columns'

type Who = 'fluxline' | 'influxdb-client-js'

/** What a process measured. */
export interface Cost {
  /** CPU time for a point or a row, in nanoseconds. */
  readonly nanoseconds: number
  /** What the work added to the memory of the process at most, in MiB. */
  readonly addedMiB: number
}

/** A point of a line in the chart. */
export type Growth = Order & Cost
