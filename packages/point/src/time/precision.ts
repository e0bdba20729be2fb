import { floorDiv, nanosecondsPer } from '@fluxline/internal/nanoseconds'
import type { Precision } from '@fluxline/internal/nanoseconds'

export type { Precision } from '@fluxline/internal/nanoseconds'

/** How many decimal digits of a second each unit has. */
export const digitsOf: Readonly<Record<Precision, number>> = { s: 0, ms: 3, us: 6, ns: 9 }

/** Converts a time between units in integers: exact to a finer unit, the floor to a coarser one, also before 1970. */
export function scaleTime(time: bigint, from: Precision, to: Precision): bigint {
  return floorDiv(time * nanosecondsPer[from], nanosecondsPer[to])
}
