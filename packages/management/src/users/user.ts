import type { Status } from '../shared/ids.ts'
import type { Links } from '../shared/json-dates.ts'
import type { CallOptions } from '../shared/request.ts'

/** A user, who can sign in and has tokens. */
export interface User {
  readonly id: string
  /** Unique. */
  readonly name: string
  /** InfluxDB rejects tokens and sessions of an inactive user. */
  readonly status: Status
  /** ID at another service that signs the user in. */
  readonly oauthID?: string | undefined
  readonly links: Links
}

/** A new user, without a password, an organization or permissions. */
export interface UserRequest {
  readonly name: string
  /** @defaultValue 'active' */
  readonly status?: Status | undefined
}

/** Changes to a user. */
export interface UserChanges {
  readonly name?: string | undefined
  readonly status?: Status | undefined
}

/** Which users to iterate over. */
export interface UserFilter extends CallOptions {
  /** One user, or the user's ID. */
  readonly id?: string | User | undefined
  readonly name?: string | undefined
  /** Users per request, 1 to 100. @defaultValue 100 */
  readonly limit?: number | undefined
}

/** Which page of users to list. */
export interface UserPage extends UserFilter {
  /** How many users to skip. */
  readonly offset?: number | undefined
  /** The user before the page, or the user's ID. */
  readonly after?: string | User | undefined
  /** Lists the newest first. It excludes {@link after}. @defaultValue false */
  readonly descending?: boolean | undefined
}
