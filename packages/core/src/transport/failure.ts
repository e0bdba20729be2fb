import { AbortError, ConnectionError, TimeoutError } from '../errors.ts'
import type { TimeoutPhase } from '../errors.ts'
import type { TransportRequest } from './transport.ts'

const waitedFor: Record<TimeoutPhase, string> = {
  connect: 'a connection',
  firstByte: 'the first byte of the answer',
  idle: 'the next byte of the answer',
  total: 'the whole answer',
}

/** `GET http://host/path`, without the query. */
function place(request: TransportRequest): string {
  return `${request.method} ${request.url.replace(/\?.*/, '')}`
}

export function timeoutError(request: TransportRequest, phase: TimeoutPhase, cause?: unknown): TimeoutError {
  const ms = request.timeouts[phase]
  const message = `${place(request)}: no sign of ${waitedFor[phase]} within ${ms} ms. Raise timeout.${phase} if the server needs longer.`
  return new TimeoutError(message, phase, ms, { cause })
}

export function abortError(request: TransportRequest): AbortError {
  return new AbortError(`${place(request)} was aborted by its signal.`, { cause: request.signal?.reason })
}

export function connectionError(request: TransportRequest, cause: unknown): ConnectionError {
  const reason = rootCause(cause)
  const words = reason.message || reason.code || 'no reason given'
  // What certificates fail with starts so on every platform that says anything; trying again cannot help.
  const hopeless = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL/.test(reason.code)
  const remedy = hopeless ? 'Check the certificate.' : 'Check that the server runs and that the address is right.'
  return new ConnectionError(`${place(request)}: ${words}. ${remedy}`, !hopeless, { cause })
}

/** `fetch` says "fetch failed" and an AggregateError nothing at all: what happened is the innermost error. */
function rootCause(error: unknown): { message: string; code: string } {
  let inner = error
  while (inner instanceof Error) {
    const next: unknown = inner instanceof AggregateError ? inner.errors[0] : inner.cause
    if (!(next instanceof Error)) return { message: inner.message, code: (inner as { code?: string }).code ?? '' }
    inner = next
  }
  return { message: String(inner), code: '' }
}
