import type { Org } from '@fluxline/core'
import type { RateLimitTarget } from '@fluxline/core/rate-limits'
import type { Precision } from '@fluxline/point'

/** Where lines go. */
export interface Destination {
  readonly bucket: string
  readonly org: Org | undefined
  readonly precision: Precision
}

/** Where lines are sent. */
export const PATH = '/api/v2/write'

/** What the server asks to be left alone: a bucket, whatever the precision, and however its organization is named. */
export function gateOf({ org, bucket }: Destination): RateLimitTarget {
  return { path: PATH, org: typeof org !== 'object' ? org : 'id' in org ? org.id : org.name, bucket }
}

/** The same text for lines that can go in one request. */
export function destinationKey({ org, bucket, precision }: Destination): string {
  return `${precision}\0${orgKey(org)}\0${bucket}`
}

// InfluxDB tells an ID from a name by its shape.
function orgKey(org: Org | undefined): string {
  if (org === undefined) return ''
  if (typeof org === 'string') return /^[0-9a-f]{16}$/.test(org) ? `id=${org}` : `name=${org}`
  return 'id' in org ? `id=${org.id}` : `name=${org.name}`
}
