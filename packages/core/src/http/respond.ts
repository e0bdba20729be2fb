import { explainResponse, hideSecrets } from '#explain'
import type { ClientResponse } from '../client/client.ts'
import type { InfluxDBError } from '../errors.ts'
import { targetOf } from '../transport/call-target.ts'
import type { CallTarget, TargetedRequest } from '../transport/call-target.ts'
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
export function respond(
  sent: TargetedRequest,
  received: TransportResponse,
  successStatus: number = received.status,
): ClientResponse | Promise<never> {
  const { status } = received
  const response = new UnreadResponse(sent, received)
  return status > 199 && status < 300 && status === successStatus ? response : refuse(sent, response)
}

async function refuse(sent: TargetedRequest, response: ClientResponse): Promise<never> {
  const limit = response.status < 400 ? longestPageBytes : LONGEST_ERROR_BYTES
  const text = await readText(response.body, limit).catch((error: InfluxDBError) => {
    if (error.code === 'FLUXLINE_TIMEOUT') throw error
    // The status says enough.
    return ''
  })
  throw toError(sent, response, text)
}

/** A response whose body has not been read. A class takes a microsecond less than an object with a getter. */
class UnreadResponse implements ClientResponse {
  readonly status: number
  readonly headers: ClientResponse['headers']
  readonly body: AsyncIterable<Uint8Array>
  readonly #sent: TargetedRequest

  constructor(sent: TargetedRequest, { status, headers, body }: TransportResponse) {
    this.status = status
    this.headers = headers
    this.body = body
    this.#sent = sent
  }

  get target(): CallTarget {
    return targetOf(this.#sent)
  }

  // Functions of the object, so that callers can take them out of it.
  readonly text = (): Promise<string> => readText(this.body)
  readonly json = async (): Promise<unknown> => {
    const json = await this.text()
    try {
      return json === '' ? undefined : (JSON.parse(json) as unknown)
    } catch {
      // The parser's error quotes the text, which may have secrets.
      throw toError(this.#sent, this, json)
    }
  }
  readonly redact = (text: string): string => hideSecrets(text, this.#sent)
  readonly remedyOf = (serverMessage: string): string | undefined =>
    explainResponse({ status: 400, path: '', serverMessage }, this.#sent).remedy
}
