import { isHttpError, OptionError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { createBucketsApi } from '../buckets/api.ts'
import type { Bucket, BucketRequest } from '../buckets/bucket.ts'
import { pause } from './pause.ts'
import type { RequestOptions } from './request.ts'
import { withTaskOption } from '../tasks/task-option.ts'
import type { Task, TaskDefinition } from '../tasks/task.ts'
import { createTasksApi } from '../tasks/api.ts'

/**
 * Makes sure that there is a bucket of this name, with this description and retention where they are given: makes it,
 * changes it, or leaves it. For scripts that run more than once, also at the same time.
 *
 * @throws HttpError; OptionError
 */
export async function ensureBucket(client: Client, bucket: BucketRequest, options?: RequestOptions): Promise<Bucket> {
  const buckets = createBucketsApi(client)
  const { name, org, orgID } = bucket
  const find = (): Promise<Bucket | undefined> => buckets.findByName(name, { org, orgID, ...options })
  const found = (await find()) ?? (await makeOrFind(() => buckets.create(bucket, options), find))
  const { description, retentionRules } = bucket
  const isDescribed = description === undefined || description === (found.description ?? '')
  return isDescribed && keepsAs(found, retentionRules)
    ? found
    : buckets.update(found, { description, retentionRules }, options)
}

/**
 * Makes sure that the organization has one task of this name, with this script and schedule, and this description and
 * status where they are given: makes it, changes it, or leaves it. For scripts that run more than once, also at the same
 * time: names of tasks are not unique, so of the tasks that they make the oldest stays, and each deletes its own other.
 *
 * @throws OptionError where there is more than one, and still is a second later; HttpError
 */
export async function ensureTask(client: Client, task: TaskDefinition, options?: RequestOptions): Promise<Task> {
  const tasks = createTasksApi(client)
  const { name, org, orgID, description, status } = task
  const flux = withTaskOption(task.flux, task)
  const named = (): Promise<Task[]> => tasks.list({ name, org, orgID }, options)
  let found = await onlyOne(named, options?.signal)
  if (!found) {
    const made = await tasks.create({ org, orgID, flux, description, status }, options)
    const [oldest = made] = await named()
    if (oldest.id === made.id) return made
    await tasks.delete(made, options)
    found = oldest
  }
  const isSame =
    found.flux === flux &&
    (description === undefined || description === (found.description ?? '')) &&
    (status === undefined || status === found.status)
  return isSame ? found : tasks.update(found, { flux, description, status }, options)
}

const LOOKS = 5
const PAUSE_MS = 250

/** The one task, or none; of several, others may be about to be deleted. */
async function onlyOne(named: () => Promise<Task[]>, signal: AbortSignal | undefined): Promise<Task | undefined> {
  for (let look = 1; ; look++) {
    const found = await named()
    if (found.length < 2) return found[0]
    if (look === LOOKS) {
      const name = JSON.stringify(found[0]!.name)
      throw new OptionError(`There are ${found.length} tasks named ${name}; delete or rename the others.`)
    }
    await pause(PAUSE_MS, signal)
  }
}

/** Of two scripts that make the same thing at once one is told that it is there. */
async function makeOrFind(make: () => Promise<Bucket>, find: () => Promise<Bucket | undefined>): Promise<Bucket> {
  try {
    return await make()
  } catch (error) {
    const found = isHttpError(error) && error.serverCode === 'conflict' ? await find() : undefined
    if (!found) throw error
    return found
  }
}

function keepsAs({ retentionRules: [found] }: Bucket, rules: BucketRequest['retentionRules']): boolean {
  if (rules === undefined) return true
  const [wanted = { everySeconds: 0 }] = [rules].flat()
  const { everySeconds, shardGroupDurationSeconds: shard } = wanted
  return everySeconds === found?.everySeconds && (shard === undefined || shard === found.shardGroupDurationSeconds)
}
