import { describeUnknown } from '#explain'
import { checkNames } from '@fluxline/internal/option-names'
import { showOption } from '@fluxline/internal/show'
import { anySignal } from '@fluxline/internal/signals'
import { longestTimerMs, sleep, startTimer } from '@fluxline/internal/timers'
import type { OptionNames } from '@fluxline/internal/options'
import type { Client } from '../client/client.ts'
import { isInfluxDBError, OptionError, TimeoutError } from '../errors.ts'
import { GRACE_MS } from '../transport/request-timer.ts'
import { pingServer } from './ping-server.ts'

/** Options of {@link waitUntilReady}. */
export interface WaitUntilReadyOptions {
  /** Ends the wait. */
  signal?: AbortSignal | undefined
  /** Milliseconds for the whole wait, 0 for no limit. @defaultValue 60000 */
  timeout?: number | undefined
}

const knownOptions: OptionNames<WaitUntilReadyOptions> = { signal: 'an AbortSignal object', timeout: true }

const DEFAULT_TIMEOUT_MS = 60_000
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000

/**
 * Waits until InfluxDB accepts requests: until it responds to a ping. For programs that start together with their server.
 *
 * A server that starts refuses connections, or responds with 503; both are tried again. `health` passes before InfluxDB
 * 2.10 accepts requests, and so may `ready`.
 * @throws TimeoutError after `timeout`, with the last error as its cause; AbortError; at once whatever waiting does not
 * change: HttpError if the server refuses the token or is not InfluxDB, ConnectionError if its certificate is not trusted
 * @see InfluxDB v2 API, "Ping"
 */
export async function waitUntilReady(client: Client, options: WaitUntilReadyOptions = {}): Promise<void> {
  checkNames('waitUntilReady', options, knownOptions, describeUnknown)
  const { signal, timeout = DEFAULT_TIMEOUT_MS } = options
  if (!(typeof timeout === 'number' && timeout >= 0 && timeout <= longestTimerMs)) {
    throw new OptionError(
      `waitUntilReady: \`timeout\` must be 0 (no limit) to ${longestTimerMs} milliseconds, not ${showOption(timeout)}`,
      { option: 'timeout', value: timeout },
    )
  }
  const late = new AbortController()
  // The time-out of the request comes before it, and says more.
  const cancel = startTimer(timeout > 0 ? timeout + GRACE_MS : Infinity, () => late.abort())
  const either = anySignal([signal, late.signal])
  try {
    await wait(client, timeout, either.signal, late.signal)
  } finally {
    cancel()
    either.release()
  }
}

/** @param late aborted, and with it the other signal, when the time is over */
async function wait(client: Client, timeout: number, signal: AbortSignal, late: AbortSignal): Promise<void> {
  const endsAt = timeout > 0 ? performance.now() + timeout : Infinity
  let last: Error | undefined
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const leftMs = endsAt - performance.now()
    const failure = await attempt(client, signal, leftMs, late)
    if (failure === undefined) return
    if (!late.aborted) last = failure
    if (late.aborted || endsAt - performance.now() <= pauseMs) {
      const message = `InfluxDB at ${client.url} was not ready within ${timeout} ms. ${last?.message ?? ''}`.trim()
      throw new TimeoutError(message, 'total', timeout, { cause: last })
    }
    // After an abort, or if the client is closed, the next attempt throws the error of it.
    await sleep(pauseMs, signal, client.closing)
  }
}

/** Pings once, and returns the error if another attempt may succeed, or if it is too late. */
async function attempt(
  client: Client,
  signal: AbortSignal,
  leftMs: number,
  late: AbortSignal,
): Promise<Error | undefined> {
  try {
    const limit = leftMs < longestTimerMs ? { timeout: { total: Math.max(1, Math.ceil(leftMs)) } } : {}
    // The client's `retry` would wait for longer.
    await pingServer(client, { signal, idempotent: false, ...limit })
    return undefined
  } catch (error) {
    if (isInfluxDBError(error) && (late.aborted || ('retryable' in error && error.retryable === true))) return error
    throw error
  }
}
