import { readText } from './body.ts'
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
  let url = request.url
  for (let hop = 0; ; hop++) {
    const answer = await transport.send({ ...request, url })
    const location = answer.headers.get('location')
    if (answer.status < 300 || answer.status > 399 || location === null) return answer
    await readText(answer.body, 0)
    const next = new URL(location, url)
    const trouble = whyNot(request, answer.status, new URL(url), next, hop)
    if (trouble) throw new ConnectionError(`${request.method} ${url.replace(/\?.*/, '')} ${trouble}`, false)
    url = next.href
  }
}

function whyNot(
  { method, body }: TransportRequest,
  status: number,
  from: URL,
  to: URL,
  hop: number,
): string | undefined {
  if (hop === MOST_HOPS) return `was redirected more than ${MOST_HOPS} times.`
  if (to.origin !== from.origin) return `is redirected to ${to.origin}; set the client's url to it if you trust it.`
  const keepsMethod = status > 306 || method === 'GET' || method === 'HEAD'
  const repeatable = body === undefined || typeof body === 'string' || body instanceof Uint8Array
  if (keepsMethod && repeatable) return undefined
  return `is redirected (${status}) to ${to.pathname}, which would lose its body; set the client's url to where it leads.`
}
