import { describeUnknown } from '#explain'
import { checkNames } from '@fluxline/internal/option-names'
import { OptionError } from '../errors.ts'
import type { Authentication, CredentialHeaders } from './credentials.ts'

/** A user's name and password. */
export interface Password {
  readonly username: string
  readonly password: string
}

const knownPasswordMembers: Readonly<Record<keyof Password, true>> = { username: true, password: true }

/**
 * Sends user name and password with every request, for InfluxDB 1.8 and for proxies that require them.
 *
 * @throws OptionError if one of them is missing
 */
export function basic(user: Password): Authentication {
  const headers = basicHeaders('basic', user)
  return () => ({ headers: () => headers })
}

/**
 * Returns the header of user name and password.
 *
 * @throws OptionError if one of them is missing; neither is shown
 * @see RFC 7617 "The 'Basic' HTTP Authentication Scheme"
 */
export function basicHeaders(what: string, user: Password): CredentialHeaders {
  const { username, password } = Object(user) as Password
  if (typeof username !== 'string' || typeof password !== 'string') {
    // An object of a user may have more members; only if one is missing another may be its misspelling.
    checkNames(what, user, knownPasswordMembers, describeUnknown)
    throw new OptionError(`${what}: \`username\` and \`password\` must be strings`)
  }
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` }
}
