import { isHttpError, NotOnThisServerError } from '../errors.ts'
import { serverOf } from './known-server.ts'
import type { AnyClient } from './known-server.ts'
import type { ServerInfo } from './ping-server.ts'

/** Something that not every InfluxDB has. */
export interface Feature {
  /** Such as `Flux` or `tasks`, as it stands in "has no Flux". */
  readonly name: string
  /** The generations that have it. */
  readonly on: readonly ServerInfo['major'][]
  /** What to do on one that lacks it, as a sentence without a full stop. */
  readonly instead: Partial<Readonly<Record<ServerInfo['major'], string>>>
}

/** How InfluxDB 3 and 1.x respond to a path of `/api/v2` that they do not have. */
const NO_SUCH_PATH = /^not found$|^404 page not found/

/**
 * Returns the error of a call whose server lacks a feature, which says what the server is and what to use there. An error
 * for another reason stays as it is.
 *
 * Asks the server what it is, if nobody has yet.
 */
export async function explainMissing(client: AnyClient, feature: Feature, error: unknown): Promise<unknown> {
  if (!isHttpError(error) || error.status !== 404) return error
  // InfluxDB 2.x responds to other paths than its own as its user interface does.
  if (!error.path.startsWith('/api/v3/') && !NO_SUCH_PATH.test(error.serverMessage ?? '')) return error
  const server = await serverOf(client)
  return feature.on.includes(server.major) ? error : notOnThisServer(feature, server, error)
}

/** The error of a server that lacks a feature. */
export function notOnThisServer(
  { name, instead }: Feature,
  { product, major, version, build }: ServerInfo,
  cause: {
    readonly method: string
    readonly path: string
    readonly status: number
    readonly serverMessage?: string | undefined
  },
): NotOnThisServerError {
  const { method, path, status, serverMessage } = cause
  const server = version ? `InfluxDB ${[version, build].filter(Boolean).join(' ')}` : product
  const remedy = instead[major]
  const words = serverMessage ? `: ${serverMessage}` : ''
  const message = `${method} ${path} failed: ${status}${words}. This is ${server}, which has no ${name}${remedy ? `. ${remedy}` : ''}.`
  return new NotOnThisServerError(message, cause, cause instanceof Error ? { cause } : undefined)
}
