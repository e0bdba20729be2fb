import { AbortError, ConnectionError, TimeoutError } from '../errors.ts'
import type { TimeoutPhase } from '../errors.ts'
import type { TransportRequest } from './transport.ts'

/** `GET http://host/path`: a query may hold secrets. */
export function place({ method, url }: Pick<TransportRequest, 'method' | 'url'>): string {
  return `${method} ${url.replace(/\?.*/, '')}`
}

export function timeoutError(request: TransportRequest, phase: TimeoutPhase, cause?: unknown): TimeoutError {
  const ms = request.timeouts[phase]
  const message = `${place(request)}: timeout.${phase} of ${ms} ms has passed. Raise it if the server needs longer.`
  return new TimeoutError(message, phase, ms, { cause })
}

export function abortError(request: Pick<TransportRequest, 'method' | 'url' | 'signal'>): AbortError {
  return new AbortError(`${place(request)} was aborted by its signal.`, { cause: request.signal?.reason })
}

export function connectionError(request: TransportRequest, cause: unknown): ConnectionError {
  const { message = '', code = '' } = rootCause(cause)
  // What certificates fail with looks so on every platform that says anything; trying again cannot help.
  const hopeless = /CERT|UNABLE_TO|_TLS|_O?SSL/.test(code)
  const remedy = hopeless ? 'Check the certificate.' : 'Check the url, and that the server runs.'
  // OpenSSL ends with a line break.
  const reason = message.trim() || code || String(cause)
  return new ConnectionError(`${place(request)}: ${reason}. ${remedy}`, !hopeless, { cause })
}

/** `fetch` says "fetch failed" and an AggregateError nothing at all: what happened is the innermost error. */
export function rootCause(error: unknown): RootCause {
  const { errors, cause } = Object(error) as { errors?: unknown[]; cause?: unknown }
  const inner = errors?.[0] ?? cause
  return inner instanceof Error ? rootCause(inner) : (Object(error) as RootCause)
}

interface RootCause {
  readonly message?: string
  readonly code?: string
  /** What undici tells of the connection. */
  readonly socket?: { readonly bytesRead: number } | null
}
