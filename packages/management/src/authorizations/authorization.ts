import type { Status } from '../shared/ids.ts'
import type { Links } from '../shared/json-dates.ts'
import type { OrgChoice, OrgFilter } from '../shared/org-choice.ts'
import type { CallOptions } from '../shared/request.ts'
import type { User } from '../users/user.ts'
import type { Permission } from './permissions.ts'

/** A token and its permissions. */
export interface Authorization {
  readonly id: string
  /**
   * The secret itself. InfluxDB shows it once, when you create the token; afterwards it is `undefined`. InfluxDB OSS before
   * 2.10, and a newer one without hashed tokens, show it again. The property is not enumerable: copies, `JSON.stringify`
   * and logs leave it out.
   */
  readonly token: string | undefined
  /** InfluxDB rejects an inactive token. */
  readonly status: Status
  /** Empty if there is none. */
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

/** A token that was just created. Store {@link token}: InfluxDB may never show it again. */
export interface NewAuthorization extends Authorization {
  readonly token: string
}

/** A new token. */
export interface AuthorizationRequest extends OrgChoice {
  /** At least one. The client's own token must have all of them. */
  readonly permissions: readonly Permission[]
  /** The user who owns the token, or the user's ID. @defaultValue the user of the client's token */
  readonly userID?: string | User | undefined
  readonly description?: string | undefined
  /** @defaultValue 'active' */
  readonly status?: Status | undefined
  /** Allows permissions with neither `id` nor `orgID`, which apply to all organizations. @defaultValue false */
  readonly allOrgs?: boolean | undefined
}

/** Changes to a token. Its permissions cannot change. */
export interface AuthorizationChanges {
  readonly status?: Status | undefined
  /** `null` clears it. */
  readonly description?: string | null | undefined
}

/** Which tokens to list. */
export interface AuthorizationFilter extends OrgFilter, CallOptions {
  /** The name or ID of a user, the user, or `{ name }`. */
  readonly user?: string | User | { readonly name: string } | undefined
}
