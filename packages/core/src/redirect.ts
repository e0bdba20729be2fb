import { isWhole, readText } from './body.ts'
import { ConnectionError } from './errors.ts'
import type { Transport, TransportRequest, TransportResponse } from './transport/transport.ts'

const MOST_HOPS = 5

/**
 * Sends a request and follows redirects where nothing can go wrong: within one origin, with the same method.
 *
 * Another origin would be handed the credentials, and 301, 302 and 303 turn a POST into a GET; both are errors.
 * @see RFC 9110 "HTTP Semantics", section 15.4 "Redirection 3xx"
 */
export async function follow(request: TransportRequest, transport: Transport): Promise<TransportResponse> {
  const { method, body } = request
  let url = request.url
  for (let hop = 0; ; hop++) {
    const answer = await transport.send({ ...request, url })
    const { status, headers } = answer
    const location = headers.get('location')
    if (status < 300 || status > 399 || !location) return answer
    await readText(answer.body, 0)
    const next = new URL(location, url)
    const keepsMethod = status > 306 || method === 'GET' || method === 'HEAD'
    if (hop === MOST_HOPS || next.origin !== new URL(url).origin || !keepsMethod || !isWhole(body)) {
      throw new ConnectionError(
        `${method} ${url.replace(/\?.*/, '')} is redirected (${status}) to ${next.origin}${next.pathname}. Set the client's url to where it leads.`,
        false,
      )
    }
    url = next.href
  }
}
