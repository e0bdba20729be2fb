import { isHttpError } from '@fluxline/core'
import type { ClientResponse } from '@fluxline/core'
import type { Statement } from '../text/statements.ts'
import type { ResponseReader } from './response-reader.ts'

/** A status that is about the statement, and not about who sent it or how busy the server is. */
const ABOUT_STATEMENT: ReadonlySet<number> = new Set([400, 404, 500])

/**
 * Sends statements one after the other, and yields the bytes of their responses: InfluxDB 3 takes one statement with each
 * request. The first that fails ends it, and the reader has its error.
 *
 * @param send sends one statement; it refuses a response that is not JSON
 */
export async function* sequence(
  statements: readonly Statement[],
  reader: Pick<ResponseReader<unknown>, 'beginRequest' | 'failStatement'>,
  send: (statement: string) => Promise<ClientResponse>,
): AsyncGenerator<Uint8Array, void> {
  for (const [number, { text }] of statements.entries()) {
    reader.beginRequest(number)
    let response
    try {
      response = await send(text)
    } catch (error) {
      if (!isHttpError(error) || !ABOUT_STATEMENT.has(error.status)) throw error
      reader.failStatement(error.serverMessage ?? error.message, error)
      return
    }
    yield* response.body
  }
}
