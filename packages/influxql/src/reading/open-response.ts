import type { ClientResponse } from '@fluxline/core'
import { LimitError } from '@fluxline/flux-csv'
import { beginningOf } from '@fluxline/internal/beginning-of'
import { ByteQueue } from '@fluxline/internal/byte-queue'
import type { ReadingErrors } from '@fluxline/internal/byte-queue'
import { JsonCursor } from '@fluxline/internal/json-cursor'
import { locateError } from '@fluxline/internal/locate-error'
import { show } from '@fluxline/internal/show'
import { INFINITE } from './explain-statement.ts'
import { InfluxQLResponseError } from '../errors.ts'
import type { Cursor } from '../wire/cursor.ts'
import { MsgpackCursor } from '../wire/msgpack-cursor.ts'

const errors: ReadingErrors = {
  unexpected(problem, byte) {
    // InfluxDB 2.x puts this error of Go between its documents; 1.x makes it an error of the request.
    const remedy = problem.includes('json: error calling')
      ? INFINITE
      : 'Check that `url` points to InfluxDB, and any proxy in front of it'
    return new InfluxQLResponseError(`The response is not one of InfluxQL at byte ${byte}: ${problem}. ${remedy}.`)
  },
  tooLong: (maxCellBytes) => new LimitError('maxCellBytes', maxCellBytes),
}

/**
 * Returns what reads a response, by its content type.
 *
 * @param knowsIntegers whether floats in its JSON differ from integers
 * @throws InfluxQLResponseError if it is neither MessagePack nor JSON
 */
export async function cursorFor(
  response: ClientResponse,
  maxCellBytes: number,
  knowsIntegers: boolean,
): Promise<Cursor> {
  const isMsgpack = typeOf(response) === 'application/x-msgpack'
  if (isMsgpack) return new MsgpackCursor(new ByteQueue(maxCellBytes, errors))
  await requireJson(response)
  return jsonCursor(maxCellBytes, knowsIntegers)
}

/** Returns what reads one response of JSON after the other. */
export function jsonCursor(maxCellBytes: number, knowsIntegers: boolean): Cursor {
  return new JsonCursor(new ByteQueue(maxCellBytes, errors), knowsIntegers)
}

/** Returns a response that is JSON. @throws InfluxQLResponseError if it is something else */
export async function requireJson(response: ClientResponse): Promise<ClientResponse> {
  const type = typeOf(response)
  if (type === 'application/json') return response
  const { body, redact = String, target } = response
  const text = await beginningOf(body)
  const error = new InfluxQLResponseError(
    `The response is ${type === '' ? 'of no type' : redact(type)}, neither MessagePack nor JSON; it begins with ${show(redact(text))}. ` +
      'Check that `url` points to InfluxDB, and any proxy in front of it.',
  )
  throw locateError(error, target)
}

function typeOf({ headers }: ClientResponse): string {
  return headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
}
