import { ConnectionError } from '../errors.ts'
import { place, rootCause } from './failure.ts'
import type { TransportRequest } from './transport.ts'

// What OpenSSL says, with the file and line of its source, and a line break: `…:SSL routines:function:reason:file:line:`
const OPENSSL = /:SSL routines:[^:]*:([^:]*)/
const NO_TLS = /wrong version number|packet length too long/
const ABOUT_US = /alert.*(certificate|unknown ca|access denied|handshake failure)/
const CLIENT_CERTIFICATE = 'The server may want a client certificate, or another one: check tls.cert and tls.key.'

/** What a failure before the answer means, where the words of undici and OpenSSL do not say it; else `undefined`. */
export function explain(request: TransportRequest, cause: unknown): ConnectionError | undefined {
  const { message = '', code, socket } = rootCause(cause)
  const because = (reason: string, remedy: string, retryable = false): ConnectionError =>
    new ConnectionError(`${place(request)}: ${reason}. ${remedy}`, retryable, { cause })
  // Reported as an argument that is wrong, or as an abort.
  if (/^Proxy .*\(407\)/.test(message)) {
    return because('the proxy answered 407', 'Check the user name and password of the proxy.')
  }
  if (code === 'UND_ERR_INVALID_ARG') return because(message, 'Check the headers of the client and of the call.')
  const reason = OPENSSL.exec(message)?.[1]
  if (reason !== undefined) {
    if (NO_TLS.test(reason)) return because('the server does not speak TLS', 'Check http:// or https:// in the url.')
    return because(reason, ABOUT_US.test(reason) ? CLIENT_CERTIFICATE : 'Check which TLS the server speaks.')
  }
  // Some servers say nothing to a client that they do not take, and close what has been connected.
  const isTurnedAway = code === 'UND_ERR_SOCKET' && socket?.bytesRead === 0
  if (request.url.startsWith('https:') && (isTurnedAway || /before secure TLS/.test(message))) {
    return because(message, `Check that the server runs. ${CLIENT_CERTIFICATE}`, true)
  }
  return undefined
}
