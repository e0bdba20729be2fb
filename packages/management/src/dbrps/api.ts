import type { BucketChoice, Client } from '@fluxline/core'
import { cancellable } from '@fluxline/internal/cancellable'
import { OptionError } from '@fluxline/internal/errors'
import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show, showOption } from '@fluxline/internal/show'
import { createBucketsApi } from '../buckets/api.ts'
import { readChanges } from '../shared/changes.ts'
import { isID, requireName, toID } from '../shared/ids.ts'
import { orgChoice, orgIDOf, requiredOrg } from '../shared/org-choice.ts'
import type { OrgChoice } from '../shared/org-choice.ts'
import { iterateOnce, useFind } from '../shared/pages.ts'
import { callOptions, checkCall, request } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { requestList, requestResource } from '../shared/response.ts'
import type { Dbrp, DbrpChanges, DbrpFilter, DbrpRequest } from './dbrp.ts'
import { dbrpShape, toDbrp } from './wire.ts'
import type { WireDbrp } from './wire.ts'

/**
 * DBRP mappings of InfluxDB: which bucket a database and a retention policy of InfluxQL stand for.
 *
 * InfluxDB asks for the organization in each call: a mapping has it; with an ID it is that of the call or of the client.
 * Each method throws what {@link request} throws, and OptionError on a wrong argument before it sends anything.
 */
export interface DbrpsApi {
  /**
   * Creates a mapping.
   *
   * @throws HttpError 422 `conflict` if the database and the retention policy have one; 404 if the bucket does not exist;
   * OptionError if no bucket has the name
   */
  create(mapping: DbrpRequest, options?: CallOptions): Promise<Dbrp>
  /**
   * Changes the members that are set, and nothing else. If you pass an ID, it reads the mapping first.
   *
   * @throws OptionError if the mapping is virtual: InfluxDB would ignore the changes. HttpError 422 `conflict` if another
   * mapping of the database has the retention policy
   */
  update(mapping: string | Dbrp, changes: DbrpChanges, options?: OrgChoice & CallOptions): Promise<Dbrp>
  /**
   * Deletes a mapping, but not its bucket. If you pass an ID, it reads the mapping first.
   *
   * @throws OptionError if the mapping is virtual: InfluxDB would keep it without an error
   */
  delete(mapping: string | Dbrp, options?: OrgChoice & CallOptions): Promise<void>
  /** Returns the mapping with this ID. @throws HttpError 404 if it does not exist */
  find(id: string | Dbrp, options?: OrgChoice & CallOptions): Promise<Dbrp>
  /** Returns all mappings that match, virtual ones too: InfluxDB does not cut this list into pages. */
  list(options?: DbrpFilter): Promise<Dbrp[]>
  /** Iterates over all mappings that match. Leaving the loop ends the request. */
  iterate(options?: DbrpFilter): AsyncIterableIterator<Dbrp>
}

const PATH = '/api/v2/dbrps'

/** The names of a new mapping's members, to check them by. */
const dbrpRequest: OptionNames<DbrpRequest> = {
  ...orgChoice,
  bucket: true,
  database: 'a string',
  retentionPolicy: 'a string',
  default: 'a boolean',
}
const dbrpChanges: OptionNames<DbrpChanges> = { retentionPolicy: 'a string', default: 'a boolean' }
const dbrpFilter: OptionNames<DbrpFilter> = {
  ...orgChoice,
  ...callOptions,
  bucket: true,
  database: 'a string',
  retentionPolicy: 'a string',
  default: 'a boolean',
  virtual: 'a boolean',
}
const findOptions: OptionNames<OrgChoice & CallOptions> = {
  ...orgChoice,
  ...callOptions,
}

/**
 * Creates the calls of a client for DBRP mappings.
 * @see InfluxDB v2 API, "DBRPs"
 */
export function createDbrpsApi(client: Client): DbrpsApi {
  /** Returns a mapping that can be changed. @throws OptionError if it is virtual */
  async function findReal(mapping: string | Dbrp, options: OrgChoice & CallOptions): Promise<Dbrp> {
    const found =
      typeof mapping === 'string' || mapping?.virtual === undefined ? await api.find(mapping, options) : mapping
    if (!found.virtual) return found
    throw new OptionError(
      `The mapping of database ${show(found.database)} and retention policy ${show(found.retentionPolicy)} is virtual: ` +
        'InfluxDB derives it from the name of its bucket, and would ignore this call; create a mapping, or rename the bucket.',
      { option: 'mapping', value: found.id },
    )
  }

  const api: DbrpsApi = {
    async create(mapping, options = {}) {
      const call = checkCall('dbrps.create', options)
      checkDbrpRequest('dbrps.create', mapping)
      const { database, retentionPolicy, default: isDefault = false } = mapping
      const org = requiredOrg(client, mapping)
      const bucketID = await bucketIDOf(client, mapping.bucket, mapping, call)
      const body = {
        ...('id' in org ? { orgID: org.id } : { org: org.name }),
        bucketID,
        database,
        retention_policy: retentionPolicy,
        default: isDefault,
      }
      // The only response that has the mapping itself.
      return toDbrp(await requestResource<WireDbrp>(client, { method: 'POST', path: PATH, body, ...call }, dbrpShape))
    },

    async update(mapping, changes, options = {}) {
      const given = readChanges('dbrps.update', changes, dbrpChanges)
      checkOptions('dbrps.update', options, findOptions)
      if (given.retentionPolicy !== undefined) requireName('retention policy', given.retentionPolicy)
      if (given.default !== undefined) requireBoolean('dbrps.update', 'default', given.default)
      const call = copyOptions(options)
      const found = await findReal(mapping, call)
      const { retentionPolicy, default: isDefault } = given
      const body = { retention_policy: retentionPolicy, default: isDefault }
      return send('PATCH', found, call, body)
    },

    async delete(mapping, options = {}) {
      checkOptions('dbrps.delete', options, findOptions)
      const { signal, timeout } = options
      const { id, orgID } = await findReal(mapping, options)
      await request(client, { method: 'DELETE', path: `${PATH}/${id}`, query: { orgID }, signal, timeout })
    },

    async find(id, options = {}) {
      checkOptions('dbrps.find', options, findOptions)
      return send('GET', id, options)
    },

    async list(options = {}) {
      checkOptions('dbrps.list', options, dbrpFilter, useFind)
      const { bucket, database, retentionPolicy, default: isDefault, virtual, signal, timeout } = options
      for (const [name, value] of Object.entries({ default: isDefault, virtual })) {
        if (value !== undefined) requireBoolean('dbrps.list', name, value)
      }
      if (database !== undefined) requireName('database', database)
      if (retentionPolicy !== undefined) requireName('retention policy', retentionPolicy)
      const call = { signal, timeout }
      const org = requiredOrg(client, options)
      const bucketID = bucket === undefined ? undefined : await bucketIDOf(client, bucket, options, call)
      const query = {
        org,
        db: database,
        rp: retentionPolicy,
        bucketID,
        default: isDefault,
      }
      const spec = { method: 'GET', path: PATH, query, ...call } as const
      const found = (await requestList<WireDbrp>(client, spec, 'content', dbrpShape)).map(toDbrp)
      // InfluxDB ignores this filter.
      return virtual === undefined ? found : found.filter((mapping) => mapping.virtual === virtual)
    },

    iterate(options = {}) {
      checkOptions('dbrps.iterate', options, dbrpFilter, useFind)
      const given = copyOptions(options)
      return cancellable((signal) => iterateOnce(api.list({ ...given, signal })), given)
    },
  }

  async function send(
    method: 'GET' | 'PATCH',
    mapping: string | Dbrp,
    { org, orgID, signal, timeout }: OrgChoice & CallOptions,
    body?: object,
  ): Promise<Dbrp> {
    const path = `${PATH}/${toID('mapping', mapping)}`
    const isGiven = org !== undefined || orgID !== undefined
    const choice = isGiven || typeof mapping === 'string' ? { org, orgID } : { orgID: mapping.orgID }
    const query = { org: requiredOrg(client, choice) }
    const spec = { method, path, query, body, signal, timeout }
    return toDbrp(await requestResource<WireDbrp>(client, spec, dbrpShape, 'content'))
  }
  return api
}

/** Checks a new mapping. @throws OptionError */
export function checkDbrpRequest(what: string, mapping: DbrpRequest): void {
  checkOptions(what, mapping, dbrpRequest, {}, "{ bucket: 'metrics', database: 'metrics', retentionPolicy: 'autogen' }")
  requireName('database', mapping.database)
  requireName('retention policy', mapping.retentionPolicy)
  if (mapping.default !== undefined) requireBoolean(what, 'default', mapping.default)
}

/**
 * Returns the ID of a bucket, which is all that InfluxDB takes here. If only its name is known, it asks InfluxDB.
 *
 * @throws OptionError if it is not a bucket, or if none has this name
 */
export async function bucketIDOf(
  client: Client,
  bucket: BucketChoice,
  { org, orgID }: OrgChoice,
  options: CallOptions,
): Promise<string> {
  if (typeof bucket === 'string' ? isID(bucket) : 'id' in Object(bucket)) {
    return toID('bucket', bucket as string | { readonly id: string })
  }
  const name = typeof bucket === 'string' ? bucket : (bucket as { readonly name: string } | undefined)?.name
  requireName('bucket', name as string)
  const id = await orgIDOf(client, { org, orgID }, options)
  const found = await createBucketsApi(client).findByName(name as string, { orgID: id, ...options })
  if (found) return found.id
  throw new OptionError(
    `Bucket ${show(name)} does not exist, or the token cannot read it; create it, or pass its ID.`,
    { option: 'bucket', value: name },
  )
}

function requireBoolean(what: string, option: string, value: unknown): void {
  if (typeof value === 'boolean') return
  throw new OptionError(`${what}: \`${option}\` must be true or false, not ${showOption(value)}.`, { option, value })
}
