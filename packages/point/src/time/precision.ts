import { nanosecondsPer } from '@fluxline/internal/nanoseconds'
import type { Precision, TimeInUnit } from '@fluxline/internal/nanoseconds'

export type { Precision } from '@fluxline/internal/nanoseconds'

/** How many decimal digits of a second each unit has. */
export const digitsOf: Readonly<Record<Precision, number>> = { s: 0, ms: 3, us: 6, ns: 9 }

/** Whether a precision can express a time exactly. */
export function isExactIn({ value, unit }: TimeInUnit, precision: Precision): boolean {
  const digits = digitsOf[unit] - digitsOf[precision]
  if (digits <= 0) return true
  if (typeof value === 'number') return value % 10 ** digits === 0
  return value % (nanosecondsPer[precision] / nanosecondsPer[unit]) === 0n
}
