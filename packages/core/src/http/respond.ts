import { explainResponse, hideSecrets } from '#explain'
import type { ClientResponse } from '../client/client.ts'
import type { InfluxDBError } from '../errors.ts'
import { targetOf } from '../transport/call-target.ts'
import type { TargetedRequest } from '../transport/call-target.ts'
import type { TransportResponse } from '../transport/transport.ts'
import { readText } from './read-body.ts'
import { toError } from './to-http-error.ts'

// The response to a refused batch repeats each of its bad lines. A page needs less.
const LONGEST_ERROR_BYTES = 16 * 1024 * 1024
/** The most bytes to read of a response that is not needed. */
export const longestPageBytes = 65_536

/**
 * Returns a response that is a success.
 *
 * @param sent the request, whose secrets no text about the response shows
 * @throws HttpError if the status is not 2xx, or not the only one that is a success
 */
export async function respond(
  sent: TargetedRequest,
  { status, headers, body }: TransportResponse,
  successStatus: number = status,
): Promise<ClientResponse> {
  const response: ClientResponse = {
    status,
    headers,
    body,
    text: () => readText(body),
    async json() {
      const json = await response.text()
      try {
        return json === '' ? undefined : (JSON.parse(json) as unknown)
      } catch {
        // The parser's error quotes the text, which may have secrets.
        throw toError(sent, response, json)
      }
    },
    redact: (text) => hideSecrets(text, sent),
    remedyOf: (serverMessage) => explainResponse({ status: 400, path: '', serverMessage }, sent).remedy,
    get target() {
      return targetOf(sent)
    },
  }
  if (status > 199 && status < 300 && status === successStatus) return response
  throw toError(
    sent,
    response,
    await readText(body, status < 400 ? longestPageBytes : LONGEST_ERROR_BYTES).catch((error: InfluxDBError) => {
      if (error.code === 'FLUXLINE_TIMEOUT') throw error
      // The status says enough.
      return ''
    }),
  )
}
