import { inspect } from 'node:util'
import { useBucket } from '@fluxline/test-support'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createClient, write } from '../src/index.ts'
import type { Client, ClientOptions } from '../src/index.ts'
import { createToken, createUser, patch, remove } from './admin.ts'

const access = useBucket()
let admin: Client

beforeAll(() => {
  admin = open(access.token)
})

afterAll(() => admin.close())

function open(token: ClientOptions['token']): Client {
  return createClient({ url: access.url, org: access.org, token })
}

const writeOne = (client: Client): Promise<void> => write(client, 'm v=1', { bucket: access.bucket })
const readBucket = (client: Client): Promise<unknown> =>
  client.request({ method: 'GET', path: `/api/v2/buckets/${access.bucketID}` })

it('a token writes and reads', async () => {
  const { id, token } = await createToken(admin, access)
  await using client = open(token)
  await writeOne(client)
  await expect(readBucket(client)).resolves.toMatchObject({ status: 200 })
  await remove(admin, `/api/v2/authorizations/${id}`)
})

it('an unknown token is refused, and not shown', async () => {
  await using client = open('nonsense-secret')
  const error: unknown = await writeOne(client).catch((caught: unknown) => caught)
  expect(error).toMatchObject({
    code: 'FLUXLINE_HTTP',
    status: 401,
    serverCode: 'unauthorized',
    retryable: false,
    message: expect.stringContaining('unauthorized access. Check that a valid token'),
  })
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('secret')
})

it('a revoked token is refused at once, and a provider returns the next one', async () => {
  const [first, second] = [await createToken(admin, access), await createToken(admin, access)]
  const token = vi.fn<() => string>().mockReturnValueOnce(first.token).mockReturnValueOnce(second.token)
  await using fixed = open(first.token)
  await using renewed = open(token)
  await Promise.all([writeOne(fixed), writeOne(renewed)])
  await remove(admin, `/api/v2/authorizations/${first.id}`)
  await expect(writeOne(fixed)).rejects.toMatchObject({ status: 401, serverMessage: 'unauthorized access' })
  await writeOne(renewed)
  expect(token).toHaveBeenCalledTimes(2)
  await remove(admin, `/api/v2/authorizations/${second.id}`)
})

it('an inactive token is refused with that reason, with another message for a write than for a read', async () => {
  const { id, token } = await createToken(admin, access)
  await using client = open(token)
  await patch(admin, `/api/v2/authorizations/${id}`, { status: 'inactive' })
  await expect(writeOne(client)).rejects.toMatchObject({
    status: 403,
    serverCode: 'forbidden',
    serverMessage: 'insufficient permissions for write: token is inactive',
  })
  await expect(readBucket(client)).rejects.toMatchObject({ status: 401, serverMessage: 'token is inactive' })
  await remove(admin, `/api/v2/authorizations/${id}`)
})

it('a token without the permission is refused with what it lacks', async () => {
  const { id, token } = await createToken(admin, access)
  await using client = open(token)
  await expect(client.request({ method: 'GET', path: `/api/v2/orgs/${access.orgID}` })).rejects.toMatchObject({
    status: 401,
    serverMessage: `read:orgs/${access.orgID} is unauthorized`,
  })
  await remove(admin, `/api/v2/authorizations/${id}`)
})

it.each(['inactive', 'deleted'])('the token of a user who is %s is refused with that reason', async (fate) => {
  const user = await createUser(admin, access)
  const { id, token } = await createToken(admin, access, user.id)
  await using client = open(token)
  await writeOne(client)
  if (fate === 'deleted') await remove(admin, `/api/v2/users/${user.id}`)
  else await patch(admin, `/api/v2/users/${user.id}`, { status: 'inactive' })
  await expect(writeOne(client)).rejects.toMatchObject({ status: 403, serverMessage: 'User is inactive' })
  await remove(admin, `/api/v2/authorizations/${id}`)
})
