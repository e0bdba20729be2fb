import { describe, expect, it } from 'vitest'
import { createBucketsApi, createLabelsApi, createTasksApi, createUsersApi, permissions } from '../src/index.ts'
import { ABSENT, collect, unique, useOrg } from './support.ts'

const place = useOrg()
const tasks = createTasksApi(place.client)

const script = 'import "array"\n\narray.from(rows: [{v: 1}])\n'
const named = (name: string): string =>
  `option task = {name: "${name}", every: 1h}\n${script.replace('import "array"', '')}`

const minute = (at: number): Date => new Date(Date.UTC(2026, 0, 1, 0, at))

const lacks = (permission: string, status: number): object => ({
  code: 'FLUXLINE_HTTP',
  status,
  message: expect.stringContaining(`The token lacks ${permission}:orgs/…/tasks`),
})

describe('a task', () => {
  it('can be created, found, changed and deleted', async () => {
    const flux = 'option task = {name: "life", cron: "0 * * * *", offset: 10s}\nx = 1\n'
    const made = await tasks.create({ flux, description: 'all of it', status: 'inactive' })
    expect(made).toMatchObject({
      orgID: place.orgID,
      org: place.org,
      name: 'life',
      description: 'all of it',
      status: 'inactive',
      flux,
      cron: '0 * * * *',
      offset: '10s',
      createdAt: expect.any(Date),
      latestCompleted: expect.any(Date),
      labels: [],
    })
    expect(await tasks.find(made.id)).toEqual(made)
    expect(await tasks.list({ name: 'life', status: 'inactive' })).toEqual([made])
    expect(await tasks.list({ name: 'life', status: 'active' })).toEqual([])
    expect(await collect(tasks.iterate({ name: 'life', limit: 1 }))).toEqual([made])

    await tasks.delete(made)
    await expect(tasks.find(made)).rejects.toMatchObject({ status: 404, serverCode: 'not found' })
  })

  it('can be created from a script with imports, by interval and by cron', async () => {
    const every = await tasks.createEvery({ name: unique('every'), every: '1h30m', offset: '5m', flux: script })
    expect(every).toMatchObject({ every: '1h30m', offset: '5m', name: expect.stringContaining('every-') })
    const cron = await tasks.createCron({ name: unique('cron'), cron: '@hourly', flux: script, status: 'inactive' })
    expect(cron).toMatchObject({ cron: '@hourly', status: 'inactive' })
    expect(cron.flux).toContain(script)
  })

  it.each([
    '"quoted"',
    'a ${b} "${"c"}"',
    'back\\slash',
    'lines\nand\ttabs',
    "it's // no /* comment */",
    '日本 $',
    'a\u0000b\u001B',
    'a"}, every: 1s',
  ])('can be created as %j and renamed', async (name) => {
    const task = await tasks.createEvery({ name, every: '1h', flux: script })
    expect(task.name).toBe(name)
    const renamed = await tasks.update(task, { name: `${name} 2` })
    expect(renamed).toMatchObject({ name: `${name} 2`, every: '1h' })
    expect(await tasks.update(renamed, { name, every: '2h' })).toMatchObject({ name, every: '2h' })
    expect(await tasks.list({ name })).toHaveLength(1)
  })

  it('keeps its script as it is when other members change', async () => {
    const flux = `// mine\noption task={every:1h,name:"a"}\n  x=1 // odd  spacing\n`
    const task = await tasks.create({ flux })
    expect(await tasks.update(task, { name: 'b' })).toMatchObject({
      name: 'b',
      flux: flux.replace('name:"a"', 'name: "b"'),
    })
    expect(await tasks.update(task, { cron: '@daily' })).toMatchObject({ cron: '@daily' })
    expect(await tasks.update(task, { every: '2h', offset: '1m' })).toMatchObject({ every: '2h', offset: '1m' })
    const last = await tasks.update(task.id, { offset: null })
    expect(last.offset).toBeUndefined()
    expect(last.cron).toBeUndefined()
    expect(last.flux).toBe(flux.replace('every:1h,name:"a"', 'every: 2h,name: "b"'))
  })

  it('changes only the members that are set', async () => {
    const task = await tasks.createEvery({ name: unique('saved'), every: '1h', flux: script, description: 'd' })
    expect(await tasks.update(task, {})).toEqual(task)
    expect(await tasks.update(task.id, {})).toEqual(task)
    const paused = await tasks.update(task, { status: 'inactive' })
    expect(paused).toMatchObject({ status: 'inactive', flux: task.flux, description: 'd' })
    const flux = named('other')
    expect(await tasks.update(paused, { flux })).toMatchObject({ name: 'other', flux, status: 'inactive' })
    expect(await tasks.update(task, { flux, name: 'mine' })).toMatchObject({ name: 'mine' })
    const described = await tasks.update(task, { description: 'new' })
    expect(described).toMatchObject({ description: 'new', status: 'inactive' })
    expect(await tasks.update(described, { description: null })).not.toHaveProperty('description')
  })

  it('can be cloned with its labels, description and status', async () => {
    const label = await createLabelsApi(place.client).create({ name: unique('label') })
    const task = await tasks.createEvery({
      name: unique('original'),
      every: '1h',
      flux: script,
      status: 'inactive',
      description: 'd',
    })
    await tasks.addLabel(task, label)
    const clone = await tasks.clone(task)
    const { orgID, name, flux, status, description } = task
    expect(clone).toMatchObject({ orgID, name, flux, status, description, labels: [label] })
    expect(clone.id).not.toBe(task.id)
    expect(await tasks.labels(clone.id)).toEqual([label])
    await tasks.removeLabel(clone, label)
    expect(await tasks.labels(clone)).toEqual([])
    expect(await tasks.labels(task)).toEqual([label])
  })

  it('has members and owners, and is listed for its owner', async () => {
    const users = createUsersApi(place.client)
    const [me, user] = [await users.me(), await users.create({ name: unique('user') })]
    const task = await tasks.create({ flux: named(unique('related')) })
    expect(await tasks.addMember(task, user)).toMatchObject({ id: user.id, role: 'member' })
    expect(await tasks.members(task)).toMatchObject([{ id: user.id }])
    await tasks.removeMember(task, user)
    expect(await tasks.addOwner(task, user)).toMatchObject({ role: 'owner' })
    expect((await tasks.owners(task)).map(({ id }) => id)).toContain(user.id)
    await tasks.removeOwner(task, user.id)
    expect(await tasks.list({ user, name: task.name })).toEqual([])
    expect(await tasks.list({ user: me, name: task.name })).toEqual([task])
    await users.delete(user)
  })
})

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

describe('a run', () => {
  it('can be started manually and waited for, and has logs', async () => {
    const task = await tasks.create({ flux: named(unique('run')) })
    const asked = await tasks.runManually(task)
    expect(asked).toMatchObject({ taskID: task.id, status: 'scheduled', requestedAt: expect.any(Date) })
    const run = await tasks.waitForRun(task, asked, { timeout: 10_000 })
    // The script lacks its import.
    expect(run).toMatchObject({ id: asked.id, status: 'failed', finishedAt: expect.any(Date) })
    expect(run.log?.[0]).toMatchObject({ runID: run.id, time: expect.any(Date), message: expect.any(String) })
    // A busy server adds the last lines of the log a moment after the run has ended.
    const { log: firstLog, ...rest } = run
    expect(await tasks.run(task.id, run.id)).toMatchObject(rest)
    await expect
      .poll(async () => (await tasks.runLogs(task, run)).length, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(firstLog?.length ?? 0)
    await expect
      .poll(async () => isEqual(await tasks.logs(task), await tasks.runLogs(task, run)), { timeout: 10_000 })
      .toBe(true)
    const log = await tasks.runLogs(task, run)
    expect(log.map(({ message }) => message)).toContainEqual(expect.stringContaining('Completed(failed)'))
    // A busy server updates the task a moment later.
    await expect
      .poll(() => tasks.find(task), { timeout: 10_000 })
      .toMatchObject({ lastRunStatus: 'failed', lastRunError: expect.any(String) })

    const again = await tasks.waitForRun(task, await tasks.retryRun(task, run), { timeout: 10_000 })
    expect(again.id).not.toBe(run.id)
    expect(again.scheduledFor).toEqual(run.scheduledFor)
    await expect(tasks.cancelRun(task, run)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('Only a run that has not ended'),
    })
  })

  it('can succeed, or wait and be canceled', async () => {
    const task = await tasks.createEvery({ name: unique('good'), every: '1h', flux: script })
    expect(await tasks.logs(task)).toEqual([])
    const soon = new Date(Date.now() + 600_000)
    const [now, later] = [await tasks.runManually(task), await tasks.runManually(task, { scheduledFor: soon })]
    expect(await tasks.waitForRun(task.id, now.id)).toMatchObject({ status: 'success' })
    const refused = tasks.waitForRun(task, later, { timeout: 200 })
    await expect(refused).rejects.toMatchObject({
      code: 'FLUXLINE_TIMEOUT',
      message: expect.stringContaining(later.id),
    })
    await tasks.cancelRun(task, later)
    expect(await tasks.waitForRun(task, later)).toMatchObject({ status: 'canceled' })
  })

  it('is listed once, with pages of any size, even if several have the same time', async () => {
    const task = await tasks.createEvery({ name: unique('many'), every: '1h', flux: script })
    // A second run for the same time is refused while the first is queued.
    for (const minutes of [[1, 2, 3, 4], [1, 3], [1]]) {
      const asked = await Promise.all(minutes.map((at) => tasks.runManually(task, { scheduledFor: minute(at) })))
      await Promise.all(asked.map((run) => tasks.waitForRun(task, run, { timeout: 10_000 })))
    }
    for (const limit of [1, 3, 500]) {
      const runs = await collect(tasks.iterateRuns(task, { limit }))
      expect(runs.map(({ scheduledFor }) => scheduledFor)).toEqual([4, 3, 3, 2, 1, 1, 1].map(minute))
      expect(new Set(runs.map(({ id }) => id)).size).toBe(7)
    }
    const between = await tasks.runs(task, { afterTime: minute(1), beforeTime: '2026-01-01T00:03:00Z' })
    expect(between.map(({ scheduledFor }) => scheduledFor)).toEqual([minute(2)])
    expect(await tasks.runs(task, { limit: 2 })).toHaveLength(2)
  })
})

describe('an error explains itself:', () => {
  it('invalid', async () => {
    await expect(tasks.create({ flux: script })).rejects.toMatchObject({
      status: 400,
      serverCode: 'invalid',
      message: expect.stringContaining('no task options defined'),
    })
    await expect(tasks.createEvery({ name: 'x', every: '1h', flux: 'from(' })).rejects.toMatchObject({ status: 400 })
    const task = await tasks.create({ flux: named(unique('inactive')), status: 'inactive' })
    await expect(tasks.runManually(task)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Set the task's status to active first"),
    })
    await expect(tasks.runs(task, { afterTime: '2030-01-01T00:00:00Z' })).rejects.toMatchObject({
      message: expect.stringContaining('Pass an `afterTime` before `beforeTime`'),
    })
    for (const act of [
      () => tasks.createEvery({ name: 'x', every: '1 hour', flux: script }),
      () => tasks.createEvery({ name: 'x', every: '1h', flux: named('y') }),
      () => tasks.update(task, { name: ' ' }),
      () => tasks.update(task, { every: '1h', cron: '@daily' }),
      () => tasks.update(task, { status: 'paused' as never }),
      () => tasks.list({ status: 'paused' as never }),
      () => tasks.find('task'),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    }
  })

  it('not found', async () => {
    const task = await tasks.create({ flux: named(unique('found')) })
    const missing = { status: 404, serverCode: 'not found' }
    await expect(tasks.delete(ABSENT)).rejects.toMatchObject(missing)
    await expect(tasks.update(ABSENT, { name: 'x' })).rejects.toMatchObject(missing)
    await expect(tasks.run(task, ABSENT)).rejects.toMatchObject(missing)
    await expect(tasks.runs(ABSENT)).rejects.toMatchObject(missing)
    await expect(tasks.create({ flux: named('x'), org: 'nowhere' })).rejects.toMatchObject(missing)
  })

  it('forbidden, which InfluxDB calls not found or an internal error', async () => {
    const { client, orgID } = place
    const task = await tasks.create({ flux: named(unique('mine')) })
    const bucket = (await createBucketsApi(client).findByName('_tasks'))!
    const stranger = createTasksApi(await place.only(permissions.read.bucket(bucket)))
    const reader = createTasksApi(await place.only(permissions.read.tasks(orgID)))
    expect(await stranger.list({ orgID })).toEqual([])
    await expect(stranger.find(task)).rejects.toMatchObject(lacks('read', 404))
    await expect(stranger.runs(task)).rejects.toMatchObject(lacks('read', 500))
    await expect(reader.delete(task)).rejects.toMatchObject(lacks('write', 500))
    await expect(reader.update(task, { name: 'x' })).rejects.toMatchObject(lacks('write', 500))
    await expect(reader.runManually(task)).rejects.toMatchObject(lacks('write', 500))
    await expect(reader.create({ flux: named('x'), orgID })).rejects.toMatchObject(lacks('write', 500))
  })
})
