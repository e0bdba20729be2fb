import { describe, expect, it } from 'vitest'
import { and, deleteData, eq } from '../src/index.ts'
import { apis, client, errorOf, methodOf, optionError } from './refusals.ts'
import { ABSENT } from './support.ts'

describe('a wrong argument is refused:', () => {
  it.each<[string, () => unknown, string]>([
    [
      'no bucket',
      () => methodOf('buckets.create')(),
      "buckets.create takes options as an object: { name: 'metrics' }.",
    ],
    ['a name instead of a bucket', () => methodOf('buckets.create')('metrics'), 'takes options as an object'],
    ['a bucket without a name', () => methodOf('buckets.create')({}), 'The name of the bucket is undefined'],
    [
      'an update without changes',
      () => methodOf('buckets.update')({ id: ABSENT, name: 'x' }),
      'needs the changes: buckets.update(id, { name: … }).',
    ],
    ['a filter that is text', () => methodOf('buckets.list')('metrics'), 'buckets.list takes options as an object'],
    ['a page of size 0', () => apis.buckets.list({ limit: 0 }), '`limit` must be an integer from 1 to 100, not 0.'],
    [
      'too large a page',
      () => apis.buckets.iterate({ limit: 101 }),
      '`limit` must be an integer from 1 to 100, not 101.',
    ],
    [
      'a mapping without a database',
      () => methodOf('dbrps.create')({ bucket: ABSENT, retentionPolicy: 'x' }),
      'The name of the database is undefined',
    ],
    [
      'a mapping without a bucket',
      () => methodOf('dbrps.create')({ database: 'x', retentionPolicy: 'x' }),
      'The name of the bucket is undefined',
    ],
    [
      'a default that is text',
      () => methodOf('dbrps.update')(ABSENT, { default: 'true' }),
      'dbrps.update: `default` must be a boolean, not "true".',
    ],
    [
      'an empty retention policy',
      () => apis.dbrps.list({ retentionPolicy: '' }),
      'The name of the retention policy is empty',
    ],
    ['too large a page of tasks', () => apis.tasks.list({ limit: 501 }), 'from 1 to 500, not 501.'],
    ['a negative offset', () => apis.users.list({ offset: -1 }), '`offset` must be an integer of at least 0, not -1.'],
    [
      'a rule without a time',
      () => methodOf('buckets.create')({ name: 'x', retentionRules: {} }),
      '`everySeconds` must be',
    ],
    [
      'a rule whose shards have no number of seconds',
      () =>
        apis.buckets.create({ name: 'x', retentionRules: { everySeconds: 0, shardGroupDurationSeconds: Number.NaN } }),
      '`shardGroupDurationSeconds` must be an integer from 0 to 9223372036, not NaN.',
    ],
    [
      'more seconds than InfluxDB can count',
      () => apis.buckets.update(ABSENT, { retentionRules: { everySeconds: Number.MAX_SAFE_INTEGER } }),
      '`everySeconds` must be an integer from 0 to 9223372036, not 9007199254740991.',
    ],
    ['a name of blanks', () => apis.labels.create({ name: ' \u0085' }), 'The name of the label is empty'],
    [
      'half of a surrogate pair in a name',
      () => apis.buckets.findByName('a\ud83d'),
      'The name of the bucket contains an unpaired surrogate',
    ],
    ['an unknown type of task', () => apis.tasks.list({ type: 'cron' as never }), '"basic" or "system"'],
    [
      'permissions that are not an array',
      () => methodOf('authorizations.create')({ permissions: {} }),
      '`permissions` must be an array',
    ],
    ['a secret that is a number', () => apis.organizations.setSecrets(ABSENT, { a: 1 } as never), 'an object of texts'],
    ['a tag that is a number', () => eq('room', 1 as never), 'room is 1; pass a text.'],
    ['a missing predicate', () => and(undefined as never), 'predicate is undefined'],
    ['a task without a script', () => methodOf('tasks.createEvery')({ name: 'x', every: '1h' }), 'flux is undefined'],
    [
      'a task without a schedule',
      () => methodOf('tasks.createEvery')({ name: 'x', flux: 'y' }),
      'The task has no schedule',
    ],
    [
      'an organization that is a number',
      () => apis.buckets.list({ org: 5 as never }),
      'buckets.list: `org` must be a string, an object or null, not 5.',
    ],
    [
      'an organization without a name',
      () => apis.buckets.list({ org: {} as never }),
      'The name of the organization is undefined',
    ],
    [
      'a user that is null',
      () => apis.authorizations.list({ user: null as never }),
      'authorizations.list: `user` must be a string or an object, not null.',
    ],
    ['a bucket that is null', () => apis.buckets.find(null as never), 'bucket is undefined; pass its ID'],
    ['a bucket to delete that is missing', () => methodOf('buckets.delete')(), 'bucket is undefined; pass its ID'],
    ['a label to clone that is missing', () => methodOf('labels.clone')(null, 'x'), 'label is undefined; pass its ID'],
    [
      'a delete from null',
      () => deleteData(client, { bucket: null as never, start: 0, stop: 1, everything: true }),
      'The name of the bucket is null',
    ],
    ['keys that are text', () => apis.organizations.removeSecrets(ABSENT, 'KEY' as never), 'an array of keys'],
    ['a password that is a number', () => apis.users.updatePassword(ABSENT, 12_345_678 as never), 'must be a text.'],
    [
      'a script that is a number',
      () => methodOf('tasks.create')({ flux: 1 }),
      'tasks.create: `flux` must be a string, not 1.',
    ],
    [
      'a time-out that is text',
      () => methodOf('tasks.waitForRun')(ABSENT, ABSENT, { timeout: '5s' }),
      '`timeout` must be 0 (no limit)',
    ],
  ])('%s', async (_, act, message) => {
    expect(await errorOf(act)).toMatchObject(optionError(message))
  })
})
