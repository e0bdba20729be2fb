import type { Org } from '@fluxline/core'
import type { RateLimitTarget } from '@fluxline/core/rate-limits'
import { v2WritePath } from '@fluxline/internal/write-request'
import type { Precision } from '@fluxline/point'
import { createShare } from './buffer-shares.ts'
import type { BufferShare } from './buffer-shares.ts'

/** Where lines are written. */
export interface Destination {
  readonly bucket: string
  readonly org: Org | undefined
  readonly precision: Precision
}

/** A destination, with what is computed once for all its batches. */
export interface Route {
  readonly destination: Destination
  /** Equal for destinations whose lines can share a request. */
  readonly key: string
  /** What a `Retry-After` applies to: a bucket, whatever the precision and however its organization is named. */
  readonly rateLimitTarget: RateLimitTarget
  /** What its bucket holds of the buffer. */
  readonly share: BufferShare
}

/** Returns the route to a destination. */
export function createRoute(destination: Destination, share: BufferShare = createShare()): Route {
  const { org, bucket } = destination
  const orgText = typeof org !== 'object' ? org : 'id' in org ? org.id : org.name
  return {
    destination,
    key: destinationKey(destination),
    rateLimitTarget: { path: v2WritePath, org: orgText, bucket },
    share,
  }
}

/** Returns the same text for destinations whose lines can share a request. */
export function destinationKey(destination: Destination): string {
  return `${destination.precision}\0${bucketKey(destination)}`
}

/** Returns the same text for destinations in the same bucket. */
export function bucketKey({ org, bucket }: Destination): string {
  return `${orgKey(org)}\0${bucket}`
}

// InfluxDB tells an ID from a name by its shape.
function orgKey(org: Org | undefined): string {
  if (org === undefined) return ''
  if (typeof org === 'string') return /^[0-9a-f]{16}$/.test(org) ? `id=${org}` : `name=${org}`
  return 'id' in org ? `id=${org.id}` : `name=${org.name}`
}
