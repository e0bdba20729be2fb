import type { Client } from '@fluxline/core'
import { cleared, readUpdate } from '../shared/changes.ts'
import type { Changed } from '../shared/changes.ts'
import { checkName, idOf } from '../shared/ids.ts'
import { iteratePages } from '../shared/pages.ts'
import { request } from '../shared/request.ts'
import type { JsonRequest, RequestOptions } from '../shared/request.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'
import { cloudOnly } from './cloud-only.ts'
import { scriptInvocation } from './run-script.ts'
import type { ScriptInvocation } from './run-script.ts'
import type { Script, ScriptChanges, ScriptFilter, ScriptPage, ScriptParameterType, ScriptRequest } from './script.ts'

/**
 * The invokable scripts of InfluxDB Cloud. On other servers every call is a `NotOnThisServerError`.
 *
 * Each method throws HttpError where InfluxDB refuses, OptionError, before anything is sent, on what cannot be right, and
 * TimeoutError, ConnectionError and AbortError.
 */
export interface ScriptsApi extends ScriptInvocation {
  /** Makes a script. @throws HttpError 422 `conflict` where there is one of that name */
  create(script: ScriptRequest, options?: RequestOptions): Promise<Script>
  /** Saves a script that was changed: `update({ ...script, description: 'new' })`. */
  update(changed: Changed<Script, ScriptChanges>, options?: RequestOptions): Promise<Script>
  /** Changes what is named, and nothing else. */
  update(script: string | Script, changes: ScriptChanges, options?: RequestOptions): Promise<Script>
  /** Deletes a script a little later; nothing happens where there is none. */
  delete(script: string | Script, options?: RequestOptions): Promise<void>
  /** Gives the script of this ID. @throws HttpError 404 where there is none */
  find(id: string | Script, options?: RequestOptions): Promise<Script>
  /** Gives the script of this name; `undefined` where there is none. */
  findByName(name: string, options?: RequestOptions): Promise<Script | undefined>
  /** Gives one page of the scripts. */
  list(filter?: ScriptPage, options?: RequestOptions): Promise<Script[]>
  /** Gives all scripts, page by page. */
  iterate(filter?: ScriptFilter, options?: RequestOptions): AsyncIterableIterator<Script>
  /** Gives the parameters that a script uses, and their types. */
  parameters(script: string | Script, options?: RequestOptions): Promise<Readonly<Record<string, ScriptParameterType>>>
}

const PATH = '/api/v2/scripts'
const LARGEST_PAGE = 500

/**
 * Opens the invokable scripts of a client.
 * @see InfluxDB Cloud API, "Invokable Scripts"
 */
export function createScriptsApi(client: Client): ScriptsApi {
  const send = <Answer>(spec: JsonRequest, options?: RequestOptions): Promise<Answer> =>
    cloudOnly(request<Answer>(client, spec, options))

  const api: ScriptsApi = {
    async create({ name, script, description = '', language = 'flux' }, options) {
      checkName('script', name)
      return toScript(
        await send({ method: 'POST', path: PATH, body: { name, description, script, language } }, options),
      )
    },

    async update(
      script: string | Changed<Script, ScriptChanges>,
      second?: ScriptChanges | RequestOptions,
      third?: RequestOptions,
    ) {
      const changeable = ['script', 'description'] as const
      const { id, changes, options } = readUpdate<ScriptChanges>('script', changeable, script, second, third)
      const body = { ...changes, description: cleared(changes.description) }
      return toScript(await send({ method: 'PATCH', path: `${PATH}/${id}`, body }, options))
    },

    async delete(script, options) {
      await send({ method: 'DELETE', path: `${PATH}/${idOf('script', script)}` }, options)
    },

    async find(id, options) {
      return toScript(await send({ method: 'GET', path: `${PATH}/${idOf('script', id)}` }, options))
    },

    async findByName(name, options) {
      return (await api.list({ name }, options)).find((script) => script.name === name)
    },

    async list({ name, limit = LARGEST_PAGE, offset } = {}, options) {
      checkName('script', name)
      const spec = { method: 'GET', path: PATH, query: { name, limit, offset } } as const
      return (await send<{ scripts: Wire<Script>[] }>(spec, options)).scripts.map(toScript)
    },

    async *iterate({ limit = LARGEST_PAGE, ...filter } = {}, options) {
      const read = ({ offset }: { offset: number }, size: number): Promise<Script[]> =>
        api.list({ ...filter, limit: size, offset }, options)
      yield* iteratePages(read, limit, LARGEST_PAGE)
    },

    async parameters(script, options) {
      const path = `${PATH}/${idOf('script', script)}/params`
      const { params } = await send<{ params: Record<string, ScriptParameterType> }>({ method: 'GET', path }, options)
      return params
    },

    ...scriptInvocation(client, PATH),
  }
  return api
}

function toScript(script: Wire<Script>): Script {
  return dated(script, 'createdAt', 'updatedAt')
}
