import { OptionError } from '@fluxline/core'
import { describe, expect, it } from 'vitest'
import { deleteData, ensureBucket, ensureDbrp, ensureTask, permissions, request } from '../src/index.ts'
import { apis, client, errorOf, methodOf, optionError } from './refusals.ts'
import { ABSENT } from './support.ts'

const mapping = { bucket: ABSENT, database: 'x', retentionPolicy: 'y' }

describe('an unknown call option is refused by', () => {
  // How many arguments come before the options.
  const calls: Readonly<Record<string, number>> = {
    'authorizations.create': 1,
    'authorizations.clone': 1,
    'authorizations.update': 2,
    'authorizations.delete': 1,
    'authorizations.find': 1,
    'buckets.create': 1,
    'buckets.update': 2,
    'buckets.delete': 1,
    'buckets.find': 1,
    'buckets.findByName': 1,
    'dbrps.create': 1,
    'dbrps.update': 2,
    'dbrps.delete': 1,
    'dbrps.find': 1,
    'labels.create': 1,
    'labels.clone': 2,
    'labels.update': 2,
    'labels.delete': 1,
    'labels.find': 1,
    'labels.findByName': 1,
    'organizations.create': 1,
    'organizations.update': 2,
    'organizations.delete': 1,
    'organizations.find': 1,
    'organizations.findByName': 1,
    'organizations.secrets': 1,
    'organizations.setSecrets': 2,
    'organizations.removeSecrets': 2,
    'scripts.create': 1,
    'scripts.update': 2,
    'scripts.delete': 1,
    'scripts.find': 1,
    'scripts.findByName': 1,
    'scripts.parameters': 1,
    'scripts.collect': 1,
    'scripts.stream': 1,
    'scripts.csv': 1,
    'scripts.raw': 1,
    'scripts.collectFrames': 1,
    'scripts.streamFrames': 1,
    'tasks.create': 1,
    'tasks.createEvery': 1,
    'tasks.createCron': 1,
    'tasks.clone': 1,
    'tasks.update': 2,
    'tasks.delete': 1,
    'tasks.find': 1,
    'tasks.runs': 1,
    'tasks.iterateRuns': 1,
    'tasks.run': 2,
    'tasks.logs': 1,
    'tasks.runLogs': 2,
    'tasks.runManually': 1,
    'tasks.retryRun': 2,
    'tasks.cancelRun': 2,
    'tasks.waitForRun': 2,
    'users.create': 1,
    'users.update': 2,
    'users.updatePassword': 2,
    'users.delete': 1,
    'users.find': 1,
    'users.findByName': 1,
    ...Object.fromEntries(
      Object.keys(apis).flatMap((api) => [`${api}.list`, `${api}.iterate`].map((call) => [call, 0])),
    ),
  }

  it.each(Object.entries(calls))('%s', async (call, count) => {
    const isNew = /\.create/.test(call)
    const first = isNew ? {} : ABSENT
    const args = [first, call.includes('update') || call.endsWith('setSecrets') ? {} : ABSENT].slice(0, count)
    const error = await errorOf(() => methodOf(call)(...args, { tiemout: 1 }))
    expect(error).toMatchObject(optionError(`${call}: unknown option "tiemout".`))
    expect(error).toBeInstanceOf(OptionError)
  })

  it.each([
    'labels',
    'addLabel',
    'removeLabel',
    'members',
    'addMember',
    'removeMember',
    'owners',
    'addOwner',
    'removeOwner',
  ])('buckets.%s', async (method) => {
    const args = /^(?:add|remove)/.test(method) ? [ABSENT, ABSENT] : [ABSENT]
    const error = await errorOf(() => methodOf(`buckets.${method}`)(...args, { sginal: undefined }))
    expect(error).toMatchObject(optionError(`${method}: unknown option "sginal". Did you mean "signal"?`))
  })

  it.each<[string, () => unknown]>([
    ['me', () => apis.users.me({ tiemout: 1 } as never)],
    ['request', () => request(client, { method: 'GET', path: '/', tiemout: 1 } as never)],
    ['ensureBucket', () => ensureBucket(client, { name: 'x' }, { tiemout: 1 } as never)],
    ['ensureDbrp', () => ensureDbrp(client, mapping, { tiemout: 1 } as never)],
    ['ensureTask', () => ensureTask(client, { name: 'x', every: '1h', flux: 'y' }, { tiemout: 1 } as never)],
  ])('%s', async (call, act) => {
    expect(await errorOf(act)).toMatchObject(optionError(`${call}: unknown option "tiemout". Did you mean "timeout"?`))
  })
})

describe('an unknown member is refused by', () => {
  const range = { bucket: 'b', start: 0, stop: 1, everything: true }

  it.each<[string, () => unknown, string]>([
    [
      'buckets.create',
      () => methodOf('buckets.create')({ name: 'x', retention: 1 }),
      'buckets.create: unknown option "retention".',
    ],
    ['buckets.create by a bucket', () => methodOf('buckets.create')({ id: ABSENT, name: 'x' }), 'unknown option "id"'],
    [
      'buckets.update',
      () => methodOf('buckets.update')(ABSENT, { nmae: 'x' }),
      'buckets.update: unknown option "nmae". Did you mean "name"?',
    ],
    [
      'buckets.list',
      () => methodOf('buckets.list')({ nmae: 'x' }),
      'buckets.list: unknown option "nmae". Did you mean "name"?',
    ],
    [
      'buckets.iterate',
      () => methodOf('buckets.iterate')({ after: ABSENT }),
      'buckets.iterate: unknown option "after".',
    ],
    [
      'a retention rule',
      () => methodOf('buckets.create')({ name: 'x', retentionRules: { everySecond: 3600 } }),
      'buckets.create, retentionRules: unknown option "everySecond". Did you mean "everySeconds"?',
    ],
    [
      'dbrps.create',
      () => methodOf('dbrps.create')({ ...mapping, retention_policy: 'x' }),
      'dbrps.create: unknown option "retention_policy". Did you mean "retentionPolicy"?',
    ],
    ['dbrps.update', () => methodOf('dbrps.update')(ABSENT, { database: 'x' }), 'unknown option "database"'],
    ['dbrps.list', () => methodOf('dbrps.list')({ db: 'x' }), 'dbrps.list: unknown option "db"'],
    ['organizations.create', () => methodOf('organizations.create')({ nmae: 'x' }), 'Did you mean "name"?'],
    [
      'organizations.update',
      () => methodOf('organizations.update')(ABSENT, { status: 'active' }),
      'unknown option "status"',
    ],
    ['users.create', () => methodOf('users.create')({ name: 'x', password: 'y' }), 'unknown option "password"'],
    ['users.update', () => methodOf('users.update')(ABSENT, { oauthID: 'x' }), 'unknown option "oauthID"'],
    ['labels.create', () => methodOf('labels.create')({ name: 'x', color: 'red' }), 'unknown option "color"'],
    ['labels.update', () => methodOf('labels.update')(ABSENT, { property: {} }), 'Did you mean "properties"?'],
    [
      'authorizations.create',
      () => methodOf('authorizations.create')({ permision: [] }),
      'Did you mean "permissions"?',
    ],
    [
      'authorizations.update',
      () => methodOf('authorizations.update')(ABSENT, { permissions: [] }),
      'unknown option "permissions"',
    ],
    [
      'permissions.read.of',
      () => permissions.read.of('buckets', { org: 'x' } as never),
      'permissions.read.of: unknown option "org"',
    ],
    [
      'tasks.create',
      () => methodOf('tasks.create')({ flux: 'x', every: '1h' }),
      'tasks.create: unknown option "every"',
    ],
    [
      'tasks.createEvery',
      () => methodOf('tasks.createEvery')({ name: 'x', flux: 'y', cron: 'z' }),
      'unknown option "cron"',
    ],
    ['tasks.update', () => methodOf('tasks.update')(ABSENT, { script: 'x' }), 'unknown option "script"'],
    [
      'tasks.runManually',
      () => methodOf('tasks.runManually')(ABSENT, { scheduled: 1 }),
      'tasks.runManually: unknown option',
    ],
    ['scripts.create', () => methodOf('scripts.create')({ name: 'x', query: 'y' }), 'unknown option "query"'],
    ['scripts.update', () => methodOf('scripts.update')(ABSENT, { name: 'x' }), 'unknown option "name"'],
    [
      'scripts.collect',
      () => methodOf('scripts.collect')(ABSENT, { mybucket: 'air' }),
      'scripts.collect: unknown option "mybucket"',
    ],
    [
      'deleteData',
      () => deleteData(client, { ...range, predicat: 'x' } as never),
      'deleteData: unknown option "predicat"',
    ],
    ['ensureBucket', () => ensureBucket(client, { nmae: 'x' } as never), 'ensureBucket: unknown option "nmae"'],
    ['ensureTask', () => ensureTask(client, { name: 'x', flux: 'y', evry: '1h' } as never), 'Did you mean "every"?'],
  ])('%s', async (_, act, message) => {
    expect(await errorOf(act)).toMatchObject(optionError(message))
  })
})
