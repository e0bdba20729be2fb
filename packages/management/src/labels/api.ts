import { OptionError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { readUpdate } from '../shared/changes.ts'
import type { Changed } from '../shared/changes.ts'
import { checkName, idOf } from '../shared/ids.ts'
import type { Label, LabelChanges, LabelFilter, LabelRequest } from './label.ts'
import { chosenOrg, orgIDOf } from '../shared/org-choice.ts'
import type { OrgChoice, OrgFilter } from '../shared/org-choice.ts'
import { request } from '../shared/request.ts'
import type { RequestOptions } from '../shared/request.ts'

/**
 * The labels of InfluxDB.
 *
 * Each method throws as {@link request} does, and OptionError, before anything is sent, on what cannot be right.
 */
export interface LabelsApi {
  /** Makes a label. @throws HttpError 422 `conflict` where there is one of that name, in whatever case; OptionError */
  create(label: LabelRequest, options?: RequestOptions): Promise<Label>
  /** Makes another label with the properties of this one, in the same organization. */
  clone(label: string | Label, name: string, options?: RequestOptions): Promise<Label>
  /** Saves a label that was changed: `update({ ...label, name: 'hot' })`. Keys that it no longer has stay. */
  update(changed: Changed<Label, LabelChanges>, options?: RequestOptions): Promise<Label>
  /** Changes what is named, and nothing else. */
  update(label: string | Label, changes: LabelChanges, options?: RequestOptions): Promise<Label>
  /** Deletes a label, and takes it off all that has it. */
  delete(label: string | Label, options?: RequestOptions): Promise<void>
  /** Gives the label of this ID. @throws HttpError 404 where there is none */
  find(id: string | Label, options?: RequestOptions): Promise<Label>
  /**
   * Gives the label of this name, in whatever case; `undefined` where there is none.
   *
   * @throws OptionError where no organization is named and several have one
   */
  findByName(name: string, options?: OrgFilter & RequestOptions): Promise<Label | undefined>
  /** Gives all labels that the filter lets through: InfluxDB does not cut this list into pages. */
  list(filter?: LabelFilter, options?: RequestOptions): Promise<Label[]>
  /** Gives all labels, one by one. */
  iterate(filter?: LabelFilter, options?: RequestOptions): AsyncIterableIterator<Label>
}

const PATH = '/api/v2/labels'

/**
 * Opens the labels of a client.
 * @see InfluxDB v2 API, "Labels"
 */
export function createLabelsApi(client: Client): LabelsApi {
  const send = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, options?: RequestOptions) =>
    (await request<{ label: Label }>(client, { method, path, body }, options)).label

  const api: LabelsApi = {
    async create({ name, properties, ...choice }, options = {}) {
      checkName('label', name)
      return send('POST', PATH, { orgID: await orgIDOf(client, choice, options), name, properties }, options)
    },

    async clone(label, name, options) {
      const { orgID, properties } = typeof label === 'string' ? await api.find(label, options) : label
      return api.create({ orgID, name, properties }, options)
    },

    async update(
      label: string | Changed<Label, LabelChanges>,
      second?: LabelChanges | RequestOptions,
      third?: RequestOptions,
    ) {
      const { id, changes, options } = readUpdate('label', ['name', 'properties'], label, second, third)
      checkName('label', changes.name)
      const properties = changes.properties === null ? removed(await api.find(id, options)) : changes.properties
      return send('PATCH', `${PATH}/${id}`, { ...changes, properties }, options)
    },

    async delete(label, options) {
      await request(client, { method: 'DELETE', path: `${PATH}/${idOf('label', label)}` }, options)
    },

    async find(id, options) {
      return send('GET', `${PATH}/${idOf('label', id)}`, undefined, options)
    },

    async findByName(name, { signal, timeout, ...choice } = {}) {
      // Names of labels have no blanks around them.
      const found = await api.list({ ...choice, name: name.trim() }, { signal, timeout })
      if (found.length < 2) return found[0]
      throw new OptionError(`${found.length} organizations have a label ${JSON.stringify(name)}; say which as org.`)
    },

    async list({ name, ...filter } = {}, options = {}) {
      // A name of an organization, or an ID that is none, would be ignored and all labels listed.
      const orgID = chosenOrg(client, filter) && (await orgIDOf(client, filter as OrgChoice, options))
      const query = { name, orgID }
      return [...(await request<{ labels: Label[] }>(client, { method: 'GET', path: PATH, query }, options)).labels]
    },

    async *iterate(filter, options) {
      yield* await api.list(filter, options)
    },
  }
  return api
}

/** Changes that remove every property. */
function removed({ properties = {} }: Label): Record<string, null> {
  return Object.fromEntries(Object.keys(properties).map((key) => [key, null]))
}
