import type { Org } from '@fluxline/core'
import type { User } from '../users/user.ts'
import type { Links } from '../shared/json-dates.ts'

/** What buckets, tasks and labels belong to. */
export interface Organization {
  readonly id: string
  /** Unique. */
  readonly name: string
  /** Empty where there is none. */
  readonly description: string
  /** InfluxDB Cloud alone tells it. */
  readonly status?: 'active' | 'inactive' | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly links: Links
}

/** What a new organization is. */
export interface OrganizationRequest {
  readonly name: string
  readonly description?: string | undefined
}

/** What can be changed of an organization. */
export interface OrganizationChanges {
  readonly name?: string | undefined
  /** `null` clears it. */
  readonly description?: string | null | undefined
}

/** Which organizations to go through. */
export interface OrganizationFilter {
  /** A name, an ID, an organization, `{ name }` or `{ id }`. */
  readonly org?: Org | undefined
  /** The ID of a user, or the user, who is a member or an owner. Not applied beside `org`. */
  readonly user?: string | User | undefined
  /** Organizations per request, 1 to 100. @defaultValue 100 */
  readonly limit?: number | undefined
}

/** Which page of organizations to list. */
export interface OrganizationPage extends OrganizationFilter {
  /** Passes over so many. */
  readonly offset?: number | undefined
}
