import type { Label } from '../labels/label.ts'
import type { OrgChoice, OrgFilter } from '../shared/org-choice.ts'
import type { RetentionRule, RetentionRules } from './retention.ts'
import type { Links } from '../shared/json-dates.ts'

/** Where points are kept. */
export interface Bucket {
  readonly id: string
  readonly orgID: string
  /** `system` is what InfluxDB keeps for itself: `_tasks` and `_monitoring`. */
  readonly type: 'user' | 'system'
  /** Unique in its organization. */
  readonly name: string
  readonly description?: string | undefined
  /** The retention policy of InfluxDB 1.x that this bucket stands for. */
  readonly rp?: string | undefined
  /** InfluxDB Cloud alone tells it. */
  readonly schemaType?: 'implicit' | 'explicit' | undefined
  readonly retentionRules: readonly RetentionRule[]
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly labels: readonly Label[]
  readonly links: Links
}

/** What a new bucket is. */
export interface BucketRequest extends OrgChoice {
  readonly name: string
  readonly description?: string | undefined
  readonly rp?: string | undefined
  readonly schemaType?: 'implicit' | 'explicit' | undefined
  /** How long points are kept. @defaultValue for ever */
  readonly retentionRules?: RetentionRules | undefined
}

/** What can be changed of a bucket. */
export interface BucketChanges {
  readonly name?: string | undefined
  /** `null` clears it. */
  readonly description?: string | null | undefined
  /** `null` keeps points for ever. */
  readonly retentionRules?: RetentionRules | null | undefined
}

/** Which buckets to go through. */
export interface BucketFilter extends OrgFilter {
  readonly name?: string | undefined
  /** Buckets per request, 1 to 100. @defaultValue 100 */
  readonly limit?: number | undefined
}

/** Which page of buckets to list. */
export interface BucketPage extends BucketFilter {
  /** Passes over so many. */
  readonly offset?: number | undefined
  /** The ID, or the bucket, to begin behind. Where it is gone, nothing is listed in an organization. */
  readonly after?: string | Bucket | undefined
}
