import type { InfluxDBError, TimeoutPhase } from '../errors.ts'
import { abortError, connectionError, timeoutError } from './failure.ts'
import { onAbort } from '@fluxline/internal/signals'
import type { TransportRequest, TransportResponse } from './transport.ts'

// Bytes that came while the main thread was busy are read before a time-out that is due at the same moment counts.
const GRACE_MS = 20

/** One chunk of a body after another; `return` leaves the rest on the wire and closes the socket, and may come late. */
type ChunkSource = AsyncIterator<Uint8Array, unknown>

/** Watches over one request. */
export interface Watch {
  /** Ends the request, whoever wants it to end. */
  readonly signal: AbortSignal
  /** The phase that begins now ends the one before. */
  expect(phase?: TimeoutPhase): void
  /** Each chunk that is taken is a sign that the request is on its way. */
  sending(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array>
  /** The answer's body, within the time-outs. Time that the consumer takes is not silence of the server. */
  body(source: ChunkSource | undefined): TransportResponse['body']
  /** Ends the watch, and says what went wrong as one of our errors. */
  failure(error: unknown): InfluxDBError
}

/**
 * Ends a request at the caller's abort or when a phase lasts too long, and remembers which. `ended` is called when
 * nothing more will come.
 */
export function watchOver(request: TransportRequest, ended?: () => void): Watch {
  const { signal, timeouts } = request
  // The phase that expired is the reason to abort.
  const controller = new AbortController()
  const expire = (phase: TimeoutPhase): void => controller.abort(phase)
  const forget = onAbort(signal, () => controller.abort())
  const total = timeouts.total > 0 ? setTimeout(expire, timeouts.total, 'total') : undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function expect(phase?: TimeoutPhase): void {
    clearTimeout(timer)
    if (!phase || timeouts[phase] === 0) return
    timer = setTimeout(() => {
      timer = setTimeout(expire, GRACE_MS, phase)
    }, timeouts[phase])
  }

  function stop(): void {
    expect()
    clearTimeout(total)
    forget()
    ended?.()
  }

  function failure(error: unknown): InfluxDBError {
    stop()
    const { aborted, reason } = controller.signal
    if (!aborted) return connectionError(request, error)
    return typeof reason === 'string' ? timeoutError(request, reason as TimeoutPhase, error) : abortError(request)
  }

  return {
    signal: controller.signal,
    expect,
    sending(body) {
      return body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            expect('firstByte')
            controller.enqueue(chunk)
          },
        }),
      )
    },
    body(source) {
      expect()
      const end = async (): Promise<IteratorReturnResult<undefined>> => {
        stop()
        await source?.return?.()
        return { done: true, value: undefined }
      }
      // An object rather than a generator: one that is left before its first chunk would close nothing.
      const iterator: AsyncIterator<Uint8Array, undefined> = {
        async next() {
          expect('idle')
          try {
            const next = await source?.next()
            expect()
            return next && !next.done ? next : await end()
          } catch (error) {
            throw failure(error)
          }
        },
        return: end,
      }
      return { [Symbol.asyncIterator]: () => iterator }
    },
    failure,
  }
}
