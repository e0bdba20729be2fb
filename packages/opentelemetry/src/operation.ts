import type { CallTarget } from '@fluxline/core'
import type { Attributes } from '@opentelemetry/api'

/** Calls that are named by what they do; all others are named by their method and resource. */
const operations: readonly { readonly path: RegExp; readonly name: string }[] = [
  { path: /\/(?:write|write_lp)$/, name: 'write' },
  { path: /\/query(?:_sql|_influxql)?$/, name: 'query' },
  { path: /\/api\/v2\/delete$/, name: 'delete' },
  { path: /\/ping$/, name: 'ping' },
  { path: /\/health$/, name: 'health' },
]

/** `buckets` of `/api/v2/buckets/0123456789abcdef`. The names and IDs behind it would make a series each. */
const RESOURCE = /^\/api\/v\d+\/(?:configure\/)?([a-zA-Z_]{1,40})(?:\/|$)/

/** `write`, `query`, `GET buckets`: few different names, whatever the program does. */
function operationOf({ method, path }: Pick<CallTarget, 'method' | 'path'>): string {
  const known = operations.find((operation) => operation.path.test(path))
  if (known) return known.name
  const resource = RESOURCE.exec(path)?.[1]
  return resource ? `${method} ${resource}` : method
}

/** The attributes of a request, by OpenTelemetry's semantic conventions for database clients. */
export function attributesOf(target: CallTarget): Attributes {
  const namespace = namespaceOf(target.org, target.bucket)
  return {
    'db.system.name': 'influxdb',
    'db.operation.name': operationOf(target),
    ...(namespace && { 'db.namespace': namespace }),
    ...serverOf(target.url),
  }
}

/** Returns nothing of an address that is hidden, because a header of the request has it too and may be a secret. */
function serverOf(url: string): Attributes {
  if (!URL.canParse(url)) return {}
  const { hostname, port, protocol } = new URL(url)
  return {
    'server.address': hostname.replace(/^\[|\]$/g, ''),
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
  }
}

/** `acme|metrics`: from the most general to the most specific, as the conventions ask. */
export function namespaceOf(org: string | undefined, bucket: string | undefined): string | undefined {
  return [org, bucket].filter(Boolean).join('|') || undefined
}
