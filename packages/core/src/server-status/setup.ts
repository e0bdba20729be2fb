import { describeUnknown } from '#explain'
import { checkNames } from '@fluxline/internal/option-names'
import type { OptionNames } from '@fluxline/internal/options'
import type { Client, ClientResponse, RequestSpec } from '../client/client.ts'
import { explainMissing } from './not-on-this-server.ts'
import type { Feature } from './not-on-this-server.ts'
import { notInfluxDB } from './ping-server.ts'
import { checkOptions } from './server-status.ts'
import type { CheckOptions } from './server-status.ts'

/** The first user, organization and bucket of a new InfluxDB. */
export interface SetupOptions extends CheckOptions {
  /** Name of the first user, who owns everything. */
  username: string
  /** 8 to 72 bytes; a user without a password cannot sign in. */
  password?: string | undefined
  /** Name of the first organization. */
  org: string
  /** Name of the first bucket. */
  bucket: string
  /** How long that bucket keeps points; at least an hour. @defaultValue 0, without end */
  retentionPeriodSeconds?: number | undefined
  /** The all-access token. @defaultValue a token that the server generates */
  token?: string | undefined
}

const knownSetupOptions: OptionNames<SetupOptions> = {
  username: 'a string',
  password: 'a string',
  org: 'a string',
  bucket: 'a string',
  retentionPeriodSeconds: 'a number',
  token: 'a string',
  signal: 'an AbortSignal object',
  timeout: 'a number or an object',
}

/** What the setup created. Logs do not show the token: read it by its name. */
export interface SetupResult {
  readonly user: { readonly id: string; readonly name: string }
  readonly org: { readonly id: string; readonly name: string }
  readonly bucket: { readonly id: string; readonly name: string }
  /** The all-access token. */
  readonly token: string
}

/**
 * Whether InfluxDB has been set up: it has its first user, organization and bucket.
 * @throws NotOnThisServerError on InfluxDB 1.x and 3
 * @see InfluxDB v2 API, "Setup"
 */
export async function isOnboarded(client: Client, options: CheckOptions = {}): Promise<boolean> {
  checkOptions('isOnboarded', options)
  const response = await requestSetup(client, { method: 'GET', path: '/api/v2/setup', ...options })
  const document = (await response.json()) as { allowed?: unknown } | null | undefined
  if (typeof document?.allowed === 'boolean') return !document.allowed
  throw notInfluxDB('/api/v2/setup', response, JSON.stringify(document) ?? '', 'without allowed')
}

/**
 * Sets up a new InfluxDB; the client needs no credentials for it.
 *
 * @throws HttpError 422 `conflict` if it has been set up before; OptionError if an option is unknown;
 * NotOnThisServerError on InfluxDB 1.x and 3
 * @see InfluxDB v2 API, "Setup"
 */
export async function setup(client: Client, options: SetupOptions): Promise<SetupResult> {
  checkNames('setup', options, knownSetupOptions, describeUnknown)
  const { signal, timeout, ...body } = options
  const response = await requestSetup(client, {
    method: 'POST',
    path: '/api/v2/setup',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    secrets: [body.password ?? '', body.token ?? ''],
    signal,
    timeout,
  })
  const created = (await response.json()) as Created | null | undefined
  if (!created?.user || !created.org || !created.bucket || typeof created.auth?.token !== 'string') {
    // The response may have the token.
    throw notInfluxDB('/api/v2/setup', response, '…', 'without user, org, bucket or auth.token', 'POST')
  }
  const result = { user: named(created.user), org: named(created.org), bucket: named(created.bucket) }
  return Object.defineProperty(result, 'token', { value: created.auth.token }) as SetupResult
}

const initialSetup: Feature = {
  name: 'initial setup over HTTP',
  on: [2],
  instead: {
    1: 'Create the first user with the InfluxQL statement CREATE USER … WITH ALL PRIVILEGES',
    3: 'Create the first token with `createAdminToken` of @fluxline/management/v3; databases are created by the first write',
  },
}

async function requestSetup(client: Client, spec: RequestSpec): Promise<ClientResponse> {
  try {
    return await client.request(spec)
  } catch (error) {
    throw await explainMissing(client, initialSetup, error)
  }
}

type Created = Partial<Record<'user' | 'org' | 'bucket', Named> & { readonly auth: { readonly token?: unknown } }>

interface Named {
  readonly id: string
  readonly name: string
}

function named({ id, name }: Named): Named {
  return { id, name }
}
