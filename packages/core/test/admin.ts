import { randomUUID } from 'node:crypto'
import type { Access } from '@fluxline/test-support'
import type { Client, Password } from '../src/index.ts'

type Owner = Pick<Access, 'orgID'>

/** Creates a token for everything in the organization's buckets, of the caller or of `userID`. */
export async function createToken(
  admin: Client,
  { orgID }: Owner,
  userID?: string,
): Promise<{ id: string; token: string }> {
  const permissions = ['read', 'write'].map((action) => ({ action, resource: { type: 'buckets', orgID } }))
  return (await post(admin, '/api/v2/authorizations', { orgID, userID, permissions })) as { id: string; token: string }
}

/** Creates a user who owns the organization and can sign in. */
export async function createUser(admin: Client, { orgID }: Owner): Promise<Password & { id: string }> {
  const user = { username: `user-${randomUUID()}`, password: 'my-password' }
  const { id } = (await post(admin, '/api/v2/users', { name: user.username })) as { id: string }
  await post(admin, `/api/v2/users/${id}/password`, { password: user.password })
  await post(admin, `/api/v2/orgs/${orgID}/owners`, { id })
  return { id, ...user }
}

export async function patch(admin: Client, path: string, body: object): Promise<void> {
  await (await admin.request({ method: 'PATCH', path, body: JSON.stringify(body) })).text()
}

export async function remove(admin: Client, path: string): Promise<void> {
  await (await admin.request({ method: 'DELETE', path })).text()
}

async function post(admin: Client, path: string, body: object): Promise<unknown> {
  return (await admin.request({ method: 'POST', path, body: JSON.stringify(body) })).json()
}
