import { OptionError } from './errors.ts'

/** Time-outs by phase, in milliseconds; 0 turns one off. */
export interface Timeouts {
  /** Until there is a connection. Set on the client, on Node alone: `fetch` cannot see this phase. @defaultValue 10000 */
  connect?: number | undefined
  /** From the request to the first byte of the answer. @defaultValue 10000 */
  firstByte?: number | undefined
  /** Between two pieces of the answer. @defaultValue 10000 */
  idle?: number | undefined
  /** For the whole call. @defaultValue 0, so that long streams live */
  total?: number | undefined
}

/** One number bounds connecting, the first byte and each pause between bytes, but not the whole. */
export type Timeout = number | Timeouts

/** What an omitted time-out means, in milliseconds. */
export const defaultTimeout = 10_000

export interface ResolvedTimeouts {
  readonly connect: number
  readonly firstByte: number
  readonly idle: number
  readonly total: number
}

/**
 * Fills a time-out up from another: the client's from the defaults, a call's from the client's.
 *
 * @throws OptionError where a value is not a number of milliseconds from 0 to 2147483647, the most that a timer takes
 */
export function resolveTimeouts(timeout: Timeout | undefined, fallback: ResolvedTimeouts): ResolvedTimeouts {
  if (timeout === undefined) return fallback
  const given: Timeouts =
    typeof timeout === 'number' ? { connect: timeout, firstByte: timeout, idle: timeout } : timeout
  const resolved = { ...fallback }
  for (const phase of ['connect', 'firstByte', 'idle', 'total'] as const) {
    const ms = given[phase] ?? fallback[phase]
    if (!(ms >= 0 && ms <= 2_147_483_647)) {
      throw new OptionError(`timeout.${phase} is ${ms}; give milliseconds from 0 (none) to 2147483647`)
    }
    resolved[phase] = ms
  }
  return resolved
}
