import { hideSecrets } from '#explain'
import { show } from '@fluxline/internal/show'
import type { Sent } from '../http/hide-secrets.ts'

/** What a request is about, as events and errors show it: without its secrets. */
export interface CallTarget {
  readonly method: string
  /** The address without its query. */
  readonly url: string
  /** The path below the client's address. */
  readonly path: string
  /** The name or ID of the bucket, if the request has one. */
  readonly bucket?: string | undefined
  /** The name or ID of the organization, if the request has one. */
  readonly org?: string | undefined
}

/** The parts of a request that tell its target. */
export interface TargetedRequest extends Sent {
  readonly method: string
  /** The address with its query. */
  readonly url: string
  /** @defaultValue the address */
  readonly path?: string | undefined
}

/** Returns the target of a request; `bucket` and `org` are absent if its query has none. */
export function targetOf(request: TargetedRequest): CallTarget {
  const [url = '', query] = request.url.split('?', 2)
  const parameters = new URLSearchParams(query)
  const target: Record<string, string> = { url, path: request.path ?? url }
  for (const [name, value] of parameters) {
    // InfluxDB 3 has databases.
    const member = name === 'db' ? 'bucket' : name.replace('ID', '')
    if (/^(bucket|org)$/.test(member) && value) target[member] = value
  }
  for (const name in target) target[name] = hideSecrets(target[name]!, request)
  return { method: request.method, ...target } as unknown as CallTarget
}

/** `POST http://localhost:8086/api/v2/write (bucket "metrics", org "acme")` */
export function describeTarget({ method, url, bucket, org }: CallTarget): string {
  const names = [bucket && `bucket ${show(bucket)}`, org && `org ${show(org)}`].filter(Boolean).join(', ')
  return `${method} ${url}${names && ` (${names})`}`
}
