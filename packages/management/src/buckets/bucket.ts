import type { Label } from '../labels/label.ts'
import type { Links } from '../shared/json-dates.ts'
import type { OrgChoice, OrgFilter } from '../shared/org-choice.ts'
import type { CallOptions } from '../shared/request.ts'
import type { RetentionRule, RetentionRules } from './retention.ts'

/** A bucket, which stores points. */
export interface Bucket {
  readonly id: string
  readonly orgID: string
  /** `system` buckets are InfluxDB's own: `_tasks` and `_monitoring`. */
  readonly type: 'user' | 'system'
  /** Unique in its organization. */
  readonly name: string
  readonly description?: string | undefined
  /** Retention policy of InfluxDB 1.x that this bucket stands for. */
  readonly rp?: string | undefined
  /** Only InfluxDB Cloud returns it. */
  readonly schemaType?: 'implicit' | 'explicit' | undefined
  readonly retentionRules: readonly RetentionRule[]
  readonly createdAt: Date
  readonly updatedAt: Date
  /** What `update` returns has none, whatever the bucket has: InfluxDB leaves them out. `find` returns them. */
  readonly labels: readonly Label[]
  readonly links: Links
}

/** A new bucket. */
export interface BucketRequest extends OrgChoice {
  readonly name: string
  readonly description?: string | undefined
  readonly rp?: string | undefined
  readonly schemaType?: 'implicit' | 'explicit' | undefined
  /** How long to keep points. @defaultValue forever */
  readonly retentionRules?: RetentionRules | undefined
}

/** Changes to a bucket. */
export interface BucketChanges {
  readonly name?: string | undefined
  /** `null` clears it. */
  readonly description?: string | null | undefined
  /** `null` keeps points forever. */
  readonly retentionRules?: RetentionRules | null | undefined
}

/** Which buckets to iterate over. */
export interface BucketFilter extends OrgFilter, CallOptions {
  /** One bucket, or its ID, in any organization. */
  readonly id?: string | Bucket | undefined
  readonly name?: string | undefined
  /** Buckets per request, 1 to 100. @defaultValue 100 */
  readonly limit?: number | undefined
}

/** Which page of buckets to list. */
export interface BucketPage extends BucketFilter {
  /** How many buckets to skip. */
  readonly offset?: number | undefined
  /** The bucket before the page, or its ID. If it no longer exists, the list of an organization is empty. */
  readonly after?: string | Bucket | undefined
  /** Reverses the order. Across organizations InfluxDB then ignores {@link after}. @defaultValue false */
  readonly descending?: boolean | undefined
}
