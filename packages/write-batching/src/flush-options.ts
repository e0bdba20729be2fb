import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { showOption } from '@fluxline/internal/show'

/** How long to wait, and for what. */
export interface FlushOptions {
  /** Milliseconds for the whole call; 0 means no limit. @defaultValue the writer's `maxCloseWait` */
  readonly timeout?: number | undefined
  /** Ends the wait; the report then counts as unsent what is not known yet. */
  readonly signal?: AbortSignal | undefined
  /** Sends what waits for a retry at once, instead of after its delay. A `Retry-After` of the server still holds. */
  readonly retry?: 'now' | undefined
  /**
   * With a spool: until the lines are on disk, or stored in InfluxDB. `close` leaves lines that are not stored in the spool.
   * @defaultValue `'stored'` for `flush`, `'spooled'` for `close`
   */
  readonly until?: 'spooled' | 'stored' | undefined
}

const knownFlushOptions = {
  timeout: true,
  signal: 'an AbortSignal object',
  retry: true,
  until: true,
} satisfies OptionNames<FlushOptions>

/** Flush options with their defaults. */
export interface ResolvedFlushOptions {
  readonly limitMs: number
  readonly signal: AbortSignal | undefined
  readonly retry: 'now' | undefined
  readonly until: 'spooled' | 'stored'
}

/** Fills in the defaults. @throws OptionError if an option is unknown or has a wrong value */
export function resolveFlushOptions(
  what: 'flush' | 'close',
  options: FlushOptions,
  maxCloseWait: number,
  hasSpool: boolean,
): ResolvedFlushOptions {
  checkOptions(what, options, knownFlushOptions, {}, '{ timeout: 5000 }')
  const { timeout, signal, retry, until = hasSpool && what === 'close' ? 'spooled' : 'stored' } = options
  oneOf(what, 'until', until, ['spooled', 'stored'])
  if (retry !== undefined) oneOf(what, 'retry', retry, ['now'])
  if (until === 'spooled' && !hasSpool) {
    const message = `${what}: \`until: 'spooled'\` needs a spool; create the writer with \`spool: fileSpool({ directory })\`.`
    throw new OptionError(message, { option: 'until', value: until })
  }
  if (timeout === undefined) return { limitMs: maxCloseWait, signal, retry, until }
  if (typeof timeout === 'number' && timeout >= 0) {
    return { limitMs: timeout === 0 ? Infinity : timeout, signal, retry, until }
  }
  const message = `${what}: \`timeout\` must be a number of milliseconds of at least 0 (no limit), not ${showOption(timeout)}.`
  throw new OptionError(message, { option: 'timeout', value: timeout })
}
