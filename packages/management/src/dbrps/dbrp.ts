import type { BucketChoice } from '@fluxline/core'
import type { OrgChoice } from '../shared/org-choice.ts'
import type { CallOptions } from '../shared/request.ts'

/**
 * A mapping of a database and a retention policy to a bucket, by which InfluxQL and the write API of InfluxDB 1.x find the
 * bucket.
 *
 * @see InfluxDB documentation, "Manage DBRP mappings"
 */
export interface Dbrp {
  readonly id: string
  readonly orgID: string
  readonly bucketID: string
  readonly database: string
  readonly retentionPolicy: string
  /** Whether requests that name this database and no retention policy use this mapping. */
  readonly default: boolean
  /**
   * Whether InfluxDB derives the mapping from the name of a bucket. Such a mapping has the ID of the bucket, and cannot be
   * changed or deleted.
   */
  readonly virtual: boolean
}

/** A new mapping. */
export interface DbrpRequest extends OrgChoice {
  /** The name or ID of a bucket, the bucket, `{ name }` or `{ id }`. A name costs one more request. */
  readonly bucket: BucketChoice
  readonly database: string
  readonly retentionPolicy: string
  /**
   * Whether it becomes the default of its database, instead of the one before. The first mapping of a database becomes its
   * default in any case.
   * @defaultValue false
   */
  readonly default?: boolean | undefined
}

/** Changes to a mapping. InfluxDB cannot change its database and its bucket. */
export interface DbrpChanges {
  readonly retentionPolicy?: string | undefined
  /** With false, InfluxDB makes another mapping of the database the default, if there is one. */
  readonly default?: boolean | undefined
}

/** Which mappings to list. */
export interface DbrpFilter extends OrgChoice, CallOptions {
  /** The name or ID of a bucket, the bucket, `{ name }` or `{ id }`. A name costs one more request. */
  readonly bucket?: BucketChoice | undefined
  readonly database?: string | undefined
  readonly retentionPolicy?: string | undefined
  readonly default?: boolean | undefined
  /** Lists only mappings that InfluxDB derives from names of buckets, or only the others. */
  readonly virtual?: boolean | undefined
}
