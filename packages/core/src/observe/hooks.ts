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

/** Callbacks. They are not awaited, and what they throw is ignored. */
export interface Hooks {
  onRequest?(event: RequestEvent): void
  onResponse?(event: ResponseEvent): void
  onEnd?(event: EndEvent): void
  onRetry?(event: RetryEvent): void
  onError?(event: ErrorEvent): void
}

/** Sends a request and calls the hooks: for the request, the head of its response, and its end. */
export async function sendObserved(
  transport: Transport,
  request: TransportRequest,
  hooks: readonly Hooks[],
): Promise<TransportResponse> {
  const startMs = performance.now()
  const { method, url, body, call } = request
  const event: RequestEvent = { ...call, method, url: url.replace(/\?.*/, ''), requestBytes: sizeOf(body) }
  let isOver = false
  const end = (name: 'onEnd' | 'onError', outcome: Partial<EndEvent & ErrorEvent>): void => {
    if (!isOver) emit(hooks, name, { ...outcome, durationMs: performance.now() - startMs } as EndEvent & ErrorEvent)
    isOver = true
  }
  const failed = (error: unknown): never => {
    end('onError', { ...event, error })
    throw error
  }
  emit(hooks, 'onRequest', event)
  const response = await transport.send(request).catch(failed)
  const { status, headers } = response
  const head = { ...event, status, requestId: requestIdOf(headers), durationMs: performance.now() - startMs }
  emit(hooks, 'onResponse', head)
  const source = response.body[Symbol.asyncIterator]()
  let responseBytes = 0
  const ended = (): void => end('onEnd', { ...head, responseBytes })
  const iterator: AsyncIterator<Uint8Array, unknown> = {
    async next() {
      const next = await source.next().catch(failed)
      if (next.done) ended()
      else responseBytes += next.value.length
      return next
    },
    async return() {
      ended()
      await source.return?.()
      return { done: true, value: undefined }
    },
  }
  return { status, headers, body: { [Symbol.asyncIterator]: () => iterator } }
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

function sizeOf(body: TransportRequest['body']): number | undefined {
  if (body === undefined) return 0
  // A stream has no length.
  return typeof body === 'string' ? new TextEncoder().encode(body).length : (body as Partial<Uint8Array>).length
}
