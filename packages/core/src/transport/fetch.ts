import { OptionError } from '../errors.ts'
import type { TimeoutPhase } from '../errors.ts'
import { abortError, connectionError, timeoutError } from './failure.ts'
import type { Transport, TransportRequest, TransportResponse } from './transport.ts'

/** Carries requests over `fetch`, as browsers, Workers, Deno and Bun have it. */
export function fetchTransport(fetcher: typeof fetch = (...args) => fetch(...args)): Transport {
  return {
    send: (request) => send(fetcher, request),
    close: () => Promise.resolve(),
  }
}

async function send(fetcher: typeof fetch, request: TransportRequest): Promise<TransportResponse> {
  const watch = new Watch(request)
  watch.expect('firstByte')
  try {
    const answer = await fetcher(request.url, {
      method: request.method,
      headers: request.headers,
      redirect: 'manual',
      signal: watch.signal,
      ...bodyOf(request.body),
    })
    // A browser hides where a redirect leads.
    if (answer.type === 'opaqueredirect') {
      throw new OptionError(`${request.url} redirects elsewhere; set the client's url to where it leads.`)
    }
    return { status: answer.status, headers: answer.headers, body: read(answer.body, watch) }
  } catch (error) {
    throw watch.failure(error)
  }
}

function bodyOf(body: TransportRequest['body']): RequestInit {
  if (body === undefined) return {}
  if (typeof body === 'string' || body instanceof Uint8Array) return { body: body as BodyInit }
  return { body: streamOf(body), duplex: 'half' } as RequestInit
}

function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

async function* read(body: ReadableStream<Uint8Array> | null, watch: Watch): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  try {
    for (;;) {
      watch.expect('idle')
      const next = await reader?.read()
      if (!next || next.done) return
      // Time that the consumer takes is not silence of the server.
      watch.pause()
      yield next.value
    }
  } catch (error) {
    throw watch.failure(error)
  } finally {
    watch.stop()
    await reader?.cancel().catch(() => {})
  }
}

/** Ends a request by its own abort when a phase lasts too long, and remembers which. */
class Watch {
  readonly #request: TransportRequest
  readonly #controller = new AbortController()
  readonly #total: ReturnType<typeof setTimeout> | undefined
  #phase: ReturnType<typeof setTimeout> | undefined
  #expired: TimeoutPhase | undefined

  constructor(request: TransportRequest) {
    this.#request = request
    this.#total = this.#timer('total')
  }

  get signal(): AbortSignal {
    const { signal } = this.#request
    return signal ? AbortSignal.any([signal, this.#controller.signal]) : this.#controller.signal
  }

  expect(phase: TimeoutPhase): void {
    this.pause()
    this.#phase = this.#timer(phase)
  }

  pause(): void {
    clearTimeout(this.#phase)
  }

  stop(): void {
    this.pause()
    clearTimeout(this.#total)
  }

  failure(error: unknown): unknown {
    this.stop()
    if (this.#expired) return timeoutError(this.#request, this.#expired, error)
    if (this.#request.signal?.aborted) return abortError(this.#request)
    return error instanceof OptionError ? error : connectionError(this.#request, error)
  }

  #timer(phase: TimeoutPhase): ReturnType<typeof setTimeout> | undefined {
    const ms = this.#request.timeouts[phase]
    if (ms === 0) return undefined
    return setTimeout(() => {
      this.#expired = phase
      this.#controller.abort()
    }, ms)
  }
}
