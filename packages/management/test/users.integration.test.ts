import { createClient, session } from '@fluxline/core'
import { afterAll, describe, expect, it } from 'vitest'
import { createUsersApi, permissions } from '../src/index.ts'
import type { User } from '../src/index.ts'
import { ABSENT, collect, unique, useOrg } from './support.ts'

const place = useOrg()
const users = createUsersApi(place.client)
const made: User[] = []

async function make(name = unique('user')): Promise<User> {
  const user = await users.create({ name })
  made.push(user)
  return user
}

afterAll(() => Promise.all(made.map((user) => users.delete(user).catch(() => {}))))

describe('a user', () => {
  it('can be created, found, changed and deleted', async () => {
    const user = await make()
    expect(user).toMatchObject({ name: expect.stringContaining('user-'), status: 'active' })
    expect(await users.find(user.id)).toEqual(user)
    expect(await users.findByName(user.name)).toEqual(user)
    expect(await users.list({ name: user.name })).toEqual([user])
    expect(await collect(users.iterate({ name: user.name, limit: 1 }))).toEqual([user])

    const name = unique('renamed')
    expect(await users.update(user, { name })).toEqual({ ...user, name })
    expect(await users.update(user, { status: 'inactive' })).toMatchObject({ name, status: 'inactive' })

    await users.delete(user)
    await expect(users.find(user)).rejects.toMatchObject({ status: 404, serverCode: 'not found' })
    expect(await users.findByName(name)).toBeUndefined()
    expect(await users.list({ name })).toEqual([])
  })

  it('can sign in with the password that was set', async () => {
    const user = await make()
    await users.updatePassword(user, 'pässwörd')
    await users.updatePassword(user.id, 'pässwörd 2')
    await using client = createClient({
      url: place.access.url,
      auth: session({ username: user.name, password: 'pässwörd 2' }),
    })
    expect(await createUsersApi(client).me()).toEqual(user)
  })
})

describe('an error explains itself:', () => {
  it('conflict', async () => {
    const [one, two] = [await make(), await make()]
    await expect(make(one.name)).rejects.toMatchObject({ status: 422, serverCode: 'conflict' })
    await expect(users.update(two, { name: one.name })).rejects.toMatchObject({ status: 422, serverCode: 'conflict' })
  })

  it('invalid, without the password', async () => {
    const user = await make()
    const refused: unknown = await users.updatePassword(user, 'short12').catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining('between 8 and 72 characters') })
    expect(String(refused)).not.toContain('short12')
    for (const act of [
      () => users.create({ name: '' }),
      () => users.create({ name: 'x', status: 'weird' as never }),
      () => users.update(user, { status: '' as never }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    }
  })

  it('not found', async () => {
    await expect(users.updatePassword(ABSENT, 'password1')).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('The user does not exist'),
    })
    await expect(users.delete(ABSENT)).rejects.toMatchObject({ status: 404 })
  })

  it('forbidden', async () => {
    const [me, other] = [await users.me(), await make()]
    const narrow = createUsersApi(await place.only(permissions.read.user(me)))
    expect(await narrow.me()).toEqual(me)
    await expect(narrow.update(other, { name: 'x' })).rejects.toMatchObject({
      status: 401,
      serverCode: 'unauthorized',
      message: expect.stringContaining(`The token lacks write:users/${other.id}`),
    })
    expect(await collect(narrow.iterate())).toEqual([me])
  })
})
