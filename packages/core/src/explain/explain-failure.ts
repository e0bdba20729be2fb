import type { RootCause } from '../transport/failure.ts'
import type { TransportRequest } from '../transport/transport.ts'
import { findRemedy } from './find-remedy.ts'

/** What an error says of a failed connection. */
export interface FailureExplanation {
  /** What happened, and what to do, without a full stop at the end: loggers append the message of the cause. */
  readonly problem: string
  /** Whether another attempt can succeed. */
  readonly retryable: boolean
}

/**
 * Explains a failed connection by its cause.
 *
 * @param system what the system says of it
 */
export function explainFailure(
  { url }: Pick<TransportRequest, 'url'>,
  { code = '', message = '', socket }: RootCause,
  system: string,
): FailureExplanation {
  // Some servers close the connection of a client that they refuse, without a message.
  const isClosed = /before secure TLS/.test(message) || (code === 'UND_ERR_SOCKET' && socket?.bytesRead === 0)
  // Errors of certificates look like this on every platform that has codes; a retry cannot help.
  const hopeless = /CERT|UNABLE_TO|_TLS|_O?SSL/.test(code)
  const {
    reason = system,
    remedy = hopeless ? 'Check the certificate' : 'Check `url`, and that the server is running',
    retryable = !hopeless,
  } = findRemedy(`${code} ${message}${isClosed && url.startsWith('https:') ? ' (closed)' : ''}`)
  return { problem: `${reason}. ${remedy}`, retryable }
}

const expected: Readonly<Record<string, string>> = { connect: 'connection', firstByte: 'response' }

/** Says what did not happen in time, and what to do. */
export function explainTimeout(phase: string, ms: number, { path = '' }: Pick<TransportRequest, 'path'>): string {
  const missing = phase in expected ? `no ${expected[phase]}` : 'incomplete response'
  const { remedy = `increase \`timeout.${phase}\` if the server needs longer` } = findRemedy(`timeout ${phase} ${path}`)
  return `${missing} after ${ms} ms; ${remedy}`
}
