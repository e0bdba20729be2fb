import { OptionError } from '../errors.ts'
import type { TimeoutPhase } from '../errors.ts'
import { abortError, connectionError, timeoutError } from './failure.ts'
import type { TransportRequest, TransportResponse } from './transport.ts'

// Bytes that came while the main thread was busy are read before a time-out that is due at the same moment counts.
const GRACE_MS = 20

/** One chunk of a body after another, `undefined` at its end. */
export interface ChunkSource {
  next(): Promise<Uint8Array | undefined>
  /** Leaves the rest on the wire and closes the socket; safe to call at the end. */
  cancel(): unknown
}

/** Watches over one request: ends it at the caller's abort or when a phase lasts too long, and remembers which. */
export class Watch {
  /** Ends the request, whoever wants it to end. */
  readonly signal: AbortSignal
  readonly #request: TransportRequest
  readonly #abort: () => void
  readonly #ended: (() => void) | undefined
  readonly #total: Timer | undefined
  #phase: Timer | undefined
  #expired: TimeoutPhase | undefined

  /** `ended` is called once, when nothing more will come. */
  constructor(request: TransportRequest, ended?: () => void) {
    const controller = new AbortController()
    const { signal, timeouts } = request
    this.#request = request
    this.#ended = ended
    this.signal = controller.signal
    this.#abort = () => controller.abort()
    if (signal?.aborted) this.#abort()
    signal?.addEventListener('abort', this.#abort)
    if (timeouts.total > 0) this.#total = setTimeout(() => this.#expire('total'), timeouts.total)
  }

  /** The phase that begins now ends the one before. */
  expect(phase: TimeoutPhase): void {
    clearTimeout(this.#phase)
    const ms = this.#request.timeouts[phase]
    if (ms === 0) return
    this.#phase = setTimeout(
      () => {
        this.#phase = setTimeout(() => this.#expire(phase), GRACE_MS)
      },
      Math.max(0, ms - GRACE_MS),
    )
  }

  /** Each chunk that is taken is a sign that the request is on its way. */
  async *sending(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      this.expect('firstByte')
      yield chunk
    }
  }

  /** The answer's body, within the time-outs. Time that the consumer takes is not silence of the server. */
  body(source: ChunkSource): TransportResponse['body'] {
    clearTimeout(this.#phase)
    const end = async (): Promise<IteratorReturnResult<undefined>> => {
      this.stop()
      await source.cancel()
      return { done: true, value: undefined }
    }
    const iterator = {
      next: async (): Promise<IteratorResult<Uint8Array, undefined>> => {
        this.expect('idle')
        try {
          const value = await source.next()
          clearTimeout(this.#phase)
          return value ? { value } : await end()
        } catch (error) {
          throw this.failure(error)
        }
      },
      // An object rather than a generator: one that is left before its first chunk would close nothing.
      return: end,
    }
    return { [Symbol.asyncIterator]: () => iterator }
  }

  stop(): void {
    clearTimeout(this.#phase)
    clearTimeout(this.#total)
    this.#request.signal?.removeEventListener('abort', this.#abort)
    this.#ended?.()
  }

  /** What went wrong, as one of our errors. */
  failure(error: unknown): unknown {
    this.stop()
    if (this.#expired) return timeoutError(this.#request, this.#expired, error)
    if (this.#request.signal?.aborted) return abortError(this.#request)
    return error instanceof OptionError ? error : connectionError(this.#request, error)
  }

  #expire(phase: TimeoutPhase): void {
    this.#expired = phase
    this.#abort()
  }
}

type Timer = ReturnType<typeof setTimeout>
