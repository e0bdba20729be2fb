import { addCaller } from '#explain'
import { onAbort } from '@fluxline/internal/signals'
import type { InfluxDBError, TimeoutPhase } from '../errors.ts'
import { abortError, connectionError, timeoutError } from './failure.ts'
import { platformTimers } from './shared-timer.ts'
import type { Timers } from './shared-timer.ts'
import type { TransportRequest, TransportResponse } from './transport.ts'

// If a time-out is due while the main thread is busy, the bytes that arrived meanwhile are read first.
export const GRACE_MS = 20

/** The chunks of a body. `return` leaves the rest unread and closes the socket; it may be called late. */
type ChunkSource = AsyncIterator<Uint8Array, unknown>

/** The time-outs of one request. */
export interface RequestTimer {
  /** Starts the time-out of a phase, and ends that of the phase before. */
  expect(phase?: TimeoutPhase): void
  /** Ends the request, as when the time-out of a phase passes. */
  expire(phase: TimeoutPhase): void
  /** Restarts the time-out of the first byte with each chunk of a stream; returns any other body as it is. */
  sending(body: TransportRequest['body']): TransportRequest['body']
  /**
   * The response's body, within the time-outs. They do not run while the consumer is busy, unless the response is an error:
   * then the time-out `idle` is for all of it.
   */
  body(source: ChunkSource | undefined, status: number): TransportResponse['body']
  /** Ends the time-outs: nothing more will come. */
  stop(): void
  /** Ends the time-outs, and returns what went wrong as one of our errors. */
  failure(error: unknown): InfluxDBError
}

/**
 * Ends a request if the caller aborts it or a phase takes too long, and remembers which.
 *
 * @param abort ends the request; may be called at once, and again
 * @param ended called when nothing more will come
 */
export function startRequestTimer(
  request: TransportRequest,
  abort: () => void,
  ended?: () => void,
  timers: Timers = platformTimers,
): RequestTimer {
  const { signal, timeouts } = request
  let reason: TimeoutPhase | 'signal' | undefined
  const expire = (why: TimeoutPhase | 'signal'): void => {
    reason ??= why
    abort()
  }
  const release = onAbort(signal, () => expire('signal'))
  const total = timeouts.total ? timers.set(() => expire('total'), timeouts.total) : undefined
  let timer: unknown

  function expect(phase?: TimeoutPhase): void {
    timers.clear(timer)
    timer = undefined
    if (!phase || !timeouts[phase]) return
    timer = timers.set(() => {
      timer = timers.set(() => expire(phase), GRACE_MS)
    }, timeouts[phase])
  }

  function stop(): void {
    expect()
    timers.clear(total)
    release()
    ended?.()
  }

  function failure(error: unknown): InfluxDBError {
    stop()
    return addCaller(explained(error), request.caller)
  }

  function explained(error: unknown): InfluxDBError {
    if (!reason) return connectionError(request, error)
    return reason === 'signal' ? abortError(request) : timeoutError(request, reason, error)
  }

  return {
    expect,
    expire,
    stop,
    sending(body) {
      if (typeof body !== 'object' || !('getReader' in body)) return body
      return body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            expect('firstByte')
            controller.enqueue(chunk)
          },
        }),
      )
    },
    body(source, status) {
      const isError = status > 299 || request.successStatus !== undefined
      expect(isError ? 'idle' : undefined)
      const at = (phase?: TimeoutPhase) => (): void => void (isError || expect(phase))
      return observedBody(source, at('idle'), at(), stop, failure)
    },
    failure,
  }
}

/**
 * A body that calls back before and after each chunk, at its end, and if it fails, which maps the error.
 *
 * It is an object rather than a generator: leaving a generator before its first chunk would close nothing.
 */
export function observedBody(
  source: ChunkSource | undefined,
  waiting: () => void,
  received: (chunk: Uint8Array) => void,
  ended: () => void,
  failure: (error: unknown) => unknown,
): TransportResponse['body'] {
  let calls = 0
  let last: Promise<IteratorResult<Uint8Array, unknown>> | undefined
  const read = async (): Promise<IteratorResult<Uint8Array, unknown>> => {
    try {
      waiting()
      const next = await source?.next()
      if (next && !next.done) {
        received(next.value)
        return next
      }
    } catch (error) {
      throw failure(error)
    } finally {
      calls--
    }
    ended()
    return { done: true, value: undefined }
  }
  const iterator: AsyncIterator<Uint8Array, unknown> = {
    next() {
      // Calls that do not wait for each other get their chunks in order, as those of a generator do.
      last = calls++ === 0 ? read() : last!.then(read, read)
      return last
    },
    async return() {
      ended()
      await source?.return?.()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}
