import { hideSecrets } from '#explain'
import { show } from '@fluxline/internal/show'
import { AbortError, ConnectionError, TimeoutError } from '../errors.ts'
import type { TimeoutPhase } from '../errors.ts'
import type { Sent } from '../http/hide-secrets.ts'
import type { TransportRequest } from './transport.ts'

/** What an error says of a request. */
type FailedRequest = Pick<TransportRequest, 'method' | 'url'> & Sent

/** `GET http://host/path: …`, without the query, which may hold secrets. */
export function describeFailure(request: FailedRequest, problem: string): string {
  return hideSecrets(`${request.method} ${request.url.replace(/\?.*/, '')}: ${problem}`, request)
}

/** The error of a phase that took too long. */
export function timeoutError(request: TransportRequest, phase: TimeoutPhase, cause?: unknown): TimeoutError {
  const ms = request.timeouts[phase]
  const missing = { connect: 'no connection', firstByte: 'no response' }[phase as string] ?? 'incomplete response'
  const remedy = `increase \`timeout.${phase}\` if the server needs longer`
  const message = describeFailure(request, `${missing} after ${ms} ms; ${remedy}`)
  return new TimeoutError(message, phase, ms, { cause })
}

/** The error of a request that the caller's signal ended. */
export function abortError(request: FailedRequest & Pick<TransportRequest, 'signal'>): AbortError {
  return new AbortError(describeFailure(request, "aborted by the caller's signal"), { cause: request.signal?.reason })
}

/** The error of a connection that failed. */
export function connectionError(request: TransportRequest, cause: unknown): ConnectionError {
  const root = rootCause(cause)
  const { message = '', code = '' } = root
  // The beginning of a response that is not HTTP, which may repeat the request.
  delete root.data
  // Errors of certificates look like this on every platform that has codes; a retry cannot help.
  const hopeless = /CERT|UNABLE_TO|_TLS|_O?SSL/.test(code)
  const remedy = hopeless ? 'Check the certificate.' : 'Check `url`, and that the server is running.'
  // OpenSSL's messages end with a line break.
  const reason = message.trim() || code || String(cause)
  return new ConnectionError(describeFailure(request, `${reason}. ${remedy}`), !hopeless, { cause })
}

/** The error of a response in a coding that the request did not ask for. */
export function codingError(request: TransportRequest, coding: string): ConnectionError {
  const problem = `the response has the content coding ${show(hideSecrets(coding, request))}, which the request did not ask for`
  return new ConnectionError(describeFailure(request, `${problem}. Check what is in front of InfluxDB.`), false)
}

/** Returns the innermost error: the message of `fetch` is "fetch failed", and an AggregateError has none. */
export function rootCause(error: unknown): RootCause {
  const { errors, cause } = Object(error) as { errors?: unknown[]; cause?: unknown }
  const inner = errors?.[0] ?? cause
  return inner instanceof Error ? rootCause(inner) : (Object(error) as RootCause)
}

interface RootCause {
  data?: unknown
  readonly message?: string
  readonly code?: string
  /** The connection, as undici describes it. */
  readonly socket?: { readonly bytesRead: number } | null
}
