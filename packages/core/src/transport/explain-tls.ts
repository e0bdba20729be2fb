import { ConnectionError } from '../errors.ts'
import { describeFailure, rootCause } from './failure.ts'
import type { TransportRequest } from './transport.ts'

// OpenSSL's messages have the file and line of its source, and a line break: `…:SSL routines:function:reason:file:line:`
const OPENSSL = /:SSL routines:[^:]*:([^:]*)/
const NO_TLS = /wrong version number|packet length too long/
const ABOUT_US = /certificate|unknown ca|access denied|handshake failure/
const CLIENT_CERTIFICATE =
  'The server may require a client certificate, or another one: check `tls.cert` and `tls.key`.'

/** Explains a failure before the response if the messages of undici and OpenSSL do not; otherwise `undefined`. */
export function explain(request: TransportRequest, cause: unknown): ConnectionError | undefined {
  const { message = '', code, socket } = rootCause(cause)
  const because = (reason: string, remedy: string, retryable = false): ConnectionError =>
    new ConnectionError(describeFailure(request, `${reason}. ${remedy}`), retryable, { cause })
  // undici reports this as a wrong argument, or as an abort.
  const status = /^Proxy [^(]*\((\d+)\)/.exec(message)?.[1]
  if (status === '407') {
    return because('the proxy returned 407', 'Check the user name and password of the proxy.')
  }
  if (status) {
    const mayPass = /^(429|5..)$/.test(status)
    return because(`the proxy returned ${status}`, 'Check that the proxy may connect to the server.', mayPass)
  }
  if (code === 'UND_ERR_INVALID_ARG') return because(message, 'Check the headers of the client and of the call.')
  const reason = OPENSSL.exec(message)?.[1]
  if (reason !== undefined) {
    if (NO_TLS.test(reason)) return because('the server does not use TLS', 'Check http:// or https:// in `url`.')
    return because(
      reason,
      reason.includes('alert') && ABOUT_US.test(reason) ? CLIENT_CERTIFICATE : 'Check the TLS versions of the server.',
    )
  }
  // Some servers close the connection of a client that they refuse, without a message.
  const isRefused = code === 'UND_ERR_SOCKET' && socket?.bytesRead === 0
  if (request.url.startsWith('https:') && (isRefused || /before secure TLS/.test(message))) {
    return because(message, `Check that the server is running. ${CLIENT_CERTIFICATE}`, true)
  }
  return undefined
}
