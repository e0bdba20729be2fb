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

/** Access to a server that was set up here, where a person can sign in too. */
export interface OwnedAccess extends Access {
  readonly username: string
  readonly password: string
}

/** What a new server is set up with; each has a default. */
export interface SetupOptions {
  readonly org?: string | undefined
  readonly bucket?: string | undefined
  readonly token?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
}

/** Sets a fresh server up: its first user, organization, bucket and all-access token. */
export async function setUp(url: string, options: SetupOptions): Promise<OwnedAccess> {
  const { org = 'fluxline', bucket = 'fluxline', username = 'fluxline' } = options
  const token = options.token ?? randomBytes(32).toString('base64url')
  const password = options.password ?? randomBytes(12).toString('base64url')
  const answer = await call(`${url}/api/v2/setup`, undefined, { username, password, org, bucket, token })
  const made = answer as { org: { id: string }; bucket: { id: string } }
  return { url, token, org, orgID: made.org.id, bucket, bucketID: made.bucket.id, username, password }
}

/** Makes a bucket. */
export async function createBucket(access: Pick<Access, 'url' | 'token' | 'orgID'>, name: string): Promise<string> {
  const bucket = await call(`${access.url}/api/v2/buckets`, access.token, { orgID: access.orgID, name })
  return (bucket as { id: string }).id
}

/** Deletes a bucket with all that is in it. */
export async function deleteBucket(access: Pick<Access, 'url' | 'token'>, id: string): Promise<void> {
  await call(`${access.url}/api/v2/buckets/${id}`, access.token, undefined, 'DELETE')
}

/** The ID of an organization by its name or ID. */
export async function findOrgID(url: string, token: string, org: string): Promise<string> {
  const key = /^[0-9a-f]{16}$/i.test(org) ? 'orgID' : 'org'
  const answer = await call(`${url}/api/v2/orgs?${new URLSearchParams({ [key]: org })}`, token).catch(
    (error: Error) => {
      if (error.message.includes(' was answered 404')) return { orgs: [] }
      throw error
    },
  )
  const { orgs } = answer as { orgs: { id: string }[] }
  if (!orgs[0]) throw new InfluxdError(`${url} has no organization "${org}" that the token may see.`)
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
    throw new InfluxdError(`${url} does not answer: ${reason}. Check FLUXLINE_TEST_URL if it is your own server.`)
  })
  const text = await response.text()
  if (!response.ok) throw new InfluxdError(`${method} ${url} was answered ${response.status}: ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
