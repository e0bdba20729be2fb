import type { FluxDuration } from './duration.ts'
import type { Timestamp } from './timestamp.ts'

/** The value of a cell. */
export type FluxValue<Time = Timestamp, Integer = number> =
  | string
  | number
  | boolean
  | Integer
  | Time
  | FluxDuration
  | Uint8Array
  | null

/** The value of a cell, with any options. */
export type AnyValue = FluxValue<object, bigint>
