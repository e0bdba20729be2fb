import { explainFailure, explainTimeout, hideSecrets } from '#explain'
import { assignDefined } from '@fluxline/internal/errors'
import { show } from '@fluxline/internal/show'
import { AbortError, ConnectionError, TimeoutError } from '../errors.ts'
import type { TimeoutPhase } from '../errors.ts'
import { describeTarget, targetOf } from './call-target.ts'
import type { TargetedRequest } from './call-target.ts'
import type { TransportRequest } from './transport.ts'

/** How deep causes of causes are looked at. */
const MAX_DEPTH = 10

/**
 * Creates the error of a request that failed: it names the target, in its message (`GET http://host/path: …`) and as members,
 * and shows no secret.
 */
export function failed<Failure extends Error>(
  request: TargetedRequest,
  problem: string,
  create: (message: string) => Failure,
): Failure {
  const target = targetOf(request)
  return assignDefined(create(`${describeTarget(target)}: ${hideSecrets(problem, request)}`), target)
}

/** The error of a phase that took too long. */
export function timeoutError(request: TransportRequest, phase: TimeoutPhase, cause?: unknown): TimeoutError {
  const ms = request.timeouts[phase]
  const problem = explainTimeout(phase, ms, request)
  return failed(request, problem, (message) => new TimeoutError(message, phase, ms, { cause }))
}

/** The error of a request that the caller's signal ended. */
export function abortError(request: TargetedRequest & Pick<TransportRequest, 'signal'>): AbortError {
  const cause = request.signal?.reason as unknown
  return failed(request, "aborted by the caller's signal", (message) => new AbortError(message, { cause }))
}

/** The error of a connection that failed. */
export function connectionError(request: TransportRequest, cause: unknown): ConnectionError {
  const root = rootCause(cause)
  const { message = '', code } = root
  // The beginning of a response that is not HTTP, which may repeat the request.
  delete root.data
  // OpenSSL's messages end with a line break.
  const { problem, retryable } = explainFailure(request, root, message.trim() || code || String(cause))
  return failed(request, problem, (message) => new ConnectionError(message, retryable, { cause }))
}

/** The error of a response in a coding that the request did not ask for. */
export function codingError(request: TransportRequest, coding: string): ConnectionError {
  const problem = `the response has the content coding ${show(hideSecrets(coding, request))}, which the request did not ask for`
  const remedy = 'Check what is in front of InfluxDB'
  return failed(request, `${problem}. ${remedy}`, (message) => new ConnectionError(message, false))
}

/** Returns the innermost error: the message of `fetch` is "fetch failed", and an AggregateError has none. */
function rootCause(error: unknown, depth = 0): RootCause {
  const { errors, cause } = Object(error) as { errors?: unknown[]; cause?: unknown }
  const inner = errors?.[0] ?? cause
  // An error may be its own cause.
  return inner instanceof Error && depth < MAX_DEPTH ? rootCause(inner, depth + 1) : (Object(error) as RootCause)
}

/** The innermost cause of a failure, as far as it is known. */
export interface RootCause {
  data?: unknown
  readonly message?: string
  readonly code?: string
  /** The connection, as undici describes it. */
  readonly socket?: { readonly bytesRead: number } | null
}
