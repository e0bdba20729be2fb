import { randomBytes } from 'node:crypto'
import { InfluxdError } from './errors.ts'

/** What a client needs to use a server. */
export interface Access {
  readonly url: string
  readonly token: string
  readonly org: string
  readonly orgID: string
  readonly bucket: string
  readonly bucketID: string
}

/** Access to a server that was set up here. A person can sign in too. */
export interface OwnedAccess extends Access {
  readonly username: string
  readonly password: string
}

/** Options of the initial setup; each has a default. */
export interface SetupOptions {
  readonly org?: string | undefined
  readonly bucket?: string | undefined
  readonly token?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
}

/** Runs the initial setup: first user, organization, bucket and all-access token. */
export async function setUp(url: string, options: SetupOptions): Promise<OwnedAccess> {
  const { org = 'fluxline', bucket = 'fluxline', username = 'fluxline' } = options
  const token = options.token ?? randomBytes(32).toString('base64url')
  const password = options.password ?? randomBytes(12).toString('base64url')
  const response = await call(`${url}/api/v2/setup`, undefined, { username, password, org, bucket, token })
  const made = response as { org: { id: string }; bucket: { id: string } }
  return { url, token, org, orgID: made.org.id, bucket, bucketID: made.bucket.id, username, password }
}

/** Creates a bucket and returns its ID. */
export async function createBucket(access: Pick<Access, 'url' | 'token' | 'orgID'>, name: string): Promise<string> {
  const bucket = await call(`${access.url}/api/v2/buckets`, access.token, { orgID: access.orgID, name })
  return (bucket as { id: string }).id
}

/** Deletes a bucket and all its data. */
export async function deleteBucket(access: Pick<Access, 'url' | 'token'>, id: string): Promise<void> {
  await call(`${access.url}/api/v2/buckets/${id}`, access.token, undefined, 'DELETE')
}

/** Returns the ID of an organization by its name or ID. */
export async function findOrgID(url: string, token: string, org: string): Promise<string> {
  const key = /^[0-9a-f]{16}$/i.test(org) ? 'orgID' : 'org'
  const response = await call(`${url}/api/v2/orgs?${new URLSearchParams({ [key]: org })}`, token).catch(
    (error: Error) => {
      if (error.message.includes(' failed: 404')) return { orgs: [] }
      throw error
    },
  )
  const { orgs } = response as { orgs: { id: string }[] }
  if (!orgs[0])
    throw new InfluxdError(
      `${url} has no organization "${org}" that the token can read. Check FLUXLINE_TEST_ORG and FLUXLINE_TEST_TOKEN.`,
    )
  return orgs[0].id
}

async function call(
  url: string,
  token: string | undefined,
  body?: object,
  method = body ? 'POST' : 'GET',
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: token === undefined ? {} : { authorization: `Token ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message
    throw new InfluxdError(`${url} does not respond: ${reason}. If it is your own server, check FLUXLINE_TEST_URL.`)
  })
  const text = await response.text()
  if (!response.ok) throw new InfluxdError(`${method} ${url} failed: ${response.status}: ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
