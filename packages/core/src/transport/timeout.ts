import { describeUnknown } from '#explain'
import { checkNames } from '@fluxline/internal/option-names'
import { longestTimerMs } from '@fluxline/internal/timers'
import { OptionError } from '../errors.ts'
import type { TimeoutPhase } from '../errors.ts'
import type { ResolvedTimeouts, Transport } from './transport.ts'

/** Time-outs by phase, in milliseconds; 0 means no limit. */
export interface Timeouts {
  /** Until the connection is open. Only on the client, and only on Node: `fetch` cannot see this phase. @defaultValue 10000 */
  connect?: number | undefined
  /** From the request to the first byte of the response. @defaultValue 10000 */
  firstByte?: number | undefined
  /** Between two chunks of the response. @defaultValue 10000 */
  idle?: number | undefined
  /**
   * For a request and all of its response. With `retry`, each attempt has as long; `signal: AbortSignal.timeout(ms)` limits
   * them together. @defaultValue 0, so that long streams do not end
   */
  total?: number | undefined
}

/** A number limits connecting, the first byte and each pause between bytes, but not all of them together. */
export type Timeout = number | Timeouts

/** The default of each phase except `total`, in milliseconds. */
export const defaultTimeout = 10_000

/** Default time-outs. */
export const defaultTimeouts: ResolvedTimeouts = {
  connect: defaultTimeout,
  firstByte: defaultTimeout,
  idle: defaultTimeout,
  total: 0,
}

/**
 * Merges a time-out with its fallback: the client's with the defaults, a call's with the client's.
 *
 * @throws OptionError if a value is not a number of milliseconds from 0 to 2147483647, the longest delay of a timer, or if
 * the transport cannot see the phase
 */
export function resolveTimeouts(
  timeout: Timeout | undefined,
  fallback: ResolvedTimeouts,
  { seesConnect = true }: Pick<Transport, 'seesConnect'> = {},
): ResolvedTimeouts {
  const given: Timeouts =
    typeof timeout === 'object' ? timeout : { connect: timeout, firstByte: timeout, idle: timeout }
  checkNames('timeout', given, fallback, describeUnknown)
  if (given === timeout && given.connect !== undefined && !seesConnect) {
    throw new OptionError('`timeout.connect` is only supported on Node.js', { option: 'timeout.connect' })
  }
  const resolved = { ...fallback }
  for (const phase of Object.keys(fallback) as TimeoutPhase[]) {
    const ms = (resolved[phase] = given[phase] ?? fallback[phase])
    if (!(typeof ms === 'number' && ms >= 0 && ms <= longestTimerMs)) {
      const option = `timeout.${phase}`
      throw new OptionError(
        `\`${option}\` must be 0 (no limit) to 2147483647 milliseconds, not ${typeof ms === 'number' ? ms : typeof ms}`,
        {
          option,
          value: ms,
        },
      )
    }
  }
  return resolved
}
