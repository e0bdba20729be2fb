import { isHttpError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { cancellable } from '@fluxline/internal/cancellable'
import { OptionError } from '@fluxline/internal/errors'
import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { cleared, readChanges } from '../shared/changes.ts'
import { optionalID, optionalName, requireName, toID } from '../shared/ids.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'
import { chosenOrg, orgCallOptions, orgChoice, orgIDOf } from '../shared/org-choice.ts'
import type { OrgFilter } from '../shared/org-choice.ts'
import { checkPage, iterateOnce, iteratePages } from '../shared/pages.ts'
import { labelRelations, userRelations } from '../shared/relations.ts'
import type { LabelRelations, UserRelations } from '../shared/relations.ts'
import { checkCall, request } from '../shared/request.ts'
import type { CallOptions, JsonRequest } from '../shared/request.ts'
import { requestList, requestResource } from '../shared/response.ts'
import type { Shape } from '../shared/response.ts'
import type { Bucket, BucketChanges, BucketFilter, BucketPage, BucketRequest } from './bucket.ts'
import { changedRetention, newRetention } from './retention.ts'

/**
 * Buckets of InfluxDB.
 *
 * Each method throws what {@link request} throws, and OptionError on a wrong argument before it sends anything.
 */
export interface BucketsApi extends LabelRelations<Bucket>, UserRelations<Bucket> {
  /** Creates a bucket. @throws HttpError 422 `conflict` if the organization has one with this name; OptionError */
  create(bucket: BucketRequest, options?: CallOptions): Promise<Bucket>
  /** Changes the members that are set, and nothing else. */
  update(bucket: string | Bucket, changes: BucketChanges, options?: CallOptions): Promise<Bucket>
  /**
   * Deletes a bucket and its points. If you pass an ID, it reads the bucket first.
   *
   * @throws OptionError if it is a system bucket: InfluxDB refuses, but loses its data, and then does not start again
   */
  delete(bucket: string | Bucket, options?: CallOptions): Promise<void>
  /** Returns the bucket with this ID. @throws HttpError 404 if it does not exist */
  find(id: string | Bucket, options?: CallOptions): Promise<Bucket>
  /**
   * Returns the bucket with this name; `undefined` if it does not exist.
   *
   * @throws OptionError if you name no organization and several have one
   */
  findByName(name: string, options?: OrgFilter & CallOptions): Promise<Bucket | undefined>
  /** Returns one page of the buckets, sorted by name in one organization, by ID in all. */
  list(options?: BucketPage): Promise<Bucket[]>
  /** Iterates over all buckets, page by page. Leaving the loop ends the request. */
  iterate(options?: BucketFilter): AsyncIterableIterator<Bucket>
}

const PATH = '/api/v2/buckets'
const LARGEST_PAGE = 100
// InfluxDB 1.x sends no labels.
const bucketShape: Shape = { id: 'text', name: 'text', retentionRules: 'optional list', labels: 'optional list' }

/** The names of a new bucket's members, to check them by. */
export const bucketRequest: OptionNames<BucketRequest> = {
  ...orgChoice,
  name: 'a string',
  description: 'a string',
  rp: 'a string',
  schemaType: 'a string',
  retentionRules: 'an object or an array',
}
const bucketChanges: OptionNames<BucketChanges> = {
  name: 'a string',
  description: 'a string or null',
  retentionRules: 'an object, an array or null',
}
const bucketFilter: OptionNames<BucketFilter> = {
  ...orgCallOptions,
  id: 'a string or an object',
  name: 'a string',
  limit: true,
}
const bucketPage: OptionNames<BucketPage> = {
  ...orgCallOptions,
  id: 'a string or an object',
  name: 'a string',
  limit: true,
  offset: true,
  after: 'a string or an object',
  descending: 'a boolean',
}

/**
 * Creates the bucket calls of a client.
 * @see InfluxDB v2 API, "Buckets"
 */
export function createBucketsApi(client: Client): BucketsApi {
  const send = async (spec: JsonRequest): Promise<Bucket> => toBucket(await requestResource(client, spec, bucketShape))

  const api: BucketsApi = {
    async create(bucket, options = {}) {
      checkOptions('buckets.create', bucket, bucketRequest, {}, "{ name: 'metrics' }")
      const call = checkCall('buckets.create', options)
      const { name, description, rp, schemaType, retentionRules, org, orgID } = bucket
      requireName('bucket', name)
      const rules = newRetention('buckets.create', retentionRules)
      const id = await orgIDOf(client, { org, orgID }, call)
      const body = { orgID: id, name, description, rp, schemaType, retentionRules: rules }
      return send({ method: 'POST', path: PATH, body, ...call })
    },

    async update(bucket, changes, options) {
      const given = readChanges('buckets.update', changes, bucketChanges)
      checkCall('buckets.update', options)
      optionalName('bucket', given.name)
      const retentionRules = changedRetention('buckets.update', given.retentionRules)
      const body = { ...given, description: cleared(given.description), retentionRules }
      return send({ method: 'PATCH', path: pathOf(bucket), body, ...options })
    },

    async delete(bucket, options) {
      const call = checkCall('buckets.delete', options)
      const { id, type, name } = typeof bucket === 'string' || !bucket?.type ? await api.find(bucket, call) : bucket
      if (type === 'system') {
        throw new OptionError(
          `${name} is a system bucket. InfluxDB would drop its data, and not start again; keep it, or delete its organization.`,
        )
      }
      await request(client, { method: 'DELETE', path: pathOf(id), ...call })
    },

    async find(id, options) {
      checkCall('buckets.find', options)
      return send({ method: 'GET', path: pathOf(id), ...options })
    },

    async findByName(name, options = {}) {
      checkOptions('buckets.findByName', options, orgCallOptions)
      requireName('bucket', name)
      const found = await api.list({ ...options, name })
      if (found.length < 2) return found[0]
      throw new OptionError(`Bucket ${show(name)} exists in ${found.length} organizations; pass \`org\`.`, {
        option: 'org',
      })
    },

    async list(options = {}) {
      checkOptions('buckets.list', options, bucketPage)
      checkPage('buckets.list', options, LARGEST_PAGE)
      const { name, limit = LARGEST_PAGE, offset, descending, signal, timeout } = options
      optionalName('bucket', name)
      const id = optionalID('bucket', options.id)
      const after = optionalID('after', options.after)
      const query = { org: chosenOrg(client, options), id, name, limit, offset, after, descending }
      try {
        const spec = { method: 'GET', path: PATH, query, signal, timeout } as const
        return (await requestList<Wire<Bucket>>(client, spec, 'buckets', bucketShape)).map(toBucket)
      } catch (error) {
        // Without an organization the same list is empty and not an error.
        if ((id ?? name) !== undefined && isHttpError(error) && error.serverMessage?.startsWith('bucket ')) return []
        throw error
      }
    },

    iterate(options = {}) {
      checkOptions('buckets.iterate', options, bucketFilter)
      checkPage('buckets.iterate', options, LARGEST_PAGE)
      const given = copyOptions(options)
      // In an organization a name belongs to one bucket, and makes InfluxDB ignore the start of a page.
      const isOne = options.id !== undefined || (options.name !== undefined && chosenOrg(client, options))
      return cancellable((signal) => {
        const list = (page: BucketPage): Promise<Bucket[]> => api.list({ ...given, ...page, signal })
        if (isOne) return iterateOnce(list({}))
        const read = ({ after }: { after: string | undefined }, limit: number) => list({ limit, after })
        return iteratePages(read, given.limit ?? LARGEST_PAGE, LARGEST_PAGE)
      }, given)
    },

    ...labelRelations<Bucket>(client, { kind: 'bucket', path: PATH }),
    ...userRelations<Bucket>(client, { kind: 'bucket', path: PATH }),
  }
  return api
}

function toBucket(bucket: Wire<Bucket>): Bucket {
  return dated(bucket, 'createdAt', 'updatedAt')
}

function pathOf(bucket: string | Bucket): string {
  return `${PATH}/${toID('bucket', bucket)}`
}
