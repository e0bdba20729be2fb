import { OptionError } from '../errors.ts'
import type { TimeoutPhase } from '../errors.ts'
import type { Transport } from './transport.ts'

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

/** A time-out for each phase, in milliseconds; 0 is none. */
export type ResolvedTimeouts = Readonly<Record<TimeoutPhase, number>>

/** What a client has that says nothing of time-outs. */
export const defaultTimeouts: ResolvedTimeouts = {
  connect: defaultTimeout,
  firstByte: defaultTimeout,
  idle: defaultTimeout,
  total: 0,
}

/**
 * Fills a time-out up from another: the client's from the defaults, a call's from the client's.
 *
 * @throws OptionError where a value is not a number of milliseconds from 0 to 2147483647, the most that a timer takes,
 * and where the transport cannot see what is asked for
 */
export function resolveTimeouts(
  timeout: Timeout | undefined,
  fallback: ResolvedTimeouts,
  { seesConnect = true }: Pick<Transport, 'seesConnect'> = {},
): ResolvedTimeouts {
  const given: Timeouts =
    typeof timeout === 'object' ? timeout : { connect: timeout, firstByte: timeout, idle: timeout }
  if (given === timeout && given.connect !== undefined && !seesConnect) {
    throw new OptionError('timeout.connect is for Node; omit it here')
  }
  const resolved = { ...fallback }
  for (const phase of Object.keys(fallback) as TimeoutPhase[]) {
    const ms = (resolved[phase] = given[phase] ?? fallback[phase])
    if (!(ms >= 0 && ms < 2 ** 31)) {
      throw new OptionError(`timeout.${phase} is ${ms}; give milliseconds from 0 (none) to 2147483647`)
    }
  }
  return resolved
}
