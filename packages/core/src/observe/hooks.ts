import { requestIdOf } from '../http/request-id.ts'
import { shownHeaders } from '../http/shown-headers.ts'
import type { ShownHeaders } from '../errors.ts'
import { targetOf } from '../transport/call-target.ts'
import type { CallTarget } from '../transport/call-target.ts'
import { observedBody } from '../transport/request-timer.ts'
import type { CallId, Transport, TransportRequest, TransportResponse } from '../transport/transport.ts'

/**
 * A request: one for each attempt, each redirect, and each sign-in. Its headers and its body are left out because they hold
 * secrets.
 */
export interface RequestEvent extends CallId, CallTarget {
  /** Bytes of the body as sent; `undefined` if it is a stream. */
  readonly requestBytes: number | undefined
}

/** The head of a response, with any status. */
export interface ResponseEvent extends RequestEvent {
  readonly status: number
  /** The ID of this request in InfluxDB's log. */
  readonly requestId: string | undefined
  /** From the request to the first byte of the response, in milliseconds. */
  readonly durationMs: number
  /** The headers of the response, without cookies and secrets. Not enumerable, so that logs do not show them. */
  readonly headers: ShownHeaders
}

/** A response that was read to its end, or left early. */
export interface EndEvent extends ResponseEvent {
  /** Bytes of the body, decoded. */
  readonly responseBytes: number
}

/** A request without a response, or with a part of one. */
export interface ErrorEvent extends RequestEvent {
  readonly error: unknown
  readonly durationMs: number
}

/** An attempt that failed and is retried. */
export interface RetryEvent extends CallId, CallTarget {
  readonly error: unknown
  /** Milliseconds until the next attempt. */
  readonly delayMs: number
}

/** Callbacks. They are not awaited, and what they throw is ignored. */
export interface Hooks {
  onRequest?(event: RequestEvent): void
  onResponse?(event: ResponseEvent): void
  onEnd?(event: EndEvent): void
  onRetry?(event: RetryEvent): void
  onError?(event: ErrorEvent): void
}

/** What events leave out because it holds secrets. `logTo` shows what does not. */
export interface Head {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

const heads = /* @__PURE__ */ new WeakMap<object, Head>()

/** Returns the head of the request that an event of this copy of the package is about. */
export function headOf(event: object): Head | undefined {
  return heads.get(event)
}

/** Sends a request and calls the hooks: for the request, the head of its response, and its end. */
export async function sendObserved(
  transport: Transport,
  request: TransportRequest,
  hooks: readonly Hooks[],
): Promise<TransportResponse> {
  const startMs = performance.now()
  const { url, body: sent, call } = request
  let shown: ShownHeaders | undefined
  let event: RequestEvent = { ...call, ...targetOf(request), requestBytes: sizeOf(sent) }
  const head: Head = { url, headers: request.headers }
  heads.set(event, head)
  let responseBytes = 0
  let isOver = false
  /** Adds what is new to the event, and calls the hooks unless the request has ended. */
  const report = (name: 'onResponse' | 'onEnd' | 'onError', news: Partial<EndEvent & ErrorEvent>): void => {
    event = { ...event, ...news, durationMs: performance.now() - startMs } as RequestEvent
    heads.set(event, head)
    if (shown) Object.defineProperty(event, 'headers', { value: shown })
    if (!isOver) emit(hooks, name, event as EndEvent & ErrorEvent)
    isOver = name !== 'onResponse'
  }
  const failure = (error: unknown): unknown => {
    report('onError', { error })
    return error
  }
  emit(hooks, 'onRequest', event)
  try {
    const { status, headers, body } = await transport.send(request)
    shown = shownHeaders(headers, request)
    report('onResponse', { status, requestId: requestIdOf(shown) })
    const received = ({ length }: Uint8Array): void => void (responseBytes += length)
    const ended = (): void => report('onEnd', { responseBytes })
    return { status, headers, body: observedBody(body[Symbol.asyncIterator](), () => {}, received, ended, failure) }
  } catch (error) {
    throw failure(error)
  }
}

/** Calls one of the hooks, without waiting for it. */
export function emit<Name extends keyof Hooks>(
  hooks: readonly Hooks[],
  name: Name,
  event: Parameters<Required<Hooks>[Name]>[0],
): void {
  for (const each of hooks) {
    // An async function, so that neither what a hook throws nor what it rejects with ends the request or the process.
    const call = async (): Promise<void> => (each as Record<Name, (event: object) => void>)[name]?.(event)
    call().catch(() => {})
  }
}

/** A stream has no length. */
function sizeOf(body: TransportRequest['body'] = ''): number | undefined {
  return typeof body === 'string' ? new TextEncoder().encode(body).length : (body as Partial<Uint8Array>).length
}
