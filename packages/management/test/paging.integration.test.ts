import { startInfluxd } from '@fluxline/influxd'
import { afterAll, describe, expect, it } from 'vitest'
import {
  createAuthorizationsApi,
  createBucketsApi,
  createLabelsApi,
  createOrganizationsApi,
  createTasksApi,
  createUsersApi,
} from '../src/index.ts'
import type { Task } from '../src/index.ts'
import { itIsReadWhole } from './paging.ts'
import { collect, each, unique, useOrg } from './support.ts'

// A separate server, in memory: this many resources would disturb other tests, and take long to create.
const server = await startInfluxd({ flags: ['--store', 'memory'] })
afterAll(() => server.stop())
const leavesNothing = server.isExternal
const { access, client } = useOrg(await server.setup())
const buckets = createBucketsApi(client)
const tasks = createTasksApi(client)

const createTask = (name: string): Promise<Task> =>
  tasks.createEvery({ name, every: '1h', flux: 'x = 1', status: 'inactive' })

describe('the list of buckets', () => {
  itIsReadWhole(
    {
      create: (name) => buckets.create({ name }),
      delete: ({ id }) => buckets.delete(id),
      ways: [
        ['an organization', (limit) => buckets.iterate({ limit })],
        ['all organizations', (limit) => buckets.iterate({ limit, org: null })],
      ],
    },
    { leavesNothing },
  )
})

describe('the list of tasks', () => {
  itIsReadWhole(
    {
      create: createTask,
      delete: ({ id }) => tasks.delete(id),
      ways: [['an organization', (limit) => tasks.iterate({ limit })]],
    },
    { leavesNothing },
  )
})

describe('the list of organizations', () => {
  const organizations = createOrganizationsApi(client)
  itIsReadWhole(
    {
      create: (name) => organizations.create({ name }),
      delete: ({ id }) => organizations.delete(id),
      ways: [['all organizations', (limit) => organizations.iterate({ limit })]],
    },
    { leavesNothing },
  )
})

describe('the list of users', () => {
  const users = createUsersApi(client)
  itIsReadWhole(
    {
      create: (name) => users.create({ name }),
      delete: ({ id }) => users.delete(id),
      ways: [['all users', (limit) => users.iterate({ limit })]],
    },
    { leavesNothing },
  )
})

it('iterates over buckets with one name in all organizations, and tasks with one name, page by page', async () => {
  const name = unique('twin')
  await each(['a', 'b', 'c'], () => createTask(name))
  const elsewhere = await buckets.create({ name, org: access.org })
  const here = await buckets.create({ name })
  for (const limit of [1, 2, 100]) {
    expect(await collect(tasks.iterate({ name, limit }))).toHaveLength(3)
    const found = await collect(buckets.iterate({ name, org: null, limit }))
    expect(found.map(({ id }) => id).sort()).toEqual([elsewhere.id, here.id].sort())
    expect(await collect(buckets.iterate({ name, limit }))).toEqual([here])
  }
  await buckets.delete(elsewhere)
})

it('iterates over labels and authorizations, which InfluxDB does not cut into pages', async () => {
  const labels = createLabelsApi(client)
  await each(
    Array.from({ length: 250 }, (_, at) => at),
    (at) => labels.create({ name: `label ${at}` }),
  )
  expect(await labels.list()).toHaveLength(250)
  expect(await collect(labels.iterate())).toHaveLength(250)

  const authorizations = createAuthorizationsApi(client)
  const bucket = await buckets.create({ name: unique('bucket') })
  const permissions = [{ action: 'read', resource: { type: 'buckets', id: bucket.id } }] as const
  await each(
    Array.from({ length: 120 }, (_, at) => at),
    () => authorizations.create({ permissions }),
  )
  expect(await collect(authorizations.iterate())).toHaveLength(120)
})

it('stops with the loop, and by its signal', async () => {
  const controller = new AbortController()
  const found: string[] = []
  const loop = async (): Promise<void> => {
    for await (const { name } of buckets.iterate({ org: null, limit: 1, signal: controller.signal })) {
      found.push(name)
      controller.abort()
    }
  }
  await expect(loop()).rejects.toMatchObject({ code: 'FLUXLINE_ABORTED' })
  expect(found).toHaveLength(1)
})
