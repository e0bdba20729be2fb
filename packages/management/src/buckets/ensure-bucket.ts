import { isHttpError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions } from '@fluxline/internal/options'
import { checkCall } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { bucketRequest, createBucketsApi } from './api.ts'
import type { Bucket, BucketRequest } from './bucket.ts'

/**
 * Ensures that a bucket with this name exists, with this description and retention if you pass them. It creates the
 * bucket, changes it, or leaves it as it is. For scripts that run more than once, even at the same time.
 *
 * @throws HttpError; OptionError
 */
export async function ensureBucket(client: Client, bucket: BucketRequest, options?: CallOptions): Promise<Bucket> {
  checkOptions('ensureBucket', bucket, bucketRequest, {}, "{ name: 'metrics' }")
  const call = checkCall('ensureBucket', options)
  const buckets = createBucketsApi(client)
  const { name, org, orgID, description, retentionRules, rp, schemaType } = copyOptions(bucket)
  const wanted = { name, org, orgID, description, retentionRules, rp, schemaType }
  const find = (): Promise<Bucket | undefined> => buckets.findByName(name, { org, orgID, ...call })
  const found = (await find()) ?? (await createOrFind(() => buckets.create(wanted, call), find))
  const isDescribed = description === undefined || description === (found.description ?? '')
  return isDescribed && hasRetention(found, retentionRules)
    ? found
    : buckets.update(found, { description, retentionRules }, call)
}

/** If two scripts create the same bucket at once, one of them gets a conflict. */
async function createOrFind(create: () => Promise<Bucket>, find: () => Promise<Bucket | undefined>): Promise<Bucket> {
  try {
    return await create()
  } catch (error) {
    const found = isHttpError(error) && error.serverCode === 'conflict' ? await find() : undefined
    if (!found) throw error
    return found
  }
}

function hasRetention({ retentionRules: [found] }: Bucket, rules: BucketRequest['retentionRules']): boolean {
  if (rules === undefined) return true
  const [wanted = { everySeconds: 0 }] = [rules].flat()
  const { everySeconds, shardGroupDurationSeconds: shard } = wanted
  return everySeconds === found?.everySeconds && (shard === undefined || shard === found.shardGroupDurationSeconds)
}
