import { requestIdOf } from '../http/request-id.ts'
import type { CallId, Transport, TransportRequest, TransportResponse } from '../transport/transport.ts'

/** A request on its way: one for each attempt, each redirect, and each sign-in. */
export interface RequestEvent extends CallId {
  readonly method: string
  /** The address without its query; headers and bodies are never told, since they hold secrets. */
  readonly url: string
  /** Bytes of the body as sent; `undefined` where they are not known before they are sent. */
  readonly requestBytes: number | undefined
}

/** The head of an answer, with any status. */
export interface ResponseEvent extends RequestEvent {
  readonly status: number
  /** What InfluxDB's own log calls this request. */
  readonly requestId: string | undefined
  /** From the request to the first byte of the answer, in milliseconds. */
  readonly durationMs: number
}

/** An answer that was read to its end, or left. */
export interface EndEvent extends ResponseEvent {
  /** Bytes of the body, decoded. */
  readonly responseBytes: number
}

/** A request that got no answer, or only a part of one. */
export interface ErrorEvent extends RequestEvent {
  readonly error: unknown
  readonly durationMs: number
}

/** An attempt that failed and is made again. */
export interface RetryEvent extends CallId {
  readonly method: string
  readonly path: string
  readonly error: unknown
  /** Milliseconds until the next attempt. */
  readonly delayMs: number
}

/** What to call when; none is waited for, and what one throws is dropped. */
export interface Hooks {
  onRequest?(event: RequestEvent): void
  onResponse?(event: ResponseEvent): void
  onEnd?(event: EndEvent): void
  onRetry?(event: RetryEvent): void
  onError?(event: ErrorEvent): void
}

/** Sees what a client does; made by {@link observe} and {@link logTo}. */
export interface Observer {
  /** Stands between the client and its transport. */
  wrap(transport: Transport): Transport
  onRetry(event: RetryEvent): void
}

/** Calls hooks for every request, answer, retry and error. */
export function observe(hooks: Hooks | (() => Hooks | undefined)): Observer {
  const current = typeof hooks === 'function' ? hooks : () => hooks
  return {
    wrap: (transport) => ({
      ...transport,
      send(request) {
        const listeners = current()
        return listeners ? observed(transport, request, listeners) : transport.send(request)
      },
    }),
    onRetry: (event) => tell(current(), 'onRetry', event),
  }
}

async function observed(transport: Transport, request: TransportRequest, hooks: Hooks): Promise<TransportResponse> {
  const start = performance.now()
  const elapsed = (): number => performance.now() - start
  const event: RequestEvent = {
    ...request.call,
    method: request.method,
    url: request.url.replace(/\?.*/, ''),
    requestBytes: sizeOf(request.body),
  }
  const failed = (error: unknown): unknown => {
    tell(hooks, 'onError', { ...event, error, durationMs: elapsed() })
    return error
  }
  tell(hooks, 'onRequest', event)
  const answer = await transport.send(request).catch((error: unknown) => {
    throw failed(error)
  })
  const { status, headers } = answer
  const response = { ...event, status, requestId: requestIdOf(headers), durationMs: elapsed() }
  tell(hooks, 'onResponse', response)
  return { ...answer, body: counted(answer.body, failed, ended) }

  function ended(responseBytes: number): void {
    tell(hooks, 'onEnd', { ...response, responseBytes, durationMs: elapsed() })
  }
}

function counted(
  body: TransportResponse['body'],
  failed: (error: unknown) => unknown,
  ended: (bytes: number) => void,
): TransportResponse['body'] {
  const source = body[Symbol.asyncIterator]()
  let bytes = 0
  let over = false
  const end = (report: () => void): void => {
    if (!over) report()
    over = true
  }
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    async next() {
      try {
        const next = await source.next()
        if (next.done) end(() => ended(bytes))
        else bytes += next.value.length
        return next as IteratorResult<Uint8Array, undefined>
      } catch (error) {
        end(() => failed(error))
        throw error
      }
    },
    async return() {
      end(() => ended(bytes))
      await source.return?.()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}

function sizeOf(body: TransportRequest['body']): number | undefined {
  if (body === undefined) return 0
  if (typeof body === 'string') return new TextEncoder().encode(body).length
  return body instanceof Uint8Array ? body.length : undefined
}

function tell<Name extends keyof Hooks>(
  hooks: Hooks | undefined,
  name: Name,
  event: Parameters<Required<Hooks>[Name]>[0],
): void {
  try {
    ;(hooks?.[name] as ((told: typeof event) => void) | undefined)?.(event)
  } catch {
    // A listener's fault is not the request's.
  }
}
