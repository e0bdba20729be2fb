import { AbortError, ConnectionError, TimeoutError } from '../errors.ts'
import type { TimeoutPhase } from '../errors.ts'
import type { TransportRequest } from './transport.ts'

/** `GET http://host/path`, without the query. */
function place({ method, url }: Pick<TransportRequest, 'method' | 'url'>): string {
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
