import { catching } from './catching.ts'
import { addToMessage, assignDefined, isInfluxDBError } from './errors.ts'

/** The call that an error is about, as a client's response names it. */
export interface ErrorTarget {
  readonly method: string
  readonly url: string
  readonly bucket?: string | undefined
  readonly org?: string | undefined
  readonly database?: string | undefined
}

/** Adds to an error, in place, the call whose response it is about, in its message and as members, unless it names a call. */
export function locateError(error: unknown, target: ErrorTarget | undefined): unknown {
  if (target === undefined || !isInfluxDBError(error) || error.url !== undefined) return error
  const { method, url, bucket, org, database } = target
  const names = Object.entries({ bucket, org, database }).flatMap(([name, value]) =>
    value ? ` ${name} "${value}"` : [],
  )
  const place = ` (response to ${method} ${url}${names.length > 0 ? `,${names.join(',')}` : ''})`
  return addToMessage(assignDefined(error, target), place)
}

/** Adds to an error that names its call, in place, the database of a query: it is in the body, so that the client cannot know it. */
export function nameDatabase(error: unknown, database: string | undefined): unknown {
  if (!database || !isInfluxDBError(error) || error.url === undefined || error.database !== undefined) return error
  return addToMessage(assignDefined(error, { database }), ` (database "${database}")`)
}

/** Returns a response whose target and whose errors name the database too. */
export function inDatabase<Response extends LocatedResponse>(
  response: Response,
  database: string | undefined,
): Response {
  const { body, target } = response
  const fail = (error: unknown): never => {
    throw nameDatabase(error, database)
  }
  return {
    ...response,
    target: target && { ...target, database },
    body: catching(body, fail),
    text: () => response.text().catch(fail),
  }
}

interface LocatedResponse {
  readonly body: AsyncIterable<Uint8Array>
  readonly target?: ErrorTarget | undefined
  text(): Promise<string>
}
