import { createClient, HttpError, OptionError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
  ensureTask,
  permissions,
} from '../src/index.ts'
import { createScriptsApi } from '../src/scripts/index.ts'
import { ABSENT, collect } from './support.ts'

let given = { status: 200, body: '' }
let loopback: Loopback
let client: Client

beforeAll(async () => {
  loopback = await startLoopback((_, response) => {
    response.writeHead(given.status, { 'content-type': 'application/json', 'x-request-id': 'abc' }).end(given.body)
  })
  client = createClient({ url: loopback.url, org: { id: ABSENT } })
})

afterAll(async () => {
  await client.close()
  await loopback.close()
})

const every = { name: 'x', every: '1h', flux: 'y' }
const mapping = { bucket: ABSENT, database: 'x', retentionPolicy: 'y' }
const permission = permissions.write.bucket(ABSENT)

/** Every call that returns something of the response, and the member that it is in. */
const calls: Readonly<Record<string, readonly [call: () => Promise<unknown>, member?: string | undefined]>> = {
  ...resourceCalls('authorizations', () => createAuthorizationsApi(client), 'authorizations'),
  'authorizations.create': [() => createAuthorizationsApi(client).create({ permissions: [permission] })],
  'authorizations.update': [() => createAuthorizationsApi(client).update(ABSENT, { status: 'active' })],
  'authorizations.clone': [() => createAuthorizationsApi(client).clone(ABSENT)],
  ...resourceCalls('buckets', () => createBucketsApi(client), 'buckets'),
  'buckets.create': [() => createBucketsApi(client).create({ name: 'x' })],
  'buckets.create by the name of an organization': [
    () => createBucketsApi(client).create({ name: 'x', org: 'acme' }),
    'orgs',
  ],
  'buckets.update': [() => createBucketsApi(client).update(ABSENT, { name: 'x' })],
  'buckets.delete': [() => createBucketsApi(client).delete(ABSENT)],
  'buckets.findByName': [() => createBucketsApi(client).findByName('x'), 'buckets'],
  'buckets.labels': [() => createBucketsApi(client).labels(ABSENT), 'labels'],
  'buckets.addLabel': [() => createBucketsApi(client).addLabel(ABSENT, ABSENT), 'label'],
  'buckets.members': [() => createBucketsApi(client).members(ABSENT), 'users'],
  'buckets.owners': [() => createBucketsApi(client).owners(ABSENT), 'users'],
  'buckets.addMember': [() => createBucketsApi(client).addMember(ABSENT, ABSENT)],
  'buckets.addOwner': [() => createBucketsApi(client).addOwner(ABSENT, ABSENT)],
  'buckets.removeMember': [() => createBucketsApi(client).removeMember(ABSENT, ABSENT), 'users'],
  ensureBucket: [() => ensureBucket(client, { name: 'x', retentionRules: { everySeconds: 3600 } }), 'buckets'],
  ...resourceCalls('dbrps', () => createDbrpsApi(client), 'content', 'content'),
  'dbrps.create': [() => createDbrpsApi(client).create(mapping)],
  'dbrps.update': [() => createDbrpsApi(client).update(ABSENT, { default: true }), 'content'],
  'dbrps.delete': [() => createDbrpsApi(client).delete(ABSENT), 'content'],
  ensureDbrp: [() => ensureDbrp(client, mapping), 'content'],
  ...resourceCalls('labels', () => createLabelsApi(client), 'labels', 'label'),
  'labels.create': [() => createLabelsApi(client).create({ name: 'x' }), 'label'],
  'labels.update': [() => createLabelsApi(client).update(ABSENT, { properties: null }), 'label'],
  'labels.clone': [() => createLabelsApi(client).clone(ABSENT, 'x'), 'label'],
  'labels.findByName': [() => createLabelsApi(client).findByName('x'), 'labels'],
  ...resourceCalls('organizations', () => createOrganizationsApi(client), 'orgs'),
  'organizations.create': [() => createOrganizationsApi(client).create({ name: 'x' })],
  'organizations.update': [() => createOrganizationsApi(client).update(ABSENT, { name: 'x' })],
  'organizations.findByName': [() => createOrganizationsApi(client).findByName('x'), 'orgs'],
  'organizations.secrets': [() => createOrganizationsApi(client).secrets(ABSENT), 'secrets'],
  'organizations.me': [() => createOrganizationsApi(client).me()],
  ...resourceCalls('tasks', () => createTasksApi(client), 'tasks'),
  'tasks.create': [() => createTasksApi(client).create({ flux: 'x' })],
  'tasks.createEvery': [() => createTasksApi(client).createEvery(every)],
  'tasks.createCron': [() => createTasksApi(client).createCron({ name: 'x', cron: '@daily', flux: 'y' })],
  'tasks.update': [() => createTasksApi(client).update(ABSENT, { name: 'x' })],
  'tasks.clone': [() => createTasksApi(client).clone(ABSENT)],
  'tasks.runs': [() => createTasksApi(client).runs(ABSENT), 'runs'],
  'tasks.iterateRuns': [() => collect(createTasksApi(client).iterateRuns(ABSENT)), 'runs'],
  'tasks.run': [() => createTasksApi(client).run(ABSENT, ABSENT)],
  'tasks.runManually': [() => createTasksApi(client).runManually(ABSENT)],
  'tasks.retryRun': [() => createTasksApi(client).retryRun(ABSENT, ABSENT)],
  'tasks.waitForRun': [() => createTasksApi(client).waitForRun(ABSENT, ABSENT)],
  'tasks.logs': [() => createTasksApi(client).logs(ABSENT), 'events'],
  'tasks.runLogs': [() => createTasksApi(client).runLogs(ABSENT, ABSENT), 'events'],
  ensureTask: [() => ensureTask(client, every), 'tasks'],
  ...resourceCalls('users', () => createUsersApi(client), 'users'),
  'users.create': [() => createUsersApi(client).create({ name: 'x' })],
  'users.update': [() => createUsersApi(client).update(ABSENT, { name: 'x' })],
  'users.findByName': [() => createUsersApi(client).findByName('x'), 'users'],
  'users.me': [() => createUsersApi(client).me()],
  ...resourceCalls('scripts', () => createScriptsApi(client), 'scripts'),
  'scripts.create': [() => createScriptsApi(client).create({ name: 'x', script: 'y' })],
  'scripts.update': [() => createScriptsApi(client).update(ABSENT, { script: 'y' })],
  'scripts.findByName': [() => createScriptsApi(client).findByName('x'), 'scripts'],
  'scripts.parameters': [() => createScriptsApi(client).parameters(ABSENT), 'params'],
}

/** A kind of resource, as far as all of them are alike. */
interface Finding {
  find(id: string): Promise<unknown>
  list(): Promise<unknown>
  iterate(): AsyncIterable<unknown>
}

function resourceCalls(kind: string, api: () => Finding, list: string, one?: string): typeof calls {
  return {
    [`${kind}.find`]: [() => api().find(ABSENT), one],
    [`${kind}.list`]: [() => api().list(), list],
    [`${kind}.iterate`]: [() => collect(api().iterate()), list],
  }
}

/** Returns bodies that are JSON, but not what the call needs. */
function wrongBodies(member: string | undefined): (readonly [status: number, body: string])[] {
  const wrongItems = [null, 5, 'text', [], {}, { id: 5 }, [null], [5], [[]], [{}], [{ id: null }]]
  const documents =
    member === undefined ? wrongItems.slice(0, 6) : [null, 5, [], {}, ...wrongItems.map((item) => ({ [member]: item }))]
  return [[200, ''], [204, ''], ...documents.map((document) => [200, JSON.stringify(document)] as const)]
}

/** Whether a call may return an empty result for this body, since the server has no other word for it. */
function isEmpty(body: string): boolean {
  return /^\{"(?:events":null|\w+":\[\]|params":\{\})\}$/.test(body)
}

describe('JSON of another shape is an error with the request and the reason, in', () => {
  it.each(Object.entries(calls))('%s', async (_, [call, member]) => {
    for (const [status, body] of wrongBodies(member)) {
      given = { status, body }
      const outcome = await call().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      )
      if (isEmpty(body) && ('value' in outcome || outcome.error instanceof OptionError)) continue
      expect({ body, outcome }).toMatchObject({
        outcome: {
          error: {
            code: 'FLUXLINE_HTTP',
            status,
            requestId: 'abc',
            message: expect.stringMatching(
              /^(GET|POST|PATCH) \/api\/v2\/\S+ returned 20[04], but .* is .*, not an? (object|list|text)\. Check that `url` points to InfluxDB/,
            ),
          },
        },
      })
      expect((outcome as { error: unknown }).error).toBeInstanceOf(HttpError)
    }
  })
})

it('names the member, and keeps the body for those who ask for it', async () => {
  given = { status: 200, body: '{"buckets":null}' }
  const error = await createBucketsApi(client)
    .list()
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    method: 'GET',
    path: '/api/v2/buckets',
    body: '{"buckets":null}',
    message: expect.stringContaining('returned 200, but "buckets" is null, not a list.'),
  })
  given = { status: 200, body: '{"buckets":[{"id":"0123456789abcdef","name":"x","retentionRules":5}]}' }
  await expect(createBucketsApi(client).list()).rejects.toThrow('"retentionRules" of "buckets"[0] is 5, not a list.')
})

it('reads lists inside a resource that are null or missing as empty', async () => {
  given = { status: 200, body: '{"id":"0123456789abcdef","name":"x","labels":null}' }
  const bucket = await createBucketsApi(client).find(ABSENT)
  expect([bucket.labels, bucket.retentionRules]).toEqual([[], []])
})

it('reads null as an empty log', async () => {
  given = { status: 200, body: '{"events":null}' }
  await expect(createTasksApi(client).logs(ABSENT)).resolves.toEqual([])
})
