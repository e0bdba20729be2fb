import type { Client } from '@fluxline/core'
import { cancellable } from '@fluxline/internal/cancellable'
import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { cleared, readChanges } from '../shared/changes.ts'
import { optionalName, requireName, toID } from '../shared/ids.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'
import { checkPage, iteratePages, useFind } from '../shared/pages.ts'
import { callOptions, checkCall, request } from '../shared/request.ts'
import type { CallOptions, JsonRequest } from '../shared/request.ts'
import { requestList, requestResource, requestTextsByName } from '../shared/response.ts'
import type { Shape } from '../shared/response.ts'
import { cloudOnly } from './cloud-only.ts'
import { scriptRuns } from './run-script.ts'
import type { ScriptRuns } from './run-script.ts'
import type { Script, ScriptChanges, ScriptFilter, ScriptPage, ScriptParameterType, ScriptRequest } from './script.ts'

/**
 * Invokable scripts of InfluxDB Cloud. On other servers every call throws a `NotOnThisServerError`.
 *
 * Each method throws HttpError if InfluxDB refuses, OptionError on a wrong argument before it sends anything, and
 * TimeoutError, ConnectionError and AbortError.
 */
export interface ScriptsApi extends ScriptRuns {
  /** Creates a script. @throws HttpError 422 `conflict` if the name is taken */
  create(script: ScriptRequest, options?: CallOptions): Promise<Script>
  /** Changes the members that are set, and nothing else. */
  update(script: string | Script, changes: ScriptChanges, options?: CallOptions): Promise<Script>
  /** Deletes a script a little later. Does nothing if it does not exist. */
  delete(script: string | Script, options?: CallOptions): Promise<void>
  /** Returns the script with this ID. @throws HttpError 404 if it does not exist */
  find(id: string | Script, options?: CallOptions): Promise<Script>
  /** Returns the script with this name; `undefined` if it does not exist. */
  findByName(name: string, options?: CallOptions): Promise<Script | undefined>
  /** Returns one page of the scripts. */
  list(options?: ScriptPage): Promise<Script[]>
  /** Iterates over all scripts, page by page. Leaving the loop ends the request. */
  iterate(options?: ScriptFilter): AsyncIterableIterator<Script>
  /** Returns the parameters that a script uses, and their types. */
  parameters(script: string | Script, options?: CallOptions): Promise<Readonly<Record<string, ScriptParameterType>>>
}

const PATH = '/api/v2/scripts'
const LARGEST_PAGE = 500
const scriptShape: Shape = { id: 'text', name: 'text' }

const scriptRequest: OptionNames<ScriptRequest> = {
  name: 'a string',
  script: 'a string',
  description: 'a string',
  language: 'a string',
}
const scriptChanges: OptionNames<ScriptChanges> = { script: 'a string', description: 'a string or null' }
const scriptFilter: OptionNames<ScriptFilter> = { ...callOptions, name: 'a string', limit: true }
const scriptPage: OptionNames<ScriptPage> = { ...callOptions, name: 'a string', limit: true, offset: true }

/**
 * Creates the script calls of a client.
 * @see InfluxDB Cloud API, "Invokable Scripts"
 */
export function createScriptsApi(client: Client): ScriptsApi {
  const send = async (spec: JsonRequest): Promise<Script> =>
    toScript(await cloudOnly(requestResource<Wire<Script>>(client, spec, scriptShape)))

  const api: ScriptsApi = {
    async create(given, options) {
      checkOptions('scripts.create', given, scriptRequest, {}, '{ name, script }')
      checkCall('scripts.create', options)
      const { name, script, description = '', language = 'flux' } = given
      requireName('script', name)
      const body = { name, description, script, language }
      return send({ method: 'POST', path: PATH, body, ...options })
    },

    async update(script, changes, options) {
      const given = readChanges('scripts.update', changes, scriptChanges)
      checkCall('scripts.update', options)
      const body = { ...given, description: cleared(given.description) }
      return send({ method: 'PATCH', path: pathOf(script), body, ...options })
    },

    async delete(script, options) {
      checkCall('scripts.delete', options)
      await cloudOnly(request(client, { method: 'DELETE', path: pathOf(script), ...options }))
    },

    async find(id, options) {
      checkCall('scripts.find', options)
      return send({ method: 'GET', path: pathOf(id), ...options })
    },

    async findByName(name, options) {
      checkCall('scripts.findByName', options)
      requireName('script', name)
      return (await api.list({ name, ...options })).find((script) => script.name === name)
    },

    async list(options = {}) {
      checkOptions('scripts.list', options, scriptPage, useFind)
      checkPage('scripts.list', options, LARGEST_PAGE)
      const { name, limit = LARGEST_PAGE, offset, signal, timeout } = options
      optionalName('script', name)
      const spec = { method: 'GET', path: PATH, query: { name, limit, offset }, signal, timeout } as const
      return (await cloudOnly(requestList<Wire<Script>>(client, spec, 'scripts', scriptShape))).map(toScript)
    },

    iterate(options = {}) {
      checkOptions('scripts.iterate', options, scriptFilter, useFind)
      checkPage('scripts.iterate', options, LARGEST_PAGE)
      const given = copyOptions(options)
      return cancellable((signal) => {
        const read = ({ offset }: { offset: number }, limit: number) => api.list({ ...given, limit, offset, signal })
        return iteratePages(read, given.limit ?? LARGEST_PAGE, LARGEST_PAGE)
      }, given)
    },

    async parameters(script, options) {
      checkCall('scripts.parameters', options)
      const spec = { method: 'GET', path: `${pathOf(script)}/params`, ...options } as const
      return cloudOnly(requestTextsByName<Record<string, ScriptParameterType>>(client, spec, 'params'))
    },

    ...scriptRuns(client, PATH),
  }
  return api
}

function toScript(script: Wire<Script>): Script {
  return dated(script, 'createdAt', 'updatedAt')
}

function pathOf(script: string | Script): string {
  return `${PATH}/${toID('script', script)}`
}
