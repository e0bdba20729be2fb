import type { Authentication, Token } from './credentials.ts'
import { renewable, tokenHeaders } from './credentials.ts'

/**
 * Sends a token as `Authorization: Bearer …` instead of `Token …`, as `auth: bearer(token)`.
 *
 * InfluxDB 3 takes both. Some products and proxies in front of them take this one alone. InfluxDB 2.x takes it below
 * `/api/v2`, but not at `/query`; InfluxDB 1.x takes it for a JWT.
 * @param token the token, or a function that returns one: called on first use, and once more if the server refuses the token
 * @throws OptionError if a header cannot hold the token
 * @see RFC 6750 "The OAuth 2.0 Authorization Framework: Bearer Token Usage"
 */
export function bearer(token: Token): Authentication {
  if (typeof token === 'function') return () => renewable(async () => tokenHeaders(await token(), 'Bearer'))
  const headers = tokenHeaders(token, 'Bearer')
  return () => ({ headers: () => headers })
}
