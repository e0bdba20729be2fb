import type { Client } from '@fluxline/core'
import { cancellable } from '@fluxline/internal/cancellable'
import { OptionError } from '@fluxline/internal/errors'
import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { readChanges } from '../shared/changes.ts'
import { optionalName, requireName, toID, withoutBlanks } from '../shared/ids.ts'
import { chosenOrg, orgCallOptions, orgChoice, orgIDOf } from '../shared/org-choice.ts'
import type { OrgChoice, OrgFilter } from '../shared/org-choice.ts'
import { iterateOnce, useFind } from '../shared/pages.ts'
import { checkCall, request } from '../shared/request.ts'
import type { CallOptions, JsonRequest } from '../shared/request.ts'
import { requestList, requestResource } from '../shared/response.ts'
import { labelShape } from '../shared/relations.ts'
import type { Label, LabelChanges, LabelFilter, LabelRequest } from './label.ts'

/**
 * Labels of InfluxDB.
 *
 * Each method throws what {@link request} throws, and OptionError on a wrong argument before it sends anything.
 */
export interface LabelsApi {
  /** Creates a label. @throws HttpError 422 `conflict` if the name is taken, regardless of case; OptionError */
  create(label: LabelRequest, options?: CallOptions): Promise<Label>
  /** Creates another label with the properties of this one, in the same organization. */
  clone(label: string | Label, name: string, options?: CallOptions): Promise<Label>
  /** Changes the members that are set, and nothing else. */
  update(label: string | Label, changes: LabelChanges, options?: CallOptions): Promise<Label>
  /** Deletes a label, and removes it from all resources. */
  delete(label: string | Label, options?: CallOptions): Promise<void>
  /** Returns the label with this ID. @throws HttpError 404 if it does not exist */
  find(id: string | Label, options?: CallOptions): Promise<Label>
  /**
   * Returns the label with this name, regardless of case; `undefined` if it does not exist.
   *
   * @throws OptionError if you name no organization and several have one
   */
  findByName(name: string, options?: OrgFilter & CallOptions): Promise<Label | undefined>
  /** Returns all labels that match: InfluxDB does not cut this list into pages. */
  list(options?: LabelFilter): Promise<Label[]>
  /** Iterates over all labels that match. Leaving the loop ends the request. */
  iterate(options?: LabelFilter): AsyncIterableIterator<Label>
}

const PATH = '/api/v2/labels'

const labelRequest: OptionNames<LabelRequest> = {
  ...orgChoice,
  name: 'a string',
  properties: 'an object',
}
const labelChanges: OptionNames<LabelChanges> = { name: 'a string', properties: 'an object or null' }
const labelFilter: OptionNames<LabelFilter> = {
  ...orgCallOptions,
  name: 'a string',
}

/**
 * Creates the label calls of a client.
 * @see InfluxDB v2 API, "Labels"
 */
export function createLabelsApi(client: Client): LabelsApi {
  const send = (spec: JsonRequest): Promise<Label> => requestResource(client, spec, labelShape, 'label')

  const api: LabelsApi = {
    async create(label, options = {}) {
      checkOptions('labels.create', label, labelRequest, {}, "{ name: 'team-a' }")
      const call = checkCall('labels.create', options)
      const { name, properties, org, orgID } = copyOptions(label)
      requireName('label', name)
      const body = { orgID: await orgIDOf(client, { org, orgID }, call), name, properties }
      return send({ method: 'POST', path: PATH, body, ...call })
    },

    async clone(label, name, options) {
      const call = checkCall('labels.clone', options)
      requireName('label', name)
      const { orgID, properties } = typeof label === 'object' && label ? label : await api.find(label, call)
      return api.create({ orgID, name, properties }, call)
    },

    async update(label, changes, options) {
      const given = readChanges('labels.update', changes, labelChanges)
      const call = checkCall('labels.update', options)
      optionalName('label', given.name)
      const path = pathOf(label)
      const properties = given.properties === null ? removed(await api.find(label, call)) : given.properties
      return send({ method: 'PATCH', path, body: { ...given, properties }, ...call })
    },

    async delete(label, options) {
      checkCall('labels.delete', options)
      await request(client, { method: 'DELETE', path: pathOf(label), ...options })
    },

    async find(id, options) {
      checkCall('labels.find', options)
      return send({ method: 'GET', path: pathOf(id), ...options })
    },

    async findByName(name, options = {}) {
      checkOptions('labels.findByName', options, orgCallOptions)
      requireName('label', name)
      // Names of labels have no blanks around them.
      const found = await api.list({ ...options, name: withoutBlanks(name) })
      if (found.length < 2) return found[0]
      throw new OptionError(`Label ${show(name)} exists in ${found.length} organizations; pass \`org\`.`, {
        option: 'org',
      })
    },

    async list(options = {}) {
      checkOptions('labels.list', options, labelFilter, useFind)
      const { name, org, orgID: given, signal, timeout } = options
      const choice: OrgFilter = { org, orgID: given }
      optionalName('label', name)
      // InfluxDB would ignore the name of an organization, or an ID that it cannot read, and list all labels.
      const orgID = chosenOrg(client, choice) && (await orgIDOf(client, choice as OrgChoice, { signal, timeout }))
      const spec = { method: 'GET', path: PATH, query: { name, orgID }, signal, timeout } as const
      return requestList(client, spec, 'labels', labelShape)
    },

    iterate(options = {}) {
      checkOptions('labels.iterate', options, labelFilter, useFind)
      const given = copyOptions(options)
      return cancellable((signal) => iterateOnce(api.list({ ...given, signal })), given)
    },
  }
  return api
}

/** Changes that remove every property. */
function removed({ properties }: Label): Record<string, null> {
  return Object.fromEntries(Object.keys(properties ?? {}).map((key) => [key, null]))
}

function pathOf(label: string | Label): string {
  return `${PATH}/${toID('label', label)}`
}
