import type { Client } from '../client/client.ts'
import type { CheckOptions } from './server-status.ts'

/** What a new InfluxDB is set up with. */
export interface SetupOptions extends CheckOptions {
  /** Name of the first user, who owns everything. */
  username: string
  /** 8 to 72 bytes; a user without one cannot sign in. */
  password?: string | undefined
  /** Name of the first organization. */
  org: string
  /** Name of the first bucket. */
  bucket: string
  /** How long points of that bucket are kept; an hour or more. @defaultValue 0, for ever */
  retentionPeriodSeconds?: number | undefined
  /** The all-access token. @defaultValue one that the server makes */
  token?: string | undefined
}

/** What a set-up made. The token is not among what a log shows: read it by its name. */
export interface SetupResult {
  readonly user: { readonly id: string; readonly name: string }
  readonly org: { readonly id: string; readonly name: string }
  readonly bucket: { readonly id: string; readonly name: string }
  /** The all-access token. */
  readonly token: string
}

/**
 * Whether InfluxDB has been set up: has its first user, organization and bucket.
 * @see InfluxDB v2 API, "Setup"
 */
export async function isOnboarded(client: Client, options: CheckOptions = {}): Promise<boolean> {
  const response = await client.request({ method: 'GET', path: '/api/v2/setup', ...options })
  return !((await response.json()) as { allowed: boolean }).allowed
}

/**
 * Sets a new InfluxDB up; the client needs no credentials for it.
 *
 * @throws HttpError 422 `conflict` where it has been set up before
 * @see InfluxDB v2 API, "Setup"
 */
export async function setup(client: Client, { signal, timeout, ...body }: SetupOptions): Promise<SetupResult> {
  const response = await client.request({
    method: 'POST',
    path: '/api/v2/setup',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
    timeout,
  })
  const made = (await response.json()) as Record<'user' | 'org' | 'bucket', Named> & { auth: { token: string } }
  const result = { user: named(made.user), org: named(made.org), bucket: named(made.bucket) }
  return Object.defineProperty(result, 'token', { value: made.auth.token }) as SetupResult
}

interface Named {
  readonly id: string
  readonly name: string
}

function named({ id, name }: Named): Named {
  return { id, name }
}
