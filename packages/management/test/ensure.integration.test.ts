import { describe, expect, it } from 'vitest'
import { createBucketsApi, createTasksApi, ensureBucket, ensureTask } from '../src/index.ts'
import { unique, useOrg } from './support.ts'

const place = useOrg()

describe('ensureBucket', () => {
  it('creates a bucket once, even if called many times at once', async () => {
    const name = unique('shared')
    const found = await Promise.all(Array.from({ length: 8 }, () => ensureBucket(place.client, { name })))
    expect(new Set(found.map(({ id }) => id)).size).toBe(1)
  })

  it('changes the members that are set, or leaves the bucket as it is', async () => {
    const { client } = place
    const name = unique('kept')
    const made = await ensureBucket(client, { name, description: 'd', retentionRules: { everySeconds: 7200 } })
    expect(await ensureBucket(client, { name })).toEqual(made)
    expect(await ensureBucket(client, { name, description: 'd', retentionRules: [{ everySeconds: 7200 }] })).toEqual(
      made,
    )
    const longer = await ensureBucket(client, { name, retentionRules: { everySeconds: 86_400 } })
    expect(longer).toMatchObject({ id: made.id, description: 'd', retentionRules: [{ everySeconds: 86_400 }] })
    expect((await ensureBucket(client, { name, retentionRules: [] })).retentionRules).toMatchObject([
      { everySeconds: 0 },
    ])
    await expect(ensureBucket(client, { name: '_x' })).rejects.toMatchObject({ status: 400 })
    expect(await createBucketsApi(client).list({ name })).toHaveLength(1)
  })
})

describe('ensureTask', () => {
  const flux = 'import "array"\narray.from(rows: [{v: 1}])'

  it('creates a task, changes it, or leaves it as it is', async () => {
    const { client } = place
    const name = unique('a "task"')
    const made = await ensureTask(client, { name, every: '1h', flux, description: 'd' })
    expect(made).toMatchObject({ name, every: '1h', description: 'd', status: 'active' })
    expect(await ensureTask(client, { name, every: '1h', flux })).toEqual(made)
    const paused = await ensureTask(client, { name, cron: '@daily', offset: '1m', flux, status: 'inactive' })
    expect(paused).toMatchObject({ id: made.id, cron: '@daily', offset: '1m', status: 'inactive', description: 'd' })
    expect(await ensureTask(client, { name, cron: '@daily', offset: '1m', flux })).toEqual(paused)
  })

  it('creates a task once, even if called many times at once', async () => {
    const name = unique('shared')
    const asked = Array.from({ length: 8 }, () => ensureTask(place.client, { name, every: '1h', flux }))
    expect(new Set((await Promise.all(asked)).map(({ id }) => id)).size).toBe(1)
    expect(await createTasksApi(place.client).list({ name })).toHaveLength(1)
  })

  it('does not choose between tasks with one name', async () => {
    const { client } = place
    const name = unique('twin')
    const tasks = createTasksApi(client)
    const task = await tasks.createEvery({ name, every: '1h', flux })
    await tasks.clone(task)
    await expect(ensureTask(client, { name, every: '1h', flux })).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringContaining('There are 2 tasks'),
    })
  })
})
