import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts'
import { isWhole, readText } from './read-body.ts'
import { isRedirect } from '../explain/explain-response.ts'

/**
 * Follows a redirect if it is safe: within one origin, with the same method. Returns the response of any other as it is.
 *
 * Another origin would receive the credentials, and 301, 302 and 303 turn a POST into a GET.
 * @see RFC 9110 "HTTP Semantics", section 15.4 "Redirection 3xx"
 */
export function follow(
  request: TransportRequest,
  response: TransportResponse,
  send: Transport['send'],
): TransportResponse | Promise<TransportResponse> {
  return isRedirect(response.status) ? followed(request, response, send) : response
}

async function followed(
  request: TransportRequest,
  response: TransportResponse,
  send: Transport['send'],
): Promise<TransportResponse> {
  const { method, body } = request
  for (let hops = 5; hops > 0; hops--) {
    const { status, headers } = response
    const location = headers.get('location')
    if (!isRedirect(status) || !location) return response
    const url = URL.parse(location, request.url)
    const keepsMethod = status > 303 || method === 'GET' || method === 'HEAD'
    if (url?.origin !== new URL(request.url).origin || !keepsMethod || !isWhole(body)) return response
    await readText(response.body, 0)
    request = { ...request, url: url.href, path: url.pathname }
    response = await send(request)
  }
  return response
}
