import { afterAll, describe, expect, it } from 'vitest'
import { createBucketsApi, createOrganizationsApi, createUsersApi, permissions } from '../src/index.ts'
import type { Organization } from '../src/index.ts'
import { ABSENT, collect, unique, useOrg } from './support.ts'

const place = useOrg()
const organizations = createOrganizationsApi(place.client)
const made: Organization[] = []

async function make(): Promise<Organization> {
  const organization = await organizations.create({ name: unique('org'), description: 'made by a test' })
  made.push(organization)
  return organization
}

afterAll(() => Promise.all(made.map((organization) => organizations.delete(organization).catch(() => {}))))

describe('an organization', () => {
  it('can be created, found, changed and deleted', async () => {
    const organization = await make()
    expect(organization).toMatchObject({ description: 'made by a test', createdAt: expect.any(Date) })
    expect(await organizations.find(organization.id)).toEqual(organization)
    expect(await organizations.findByName(organization.name)).toEqual(organization)
    expect(await organizations.list({ org: organization })).toEqual([organization])
    expect(await collect(organizations.iterate({ org: organization.name }))).toEqual([organization])

    const name = unique('renamed')
    const renamed = await organizations.update(organization, { name })
    expect(renamed).toMatchObject({ id: organization.id, name, description: 'made by a test' })
    expect(await organizations.update(renamed.id, { description: null })).toMatchObject({ name, description: '' })

    await organizations.delete(renamed)
    await expect(organizations.find(renamed)).rejects.toMatchObject({ status: 404, serverCode: 'not found' })
    expect(await organizations.findByName(name)).toBeUndefined()
    expect(await organizations.list({ org: renamed.id })).toEqual([])
  })

  it('has members and owners, and is listed for them', async () => {
    const organization = await make()
    const users = createUsersApi(place.client)
    const user = await users.create({ name: unique('user') })
    expect(await organizations.owners(organization)).toMatchObject([
      { id: (await organizations.me()).id, role: 'owner' },
    ])
    expect(await organizations.addMember(organization, user)).toMatchObject({ role: 'member' })
    expect(await organizations.members(organization)).toMatchObject([{ id: user.id }])
    expect(await organizations.list({ user })).toEqual([organization])
    expect(await collect(organizations.iterate({ user: user.id, limit: 1 }))).toEqual([organization])
    await organizations.removeMember(organization, user)
    await organizations.addOwner(organization, user)
    await organizations.removeOwner(organization, user)
    expect(await organizations.list({ user })).toEqual([])
    await users.delete(user)
  })

  it('has secrets, whose values InfluxDB never returns', async () => {
    const organization = await make()
    expect(await organizations.secrets(organization)).toEqual([])
    await organizations.setSecrets(organization, { one: '1', two: '2' })
    await organizations.setSecrets(organization.id, { two: '3' })
    expect((await organizations.secrets(organization)).sort()).toEqual(['one', 'two'])
    await organizations.removeSecrets(organization, ['one', 'three'])
    expect(await organizations.secrets(organization.id)).toEqual(['two'])
  })
})

describe('an error explains itself:', () => {
  it('conflict', async () => {
    const { name } = await make()
    await expect(organizations.create({ name })).rejects.toMatchObject({ status: 422, serverCode: 'conflict' })
  })

  it('a wrong name or ID, for which InfluxDB would list all', async () => {
    for (const act of [
      () => organizations.list({ user: 'me' }),
      () => organizations.list({ org: { id: 'x' } }),
      () => organizations.list({ org: '' }),
      () => organizations.find('acme'),
      () => organizations.create({ name: ' ' }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    }
  })

  it('forbidden and not found', async () => {
    const bucket = (await createBucketsApi(place.client).findByName('_tasks'))!
    const stranger = createOrganizationsApi(await place.only(permissions.read.bucket(bucket)))
    await expect(stranger.find(place.orgID)).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining(`The token lacks read:orgs/${place.orgID}`),
    })
    await expect(stranger.create({ name: unique('x') })).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('The token lacks write:orgs'),
    })
    await expect(stranger.members(place.orgID)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('or the token cannot read it'),
    })
    await expect(stranger.me()).rejects.toMatchObject({
      message: expect.stringContaining('The token lacks read:users/'),
    })
    expect(await stranger.findByName(place.org)).toBeUndefined()
    await expect(organizations.delete(ABSENT)).rejects.toMatchObject({ status: 404 })
  })
})
