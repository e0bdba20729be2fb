import type { Status } from '../shared/ids.ts'
import type { Links } from '../shared/json-dates.ts'

/** Someone who can sign in, and whom tokens belong to. */
export interface User {
  readonly id: string
  /** Unique. */
  readonly name: string
  /** Tokens and sessions of an inactive user are refused. */
  readonly status: Status
  /** Where another service signs the user in. */
  readonly oauthID?: string | undefined
  readonly links: Links
}

/** What a new user is: without a password, an organization or any right. */
export interface UserRequest {
  readonly name: string
  /** @defaultValue 'active' */
  readonly status?: Status | undefined
}

/** What can be changed of a user. */
export interface UserChanges {
  readonly name?: string | undefined
  readonly status?: Status | undefined
}

/** Which users to go through. */
export interface UserFilter {
  readonly name?: string | undefined
  /** Users per request, 1 to 100. @defaultValue 100 */
  readonly limit?: number | undefined
}

/** Which page of users to list. */
export interface UserPage extends UserFilter {
  /** Passes over so many. */
  readonly offset?: number | undefined
  /** The ID, or the user, to begin behind. */
  readonly after?: string | User | undefined
}
