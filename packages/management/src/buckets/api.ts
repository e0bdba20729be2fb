import { isHttpError, OptionError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import type { Bucket, BucketChanges, BucketFilter, BucketPage, BucketRequest } from './bucket.ts'
import { cleared, readUpdate } from '../shared/changes.ts'
import type { Changed } from '../shared/changes.ts'
import { checkName, idOf, optionalID } from '../shared/ids.ts'
import { chosenOrg, orgIDOf } from '../shared/org-choice.ts'
import type { OrgFilter } from '../shared/org-choice.ts'
import { iteratePages } from '../shared/pages.ts'
import { labelRelations, userRelations } from '../shared/relations.ts'
import type { LabelRelations, UserRelations } from '../shared/relations.ts'
import { request } from '../shared/request.ts'
import type { RequestOptions } from '../shared/request.ts'
import { changedRetention, newRetention } from './retention.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'

/**
 * The buckets of InfluxDB.
 *
 * Each method throws as {@link request} does, and OptionError, before anything is sent, on what cannot be right.
 */
export interface BucketsApi extends LabelRelations<Bucket>, UserRelations<Bucket> {
  /** Makes a bucket. @throws HttpError 422 `conflict` where the organization has one of that name; OptionError */
  create(bucket: BucketRequest, options?: RequestOptions): Promise<Bucket>
  /** Saves a bucket that was changed: `update({ ...bucket, name: 'cold' })`. */
  update(changed: Changed<Bucket, BucketChanges>, options?: RequestOptions): Promise<Bucket>
  /** Changes what is named, and nothing else. */
  update(bucket: string | Bucket, changes: BucketChanges, options?: RequestOptions): Promise<Bucket>
  /**
   * Deletes a bucket with all that is in it. One that is given by its ID is read first.
   *
   * @throws OptionError where it is a system bucket: InfluxDB refuses, but loses its data, and then does not start again
   */
  delete(bucket: string | Bucket, options?: RequestOptions): Promise<void>
  /** Gives the bucket of this ID. @throws HttpError 404 where there is none */
  find(id: string | Bucket, options?: RequestOptions): Promise<Bucket>
  /**
   * Gives the bucket of this name; `undefined` where there is none.
   *
   * @throws OptionError where no organization is named and several have one
   */
  findByName(name: string, options?: OrgFilter & RequestOptions): Promise<Bucket | undefined>
  /** Gives one page of the buckets, sorted by name in an organization, by ID in all. */
  list(filter?: BucketPage, options?: RequestOptions): Promise<Bucket[]>
  /** Gives all buckets, page by page. */
  iterate(filter?: BucketFilter, options?: RequestOptions): AsyncIterableIterator<Bucket>
}

const PATH = '/api/v2/buckets'
const LARGEST_PAGE = 100

/**
 * Opens the buckets of a client.
 * @see InfluxDB v2 API, "Buckets"
 */
export function createBucketsApi(client: Client): BucketsApi {
  const send = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, options?: RequestOptions) =>
    toBucket(await request(client, { method, path, body }, options))

  const api: BucketsApi = {
    async create({ name, description, rp, schemaType, retentionRules, org, orgID }, options = {}) {
      checkName('bucket', name)
      const bucket = { name, description, rp, schemaType, retentionRules: newRetention(retentionRules) }
      return send('POST', PATH, { orgID: await orgIDOf(client, { org, orgID }, options), ...bucket }, options)
    },

    async update(
      bucket: string | Changed<Bucket, BucketChanges>,
      second?: BucketChanges | RequestOptions,
      third?: RequestOptions,
    ) {
      const changeable = ['name', 'description', 'retentionRules'] as const
      const { id, changes, options } = readUpdate<BucketChanges>('bucket', changeable, bucket, second, third)
      checkName('bucket', changes.name)
      const retentionRules = changedRetention(changes.retentionRules)
      const body = { ...changes, description: cleared(changes.description), retentionRules }
      return send('PATCH', `${PATH}/${id}`, body, options)
    },

    async delete(bucket, options) {
      const { id, type, name } = typeof bucket === 'string' || !bucket.type ? await api.find(bucket, options) : bucket
      if (type === 'system') {
        throw new OptionError(
          `${name} is a system bucket. InfluxDB would drop its data, and not start again; keep it, or delete its organization.`,
        )
      }
      await request(client, { method: 'DELETE', path: `${PATH}/${idOf('bucket', id)}` }, options)
    },

    async find(id, options) {
      return send('GET', `${PATH}/${idOf('bucket', id)}`, undefined, options)
    },

    async findByName(name, { signal, timeout, ...choice } = {}) {
      const found = await api.list({ ...choice, name }, { signal, timeout })
      if (found.length < 2) return found[0]
      throw new OptionError(`${found.length} organizations have a bucket ${JSON.stringify(name)}; say which as org.`)
    },

    async list({ name, limit = LARGEST_PAGE, offset, after, ...choice } = {}, options) {
      checkName('bucket', name)
      const org = chosenOrg(client, choice)
      const query = { org, name, limit, offset, after: optionalID('after', after) }
      try {
        const page = await request<{ buckets: Wire<Bucket>[] }>(client, { method: 'GET', path: PATH, query }, options)
        return page.buckets.map(toBucket)
      } catch (error) {
        // Without an organization the same list is empty and no error.
        if (name !== undefined && isHttpError(error) && error.serverMessage?.startsWith('bucket ')) return []
        throw error
      }
    },

    async *iterate({ limit = LARGEST_PAGE, ...filter } = {}, options) {
      // A name in an organization is of one bucket, and makes InfluxDB ignore where a page should begin.
      if (filter.name !== undefined && chosenOrg(client, filter)) return yield* await api.list(filter, options)
      const read = ({ after }: { after: string | undefined }, size: number): Promise<Bucket[]> =>
        api.list({ ...filter, limit: size, after }, options)
      yield* iteratePages(read, limit, LARGEST_PAGE)
    },

    ...labelRelations<Bucket>(client, { kind: 'bucket', path: PATH }),
    ...userRelations<Bucket>(client, { kind: 'bucket', path: PATH }),
  }
  return api
}

function toBucket(bucket: Wire<Bucket>): Bucket {
  return dated(bucket, 'createdAt', 'updatedAt')
}
