import { onAbort } from '@fluxline/internal/signals'
import type { Client, RequestSpec } from '../client/client.ts'
import { isHttpError } from '../errors.ts'
import { generationOf, pingServer, products } from './ping-server.ts'
import type { Pinged, ServerInfo } from './ping-server.ts'

/** What identifies a client: its own signal, or the client itself. */
export interface AnyClient extends Pick<Client, 'closing' | 'server'> {
  request(spec: RequestSpec): Promise<Pinged>
}

interface Known {
  info: ServerInfo | undefined
  asking: Promise<ServerInfo> | undefined
}

const shared = Symbol.for('fluxline.servers')

/** Returns the generation of a client's server: as its option says, or as the server said; `undefined` if neither did. */
export function knownServer(client: AnyClient): ServerInfo['major'] | undefined {
  const { server = 'auto' } = client
  return server === 'auto' ? knowledgeOf(client).info?.major : (Number(server) as ServerInfo['major'])
}

/**
 * Returns what a client's server is. It asks `/ping` once, for all who want to know it, and never throws: a server that
 * does not say what it is, or whose response a browser hides, is taken for InfluxDB 2.x.
 *
 * @param signal ends the waiting, not the request: others may wait for it too
 */
export async function serverOf(client: AnyClient, signal?: AbortSignal): Promise<ServerInfo> {
  const known = knowledgeOf(client)
  if (known.info) return known.info
  known.asking ??= ask(client, known)
  const { asking } = known
  return new Promise((resolve) => {
    const release = onAbort(signal, () => resolve(unknownServer(client)))
    void asking.then(resolve).finally(release)
  })
}

async function ask(client: AnyClient, known: Known): Promise<ServerInfo> {
  try {
    // It only says how to send others, which may be sent again.
    const { headers, body } = await pingServer(client, { idempotent: false })
    return (known.info = generationOf(client, headers, body))
  } catch (error) {
    const info = unknownServer(client)
    // It will not say more if it is asked again.
    if (isHttpError(error) && error.status === 404) known.info = info
    return info
  } finally {
    known.asking = undefined
  }
}

function unknownServer({ server = 'auto' }: AnyClient): ServerInfo {
  const major = (server === 'auto' ? 2 : Number(server)) as ServerInfo['major']
  return { product: products[major], major, version: undefined, build: undefined }
}

/** Objects that wrap a client share what is known of its server, and so do all copies of this package. */
function knowledgeOf(client: AnyClient): Known {
  const identity = client.closing ?? client
  const global = globalThis as { [shared]?: WeakMap<object, Known> }
  const all = (global[shared] ??= new WeakMap())
  const known = all.get(identity) ?? { info: undefined, asking: undefined }
  all.set(identity, known)
  return known
}
