import type { Status } from '../shared/ids.ts'
import type { OrgChoice, OrgFilter } from '../shared/org-choice.ts'
import type { Permission } from './permissions.ts'
import type { User } from '../users/user.ts'
import type { Links } from '../shared/json-dates.ts'

/** A token and what it may do. */
export interface Authorization {
  readonly id: string
  /**
   * The secret itself; InfluxDB Cloud tells it only when it is made. It is read by its name alone: copies, `JSON.stringify`
   * and logs leave it out.
   */
  readonly token: string
  /** An inactive token is refused. */
  readonly status: Status
  /** Empty where there is none. */
  readonly description: string
  readonly orgID: string
  readonly org: string
  readonly userID: string
  readonly user: string
  readonly permissions: readonly Permission[]
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly links: Links
}

/** What a new token is. */
export interface AuthorizationRequest extends OrgChoice {
  /** At least one; none that the client's own token lacks. */
  readonly permissions: readonly Permission[]
  /** The ID of the user whom it belongs to, or the user. @defaultValue the user of the client's token */
  readonly userID?: string | User | undefined
  readonly description?: string | undefined
  /** @defaultValue 'active' */
  readonly status?: Status | undefined
  /** Lets permissions through that have neither `id` nor `orgID`, and so hold in every organization. @defaultValue false */
  readonly everyOrg?: boolean | undefined
}

/** What can be changed of a token: never what it may do. */
export interface AuthorizationChanges {
  readonly status?: Status | undefined
  /** `null` clears it. */
  readonly description?: string | null | undefined
}

/** Which tokens to list. */
export interface AuthorizationFilter extends OrgFilter {
  /** The name or ID of a user, the user, or `{ name }`. */
  readonly user?: string | User | { readonly name: string } | undefined
}
