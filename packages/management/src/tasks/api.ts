import { OptionError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { cleared, readUpdate } from '../shared/changes.ts'
import type { Changed } from '../shared/changes.ts'
import { checkName, checkStatus, idOf, optionalID } from '../shared/ids.ts'
import { chosenOrg, requiredOrg } from '../shared/org-choice.ts'
import { iteratePages } from '../shared/pages.ts'
import { labelRelations, userRelations } from '../shared/relations.ts'
import type { LabelRelations, UserRelations } from '../shared/relations.ts'
import { request } from '../shared/request.ts'
import type { RequestOptions } from '../shared/request.ts'
import { taskRuns } from './runs.ts'
import type { TaskRuns } from './runs.ts'
import { changeTaskOption, withTaskOption } from './task-option.ts'
import type { ScheduledTaskRequest, Task, TaskChanges, TaskFilter, TaskPage, TaskRequest } from './task.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'

/**
 * The tasks of InfluxDB. Without an organization, lists are of the tasks of the token's user.
 *
 * Each method throws as {@link request} does, and OptionError, before anything is sent, on what cannot be right.
 */
export interface TasksApi extends LabelRelations<Task>, UserRelations<Task>, TaskRuns {
  /** Makes a task of a script that has an `option task`. @throws HttpError 400 that says what is wrong with it */
  create(task: TaskRequest, options?: RequestOptions): Promise<Task>
  /** Makes a task that runs after each interval: `createEvery({ name: 'downsample', every: '1h', flux })`. */
  createEvery(task: ScheduledTaskRequest & { readonly every: string }, options?: RequestOptions): Promise<Task>
  /** Makes a task that runs at the times of a cron expression: `createCron({ name: 'nightly', cron: '0 3 * * *', flux })`. */
  createCron(task: ScheduledTaskRequest & { readonly cron: string }, options?: RequestOptions): Promise<Task>
  /**
   * Makes another task of the same script, description, status and labels, which the user of the token owns. Where a label
   * cannot be put on it, it is there without that.
   */
  clone(task: string | Task, options?: RequestOptions): Promise<Task>
  /** Saves a task that was changed: `update({ ...task, name: 'hourly' })`. */
  update(changed: Changed<Task, TaskChanges>, options?: RequestOptions): Promise<Task>
  /**
   * Changes what is named, and nothing else. The task is read first; name and schedule are changed in its script's
   * `option task`.
   *
   * @throws OptionError where the script has no `option task = {…}`; HttpError
   */
  update(task: string | Task, changes: TaskChanges, options?: RequestOptions): Promise<Task>
  /** Deletes a task, also while it runs. */
  delete(task: string | Task, options?: RequestOptions): Promise<void>
  /** Gives the task of this ID. @throws HttpError 404 where there is none */
  find(id: string | Task, options?: RequestOptions): Promise<Task>
  /** Gives one page of the tasks, oldest first. */
  list(filter?: TaskPage, options?: RequestOptions): Promise<Task[]>
  /** Gives all tasks, page by page. */
  iterate(filter?: TaskFilter, options?: RequestOptions): AsyncIterableIterator<Task>
}

const PATH = '/api/v2/tasks'
const LARGEST_PAGE = 500

/**
 * Opens the tasks of a client.
 * @see InfluxDB v2 API, "Tasks"
 */
export function createTasksApi(client: Client): TasksApi {
  const labels = labelRelations<Task>(client, { kind: 'task', path: PATH })
  const send = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, options?: RequestOptions) =>
    toTask(await request(client, { method, path, body }, options))

  const api: TasksApi = {
    async create({ flux, description, status, ...choice }, options) {
      checkStatus(status)
      const org = requiredOrg(client, choice)
      const place = 'id' in org ? { orgID: org.id } : { org: org.name }
      return send('POST', PATH, { ...place, flux, description, status }, options)
    },

    async createEvery({ name, every, offset, flux, ...task }, options) {
      return api.create({ ...task, flux: withTaskOption(flux, { name, every, offset }) }, options)
    },

    async createCron({ name, cron, offset, flux, ...task }, options) {
      return api.create({ ...task, flux: withTaskOption(flux, { name, cron, offset }) }, options)
    },

    async clone(task, options) {
      const { orgID, flux, description, status, labels: attached } = await api.find(task, options)
      const clone = await api.create({ orgID, flux, description, status }, options)
      for (const label of attached) await labels.addLabel(clone, label, options)
      return attached.length > 0 ? api.find(clone, options) : clone
    },

    async update(
      task: string | Changed<Task, TaskChanges>,
      second?: TaskChanges | RequestOptions,
      third?: RequestOptions,
    ) {
      const { id, changes, isWhole, options } = readUpdate('task', CHANGEABLE, task, second, third)
      checkStatus(changes.status)
      const current = await api.find(id, options)
      const body = changedTask(current, isWhole ? differing(current, changes) : changes)
      return body ? send('PATCH', `${PATH}/${id}`, body, options) : current
    },

    async delete(task, options) {
      await request(client, { method: 'DELETE', path: `${PATH}/${idOf('task', task)}` }, options)
    },

    async find(id, options) {
      return send('GET', `${PATH}/${idOf('task', id)}`, undefined, options)
    },

    async list({ name, user, status, type, limit = LARGEST_PAGE, after, ...choice } = {}, options) {
      checkName('task', name)
      // InfluxDB would list tasks of any status.
      checkStatus(status)
      const org = user === undefined ? chosenOrg(client, choice) : undefined
      const owner = optionalID('user', user)
      const query = { org, name, user: owner, status, type, limit, after: optionalID('after', after) }
      const page = await request<{ tasks: Wire<Task>[] }>(client, { method: 'GET', path: PATH, query }, options)
      return page.tasks.map(toTask)
    },

    async *iterate({ limit = LARGEST_PAGE, ...filter } = {}, options) {
      const read = ({ after }: { after: string | undefined }, size: number): Promise<Task[]> =>
        api.list({ ...filter, limit: size, after }, options)
      yield* iteratePages(read, limit, LARGEST_PAGE)
    },

    ...labels,
    ...userRelations<Task>(client, { kind: 'task', path: PATH }),
    ...taskRuns(client, PATH),
  }
  return api
}

const CHANGEABLE: (keyof TaskChanges)[] = ['flux', 'name', 'every', 'cron', 'offset', 'status', 'description']

/** What a whole task has that the one on the server has not. */
function differing(current: Task, changed: TaskChanges): TaskChanges {
  const entries = Object.entries(changed) as [keyof TaskChanges, string | null][]
  return Object.fromEntries(entries.filter(([key, value]) => (value ?? '') !== (current[key] ?? '')))
}

/** The body of an update; `undefined` where nothing would change. */
function changedTask(current: Task, changes: TaskChanges): object | undefined {
  const { status, description } = changes
  const { name, every, cron, offset } = changes
  checkName('task', name)
  if (every !== undefined && cron !== undefined) {
    throw new OptionError('every and cron contradict each other; give one.')
  }
  const isOption = [name, every, cron, offset].some((member) => member !== undefined)
  const given = changes.flux ?? current.flux
  const flux = isOption ? changeTaskOption(given, { name, every, cron, offset: offset === '' ? null : offset }) : given
  const body = {
    ...(flux !== current.flux && { flux }),
    ...(status !== undefined && { status }),
    ...(description !== undefined && { description: cleared(description) }),
  }
  if (Object.keys(body).length === 0) return undefined
  // InfluxDB takes a description for no change where it comes alone.
  return 'flux' in body || 'status' in body ? body : { ...body, status: current.status }
}

function toTask(task: Wire<Task>): Task {
  return dated(task, 'createdAt', 'updatedAt', 'latestCompleted')
}
