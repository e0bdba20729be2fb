import { describe, expect, it } from 'vitest'
import { createBucketsApi, createLabelsApi, createUsersApi, permissions } from '../src/index.ts'
import { ABSENT, collect, unique, useOrg } from './support.ts'

const place = useOrg()
const buckets = createBucketsApi(place.client)

const lacks = (permission: string): object => ({
  code: 'FLUXLINE_HTTP',
  status: 401,
  serverCode: 'unauthorized',
  message: expect.stringContaining(`The token lacks ${permission}`),
})

describe('a bucket', () => {
  it('can be created, found, changed and deleted', async () => {
    const made = await buckets.create({
      name: 'life',
      description: 'all of it',
      rp: 'autogen',
      retentionRules: { everySeconds: 7200, shardGroupDurationSeconds: 3600 },
    })
    expect(made).toMatchObject({
      orgID: place.orgID,
      type: 'user',
      name: 'life',
      description: 'all of it',
      rp: 'autogen',
      retentionRules: [{ type: 'expire', everySeconds: 7200, shardGroupDurationSeconds: 3600 }],
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
      labels: [],
    })
    expect(await buckets.find(made)).toEqual(made)
    expect(await buckets.find(made.id)).toEqual(made)
    expect(await buckets.findByName('life')).toEqual(made)
    expect(await buckets.list({ name: 'life' })).toEqual([made])
    expect(await collect(buckets.iterate({ name: 'life', limit: 1 }))).toEqual([made])

    const renamed = await buckets.update(made, { name: 'new life' })
    expect(renamed).toMatchObject({ name: 'new life', description: 'all of it', retentionRules: made.retentionRules })
    const cleared = await buckets.update(renamed, { description: null, retentionRules: null })
    expect(cleared.description).toBeUndefined()
    expect(cleared).toMatchObject({ name: 'new life', retentionRules: [{ everySeconds: 0 }] })
    const kept = await buckets.update(made.id, {})
    expect(kept).toMatchObject({ name: 'new life', retentionRules: cleared.retentionRules })

    // Only members that are set change, even if all of them are undefined.
    await buckets.update(kept, { description: 'by another' })
    expect(await buckets.update({ ...kept, name: 'x' }, { name: undefined })).toMatchObject({
      name: 'new life',
      description: 'by another',
    })

    await buckets.delete(kept)
    await expect(buckets.find(kept)).rejects.toMatchObject({ status: 404, serverCode: 'not found' })
    expect(await buckets.findByName('new life')).toBeUndefined()
  })

  it('keeps points forever by default, and takes one rule or a list of one', async () => {
    const { retentionRules } = await buckets.create({ name: unique('ever') })
    expect(retentionRules).toEqual([{ type: 'expire', everySeconds: 0, shardGroupDurationSeconds: 604_800 }])
    const listed = await buckets.create({ name: unique('list'), retentionRules: [{ everySeconds: 3600 }] })
    expect(listed.retentionRules).toMatchObject([{ everySeconds: 3600 }])
  })

  it('belongs to the organization of the call, by name or ID, else to that of the client', async () => {
    const { access, client } = place
    for (const org of [access.org, access.orgID, { name: access.org }, { id: access.orgID }]) {
      const bucket = await buckets.create({ name: unique('elsewhere'), org })
      expect(bucket.orgID).toBe(access.orgID)
      expect(await buckets.findByName(bucket.name)).toBeUndefined()
      expect(await buckets.findByName(bucket.name, { org })).toEqual(bucket)
      expect(await buckets.findByName(bucket.name, { org: null })).toEqual(bucket)
      await buckets.delete(bucket)
    }
    await expect(buckets.findByName('_tasks', { org: null })).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    const orgless = createBucketsApi({ ...client, org: undefined })
    await expect(orgless.create({ name: 'x' })).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    await expect(buckets.create({ name: 'x', org: 'nowhere' })).rejects.toMatchObject({ status: 404 })
  })

  it('has labels, members and owners', async () => {
    const { client, orgID } = place
    const bucket = await buckets.create({ name: unique('related') })
    const label = await createLabelsApi(client).create({ name: unique('label'), orgID })
    expect(await buckets.addLabel(bucket, label)).toEqual(label)
    await expect(buckets.addLabel(bucket, label)).rejects.toMatchObject({ status: 422, serverCode: 'conflict' })
    expect(await buckets.labels(bucket.id)).toEqual([label])
    expect((await buckets.find(bucket)).labels).toEqual([label])
    await buckets.removeLabel(bucket, label.id)
    await buckets.removeLabel(bucket, label.id)
    expect(await buckets.labels(bucket)).toEqual([])

    const users = createUsersApi(client)
    const user = await users.create({ name: unique('user') })
    expect(await buckets.addMember(bucket, user)).toMatchObject({ id: user.id, name: user.name, role: 'member' })
    await expect(buckets.addOwner(bucket, user)).rejects.toMatchObject({
      status: 500,
      message: expect.stringContaining('a member or an owner already'),
    })
    expect(await buckets.members(bucket)).toMatchObject([{ id: user.id }])
    await expect(buckets.removeOwner(bucket, user)).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    await buckets.removeMember(bucket, user.id)
    expect(await buckets.addOwner(bucket, user.id)).toMatchObject({ role: 'owner' })
    await expect(buckets.removeMember(bucket, user)).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    expect(await buckets.owners(bucket)).toMatchObject([{ id: user.id }])
    await buckets.removeOwner(bucket, user)
    expect(await buckets.owners(bucket)).toEqual([])
    await users.delete(user)
  })
})

describe('a harmful call is refused before it is sent:', () => {
  it('deleting a system bucket', async () => {
    const tasks = (await buckets.findByName('_tasks'))!
    for (const bucket of [tasks, tasks.id]) {
      await expect(buckets.delete(bucket)).rejects.toMatchObject({
        code: 'FLUXLINE_OPTION',
        message: expect.stringContaining('_tasks is a system bucket'),
      })
    }
    // If its storage were gone, this would get a 500.
    await expect(buckets.update(tasks, { description: 'still here' })).resolves.toMatchObject({ type: 'system' })
  })

  it.each([
    ['a bucket without a name', () => buckets.create({ name: ' ' })],
    ['removing a name', () => buckets.update(ABSENT, { name: '' })],
    [
      'shards of a second',
      () => buckets.update(ABSENT, { retentionRules: { everySeconds: 0, shardGroupDurationSeconds: 1 } }),
    ],
    ['a name instead of an ID', () => buckets.delete('metrics')],
    ['an ID that is another path', () => buckets.find('../orgs')],
  ])('%s', async (_, act) => {
    await expect(act()).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
  })
})

describe('an error explains itself:', () => {
  it('not found', async () => {
    await expect(buckets.find(ABSENT)).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      status: 404,
      serverCode: 'not found',
    })
    await expect(buckets.members(ABSENT)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('The resource does not exist'),
    })
    await expect(buckets.list({ org: 'nowhere' })).rejects.toMatchObject({ status: 404 })
    await expect(buckets.list({ org: 'nowhere', name: 'x' })).rejects.toMatchObject({ status: 404 })
  })

  it('conflict', async () => {
    const [one, two] = [await buckets.create({ name: unique('one') }), await buckets.create({ name: unique('two') })]
    const conflict = { status: 422, serverCode: 'conflict' }
    await expect(buckets.create({ name: one.name })).rejects.toMatchObject(conflict)
    await expect(buckets.update(two, { name: one.name })).rejects.toMatchObject(conflict)
  })

  it('invalid', async () => {
    await expect(buckets.create({ name: '_x' })).rejects.toMatchObject({ status: 400, serverCode: 'invalid' })
    await expect(buckets.create({ name: 'x', retentionRules: { everySeconds: 1 } })).rejects.toMatchObject({
      status: 500,
      message: expect.stringContaining('or 0 to keep points forever'),
    })
    const bucket = await buckets.create({ name: unique('shards') })
    await expect(buckets.update(bucket, { retentionRules: { everySeconds: 3600 } })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Also pass `shardGroupDurationSeconds`'),
    })
  })

  it('forbidden', async () => {
    const bucket = await buckets.create({ name: unique('mine') })
    const reader = createBucketsApi(await place.only(permissions.read.bucket(bucket)))
    expect(await reader.find(bucket)).toMatchObject({ id: bucket.id })
    expect(await collect(reader.iterate({ orgID: place.orgID, limit: 1 }))).toMatchObject([{ id: bucket.id }])
    await expect(reader.update(bucket, { name: 'x' })).rejects.toMatchObject(
      lacks(`write:orgs/${place.orgID}/buckets/${bucket.id}`),
    )
    await expect(reader.delete(bucket)).rejects.toMatchObject(lacks('write:orgs/'))
    await expect(reader.create({ name: 'x', orgID: place.orgID })).rejects.toMatchObject(lacks('write:orgs/'))
    await expect(reader.create({ name: 'x' })).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringContaining('cannot read organization'),
    })
  })

  it('unknown token', async () => {
    const stranger = createBucketsApi({
      ...place.client,
      request: (spec) =>
        place.client.request({ ...spec, headers: { ...spec.headers, authorization: 'Token nonsense' } }),
    })
    await expect(stranger.list()).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('Check that a valid token'),
    })
  })
})

it('aborts a request by its signal', async () => {
  await expect(buckets.list({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'FLUXLINE_ABORTED' })
  await expect(buckets.update(ABSENT, { name: 'x' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'FLUXLINE_ABORTED',
  })
})
