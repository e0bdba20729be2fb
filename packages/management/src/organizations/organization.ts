import type { Org } from '@fluxline/core'
import type { Links } from '../shared/json-dates.ts'
import type { CallOptions } from '../shared/request.ts'
import type { User } from '../users/user.ts'

/** An organization, which owns buckets, tasks and labels. */
export interface Organization {
  readonly id: string
  /** Unique. */
  readonly name: string
  /** Empty if there is none. */
  readonly description: string
  /** Only InfluxDB Cloud returns it. */
  readonly status?: 'active' | 'inactive' | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly links: Links
}

/** A new organization. */
export interface OrganizationRequest {
  readonly name: string
  readonly description?: string | undefined
}

/** Changes to an organization. */
export interface OrganizationChanges {
  readonly name?: string | undefined
  /** `null` clears it. */
  readonly description?: string | null | undefined
}

/** Which organizations to iterate over. */
export interface OrganizationFilter extends CallOptions {
  /** A name, an ID, an organization, `{ name }` or `{ id }`. */
  readonly org?: Org | undefined
  /** A user who is a member or an owner, or the user's ID. InfluxDB ignores it if you pass `org`. */
  readonly user?: string | User | undefined
  /** Organizations per request, 1 to 100. @defaultValue 100 */
  readonly limit?: number | undefined
}

/** Which page of organizations to list. */
export interface OrganizationPage extends OrganizationFilter {
  /** How many organizations to skip. */
  readonly offset?: number | undefined
  /** Reverses the order, on servers that do that: InfluxDB OSS 2.7 and 2.10 ignore it. @defaultValue false */
  readonly descending?: boolean | undefined
}
