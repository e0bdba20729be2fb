import { isWhole, readText } from './read-body.ts'
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts'

/**
 * Follows redirects where nothing can go wrong: within one origin, with the same method. Others are left as they are.
 *
 * Another origin would be handed the credentials, and 301, 302 and 303 turn a POST into a GET.
 * @see RFC 9110 "HTTP Semantics", section 15.4 "Redirection 3xx"
 */
export async function follow(request: TransportRequest, send: Transport['send'], hops = 5): Promise<TransportResponse> {
  const answer = await send(request)
  const { status, headers, body } = answer
  const location = headers.get('location')
  if (hops === 0 || status < 300 || status > 399 || !location) return answer
  const url = URL.parse(location, request.url)
  const keepsMethod = status > 306 || request.method === 'GET' || request.method === 'HEAD'
  if (url?.origin !== new URL(request.url).origin || !keepsMethod || !isWhole(request.body)) return answer
  await readText(body, 0)
  return follow({ ...request, url: url.href }, send, hops - 1)
}
