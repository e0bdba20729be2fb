import type { Authentication, CredentialHeaders } from './credentials.ts'

/** A user's name and password. */
export interface Password {
  readonly username: string
  readonly password: string
}

/** User name and password in every request, for InfluxDB 1.8 and for proxies that ask for them. */
export function basic(user: Password): Authentication {
  const headers = basicHeaders(user)
  return () => ({ headers: () => headers })
}

/** @see RFC 7617 "The 'Basic' HTTP Authentication Scheme" */
export function basicHeaders({ username, password }: Password): CredentialHeaders {
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` }
}
