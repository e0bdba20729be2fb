import type { Client } from '@fluxline/core'
import { expectTypeOf, it } from 'vitest'
import {
  createAuthorizationsApi,
  createBucketsApi,
  createLabelsApi,
  createOrganizationsApi,
  createTasksApi,
  createUsersApi,
  deleteData,
  ensureBucket,
  ensureTask,
  permissions,
  request,
} from './index.ts'
import type { Authorization, NewAuthorization } from './authorizations/authorization.ts'
import type { Bucket } from './buckets/bucket.ts'
import type { Label } from './labels/label.ts'
import type { Permission, ResourceMember, Run, RunStatus, Task } from './index.ts'
import type { Organization } from './organizations/organization.ts'
import type { User } from './users/user.ts'

declare const client: Client
declare const bucket: Bucket
declare const task: Task
declare const user: User

it('returns resources with the names of the API, dates and unions', async () => {
  const buckets = createBucketsApi(client)
  expectTypeOf(await createAuthorizationsApi(client).clone('id')).toEqualTypeOf<NewAuthorization>()
  expectTypeOf(await buckets.create({ name: 'x' })).toEqualTypeOf<Bucket>()
  expectTypeOf(await buckets.findByName('x')).toEqualTypeOf<Bucket | undefined>()
  expectTypeOf(await buckets.list()).toEqualTypeOf<Bucket[]>()
  for await (const found of buckets.iterate()) expectTypeOf(found).toEqualTypeOf<Bucket>()
  expectTypeOf(bucket.type).toEqualTypeOf<'user' | 'system'>()
  expectTypeOf(bucket.createdAt).toEqualTypeOf<Date>()
  expectTypeOf(bucket.retentionRules[0]?.everySeconds).toEqualTypeOf<number | undefined>()
  expectTypeOf(user.status).toEqualTypeOf<'active' | 'inactive'>()
  expectTypeOf(task.lastRunStatus).toEqualTypeOf<RunStatus | undefined>()
  expectTypeOf<Run['status']>().toEqualTypeOf<'scheduled' | 'started' | 'failed' | 'success' | 'canceled'>()
  expectTypeOf<ResourceMember['role']>().toEqualTypeOf<'member' | 'owner'>()
  expectTypeOf<Authorization['token']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<NewAuthorization['token']>().toEqualTypeOf<string>()
  expectTypeOf(permissions.read.bucket(bucket)).toEqualTypeOf<Permission>()
  expectTypeOf(await createLabelsApi(client).clone('id', 'name')).toEqualTypeOf<Label>()
  expectTypeOf(await createOrganizationsApi(client).me()).toEqualTypeOf<User>()
  expectTypeOf(await createOrganizationsApi(client).findByName('x')).toEqualTypeOf<Organization | undefined>()
  expectTypeOf(await ensureBucket(client, { name: 'x' })).toEqualTypeOf<Bucket>()
  expectTypeOf(await createUsersApi(client).find('id')).toEqualTypeOf<User>()
})

it('takes changes, and no others', async () => {
  const buckets = createBucketsApi(client)
  await buckets.update(bucket, { name: 'x', description: null, retentionRules: { everySeconds: 0 } })
  expectTypeOf(await buckets.update(bucket, { description: null }, { timeout: 1 })).toEqualTypeOf<Bucket>()
  await buckets.update('id', { retentionRules: [{ type: 'expire', everySeconds: 3600 }] })
  // @ts-expect-error a name cannot be cleared
  await buckets.update(bucket, { name: null })
  // @ts-expect-error an organization cannot be changed
  await buckets.update(bucket, { orgID: 'x' })
  // @ts-expect-error a typo
  await buckets.update(bucket, { nmae: 'x' })
  // @ts-expect-error a resource without its ID
  await buckets.update({ name: 'x' }, { name: 'y' })
  // @ts-expect-error the changes are missing
  await buckets.update({ ...bucket, name: 'x' })
  // @ts-expect-error neither active nor inactive
  await createUsersApi(client).update(user, { status: 'weird' })
  // @ts-expect-error a token's permissions never change
  await createAuthorizationsApi(client).update('id', { permissions: [] })
})

it('takes only its own resource', async () => {
  const tasks = createTasksApi(client)
  // @ts-expect-error a task is not a bucket
  await createBucketsApi(client).delete(task)
  expectTypeOf(await tasks.clone(task)).toEqualTypeOf<Task>()
  // @ts-expect-error a bucket is not a task
  permissions.read.task(bucket)
  // @ts-expect-error a task runs by interval or by cron
  await ensureTask(client, { name: 'x', flux: 'y', every: '1h', cron: '@daily' })
  // @ts-expect-error a task needs a schedule
  await ensureTask(client, { name: 'x', flux: 'y' })
  // @ts-expect-error not a status of a task
  await tasks.list({ status: 'failed' })
})

it('deletes by a predicate, or everything', async () => {
  const where = { bucket, start: new Date(), stop: { epochNanoseconds: 1n } }
  await deleteData(client, { ...where, predicate: 'a="b"' })
  expectTypeOf(await deleteData(client, { ...where, everything: true })).toEqualTypeOf<void>()
  // @ts-expect-error neither
  await deleteData(client, where)
  // @ts-expect-error both
  await deleteData(client, { ...where, predicate: 'a="b"', everything: true })
  // @ts-expect-error it must be true
  await deleteData(client, { ...where, everything: false })
})

it('types the response of request as the caller declares it', async () => {
  const spec = { method: 'GET', path: '/api/v2/dashboards' } as const
  expectTypeOf(await request(client, spec)).toEqualTypeOf<unknown>()
  expectTypeOf(await request<{ dashboards: string[] }>(client, spec)).toEqualTypeOf<{ dashboards: string[] }>()
})
