import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createAuthorizationsApi,
  createBucketsApi,
  createDbrpsApi,
  createLabelsApi,
  createOrganizationsApi,
  createTasksApi,
  createUsersApi,
  ensureBucket,
  ensureDbrp,
  permissions,
} from '../src/index.ts'
import type { CallOptions } from '../src/index.ts'
import { createScriptsApi } from '../src/scripts/index.ts'
import { ABSENT, collect } from './support.ts'

const OTHER = 'fedcba9876543210'

let loopback: Loopback
let client: Client

beforeEach(async () => {
  loopback = await startLoopback(({ method, url, body }, response) => {
    const members = ['buckets', 'tasks', 'users', 'scripts', 'labels', 'content', 'authorizations', 'runs']
    const lists = Object.fromEntries(members.map((member) => [member, []]))
    const given = body.length > 0 ? (JSON.parse(body.toString()) as object) : {}
    const created = { id: ABSENT, token: 'secret', retention_policy: '', permissions: [], ...given }
    const found = { ...lists, orgs: url.startsWith('/api/v2/orgs?org=') ? [{ id: ABSENT, name: 'acme' }] : [] }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(method === 'POST' ? created : found))
  })
  client = createClient({ url: loopback.url, org: 'acme' })
})

afterEach(async () => {
  await client.close()
  await loopback.close()
})

/** The body of the request that created something. */
function created(): unknown {
  return JSON.parse(loopback.requests.find(({ method }) => method === 'POST')!.body.toString())
}

describe('a change of an argument after the call changes nothing:', () => {
  it.each<[string, object, (options: object) => AsyncIterableIterator<unknown>, string]>([
    ['authorizations', { user: ABSENT }, (options) => createAuthorizationsApi(client).iterate(options), 'userID'],
    ['buckets', { orgID: ABSENT }, (options) => createBucketsApi(client).iterate(options), 'orgID'],
    ['dbrps', { orgID: ABSENT }, (options) => createDbrpsApi(client).iterate(options), 'orgID'],
    ['labels', { orgID: ABSENT }, (options) => createLabelsApi(client).iterate(options), 'orgID'],
    ['organizations', { user: ABSENT }, (options) => createOrganizationsApi(client).iterate(options), 'userID'],
    ['runs', { limit: 7 }, (options) => createTasksApi(client).iterateRuns(ABSENT, options), 'limit'],
    ['scripts', { name: ABSENT }, (options) => createScriptsApi(client).iterate(options), 'name'],
    ['tasks', { name: ABSENT }, (options) => createTasksApi(client).iterate(options), 'name'],
    ['users', { name: ABSENT }, (options) => createUsersApi(client).iterate(options), 'name'],
  ])('a filter of %s', async (_, options, iterate, parameter) => {
    const items = iterate(options)
    const [name, value] = Object.entries(options)[0] as [string, unknown]
    Object.assign(options, { [name]: typeof value === 'number' ? 8 : OTHER })
    await collect(items)
    expect(loopback.requests.length).toBeGreaterThan(0)
    for (const { url } of loopback.requests) {
      expect(new URL(url, loopback.url).searchParams.get(parameter)).toBe(String(value))
    }
  })

  it('a bucket that is ensured', async () => {
    const bucket = { name: 'first', description: 'of the first' }
    const done = ensureBucket(client, bucket)
    Object.assign(bucket, { name: 'second', description: 'of the second' })
    await done
    expect(created()).toMatchObject({ name: 'first', description: 'of the first' })
  })

  it.each([[{ everySeconds: 3600 }], [[{ everySeconds: 3600 }]]])(
    'the retention of a bucket that is ensured: %j',
    async (rules) => {
      const done = ensureBucket(client, { name: 'x', retentionRules: rules })
      for (const rule of [rules].flat()) rule.everySeconds = 7200
      await done
      expect(created()).toMatchObject({ retentionRules: [{ everySeconds: 3600 }] })
    },
  )

  it('the properties of a label', async () => {
    const label = { name: 'x', properties: { color: 'first' } }
    const done = createLabelsApi(client)
      .create(label)
      .catch(() => 'what is created has another form here')
    label.properties.color = 'second'
    await done
    expect(created()).toMatchObject({ properties: { color: 'first' } })
  })

  it.each<[string, (options: CallOptions) => Promise<unknown>]>([
    ['buckets.create', (options) => createBucketsApi(client).create({ name: 'x' }, options)],
    ['labels.create', (options) => createLabelsApi(client).create({ name: 'x' }, options)],
    ['ensureBucket', (options) => ensureBucket(client, { name: 'x' }, options)],
    ['dbrps.list', (options) => createDbrpsApi(client).list({ bucket: 'x', ...options })],
  ])('the signal of %s', async (_, call) => {
    const options: { signal?: AbortSignal } = {}
    const done = call(options).catch((error: unknown) => error)
    options.signal = AbortSignal.abort()
    expect(await done).not.toMatchObject({ code: 'FLUXLINE_ABORTED' })
  })

  it('a mapping that is ensured', async () => {
    const mapping = { bucket: ABSENT, database: 'first', retentionPolicy: 'x' }
    const done = ensureDbrp(client, mapping).catch(() => 'what is created has another form here')
    Object.assign(mapping, { database: 'second', retentionPolicy: 'y' })
    await done
    expect(created()).toMatchObject({ database: 'first', retention_policy: 'x' })
  })

  it('permissions, which were checked before', async () => {
    const permission = permissions.write.bucket(ABSENT)
    const list = [permission]
    const done = createAuthorizationsApi(client).create({ permissions: list })
    list.push({ action: 'write', resource: { type: 'buckets' } })
    Object.assign(permission.resource, { id: undefined })
    await done
    expect(created()).toMatchObject({
      permissions: [{ action: 'write', resource: { type: 'buckets', id: ABSENT } }],
    })
  })
})
