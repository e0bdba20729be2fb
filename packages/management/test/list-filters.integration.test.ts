import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createAuthorizationsApi,
  createBucketsApi,
  createLabelsApi,
  createOrganizationsApi,
  createTasksApi,
  createUsersApi,
} from '../src/index.ts'
import type { User } from '../src/index.ts'
import { ABSENT, collect, unique, useOrg } from './support.ts'

const place = useOrg()
const prefix = unique('filter')
const users: User[] = []

beforeAll(async () => {
  const buckets = createBucketsApi(place.client)
  for (const name of ['a', 'b', 'c']) await buckets.create({ name: `${prefix}-${name}` })
  for (const name of ['a', 'b']) users.push(await createUsersApi(place.client).create({ name: `${prefix}-${name}` }))
})

afterAll(() => Promise.all(users.map((user) => createUsersApi(place.client).delete(user))))

describe('a list', () => {
  it('of buckets takes descending, and the bucket before the page with it', async () => {
    const buckets = createBucketsApi(place.client)
    const ascending = (await buckets.list()).map(({ name }) => name)
    const descending = await buckets.list({ descending: true })
    expect(descending.map(({ name }) => name)).toEqual(ascending.toReversed())
    const rest = await buckets.list({ descending: true, after: descending[0] })
    expect(rest.map(({ name }) => name)).toEqual(ascending.toReversed().slice(1))
  })

  it('of users takes descending with an offset', async () => {
    const api = createUsersApi(place.client)
    const [newest, next] = await api.list({ descending: true, limit: 2 })
    expect((await api.list({ descending: true, limit: 1, offset: 1 })).map(({ id }) => id)).toEqual([next?.id])
    const all = await collect(api.iterate())
    expect(all.findIndex(({ id }) => id === newest?.id)).toBeGreaterThan(all.findIndex(({ id }) => id === next?.id))
  })

  it('of buckets and of users takes an ID, also in iterate', async () => {
    const buckets = createBucketsApi(place.client)
    const bucket = (await buckets.findByName(`${prefix}-b`))!
    const [user] = users
    for (const id of [bucket.id, bucket]) {
      expect((await buckets.list({ id })).map(({ name }) => name)).toEqual([bucket.name])
      expect((await collect(buckets.iterate({ id }))).map(({ name }) => name)).toEqual([bucket.name])
    }
    const api = createUsersApi(place.client)
    expect((await api.list({ id: user })).map(({ name }) => name)).toEqual([user!.name])
    expect((await collect(api.iterate({ id: user!.id }))).map(({ name }) => name)).toEqual([user!.name])
  })

  it('is empty for an ID that does not exist', async () => {
    await expect(createBucketsApi(place.client).list({ id: ABSENT })).resolves.toEqual([])
    await expect(createUsersApi(place.client).list({ id: ABSENT })).resolves.toEqual([])
    await expect(collect(createUsersApi(place.client).iterate({ id: ABSENT }))).resolves.toEqual([])
  })

  it('of organizations accepts descending', async () => {
    const api = createOrganizationsApi(place.client)
    const ids = async (descending: boolean): Promise<string[]> =>
      (await api.list({ descending })).map(({ id }) => id).sort()
    expect(await ids(true)).toEqual(await ids(false))
  })
})

describe('a filter that InfluxDB would ignore is refused by', () => {
  it.each<[string, () => unknown, string]>([
    ['organizations.list', () => createOrganizationsApi(place.client).list({ id: ABSENT } as never), '"id" is `org`'],
    ['labels.list', () => createLabelsApi(place.client).list({ id: ABSENT } as never), 'call find(id)'],
    ['tasks.list', () => createTasksApi(place.client).list({ id: ABSENT } as never), 'call find(id)'],
    ['authorizations.list', () => createAuthorizationsApi(place.client).list({ id: ABSENT } as never), 'find(id)'],
    [
      'tasks.runs',
      () => createTasksApi(place.client).runs(ABSENT, { after: ABSENT } as never),
      '"after" returns nothing',
    ],
    [
      'tasks.iterateRuns',
      () => createTasksApi(place.client).iterateRuns(ABSENT, { after: ABSENT } as never),
      'pass `beforeTime`, or call iterateRuns',
    ],
    [
      'users.list',
      () => createUsersApi(place.client).list({ descending: true, after: ABSENT }),
      'InfluxDB ignores `after` if the list is `descending`; pass `offset`',
    ],
    ['buckets.list', () => createBucketsApi(place.client).list({ id: 'metrics' }), 'pass its ID, which has 16'],
  ])('%s', async (_, act, words) => {
    await expect(async () => act()).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringContaining(words),
    })
  })
})
