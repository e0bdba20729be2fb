import type { Client } from '@fluxline/core'
import { cancellable } from '@fluxline/internal/cancellable'
import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { readChanges } from '../shared/changes.ts'
import { checkStatus, optionalID, optionalName, toID } from '../shared/ids.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'
import { chosenOrg, orgChoice, requiredOrg } from '../shared/org-choice.ts'
import { checkPage, iteratePages, useFind } from '../shared/pages.ts'
import { labelRelations, userRelations } from '../shared/relations.ts'
import type { LabelRelations, UserRelations } from '../shared/relations.ts'
import { callOptions, checkCall, request } from '../shared/request.ts'
import type { CallOptions, JsonRequest } from '../shared/request.ts'
import { requestList, requestResource } from '../shared/response.ts'
import type { Shape } from '../shared/response.ts'
import { changedTask } from './changed-task.ts'
import { taskRuns } from './runs.ts'
import type { TaskRuns } from './runs.ts'
import { requireScript, withTaskOption } from './task-option.ts'
import type { ScheduledTaskRequest, Task, TaskChanges, TaskFilter, TaskPage, TaskRequest } from './task.ts'

/**
 * Tasks of InfluxDB. Without an organization, lists contain the tasks of the token's user.
 *
 * Each method throws what {@link request} throws, and OptionError on a wrong argument before it sends anything.
 */
export interface TasksApi extends LabelRelations<Task>, UserRelations<Task>, TaskRuns {
  /** Creates a task from a script with an `option task`. @throws HttpError 400 if the script is not valid */
  create(task: TaskRequest, options?: CallOptions): Promise<Task>
  /** Creates a task that runs at an interval: `createEvery({ name: 'downsample', every: '1h', flux })`. */
  createEvery(task: ScheduledTaskRequest & { readonly every: string }, options?: CallOptions): Promise<Task>
  /** Creates a task that runs by a cron expression: `createCron({ name: 'nightly', cron: '0 3 * * *', flux })`. */
  createCron(task: ScheduledTaskRequest & { readonly cron: string }, options?: CallOptions): Promise<Task>
  /**
   * Creates another task with the same script, description, status and labels, which the token's user owns. If adding a
   * label fails, the task exists without it.
   */
  clone(task: string | Task, options?: CallOptions): Promise<Task>
  /**
   * Changes the members that are set, and nothing else. It reads the task first, and changes name and schedule in the
   * `option task` of its script.
   *
   * @throws OptionError if the script has no `option task = {…}`; HttpError
   */
  update(task: string | Task, changes: TaskChanges, options?: CallOptions): Promise<Task>
  /** Deletes a task, even during a run. */
  delete(task: string | Task, options?: CallOptions): Promise<void>
  /** Returns the task with this ID. @throws HttpError 404 if it does not exist */
  find(id: string | Task, options?: CallOptions): Promise<Task>
  /** Returns one page of the tasks, oldest first. */
  list(options?: TaskPage): Promise<Task[]>
  /** Iterates over all tasks, page by page. Leaving the loop ends the request. */
  iterate(options?: TaskFilter): AsyncIterableIterator<Task>
}

const PATH = '/api/v2/tasks'
const LARGEST_PAGE = 500
const taskShape: Shape = { id: 'text', name: 'text', flux: 'text', labels: 'optional list' }

const taskRequest: OptionNames<TaskRequest> = {
  ...orgChoice,
  flux: 'a string',
  description: 'a string',
  status: 'a string',
}
const scheduledTask: OptionNames<ScheduledTaskRequest> = {
  ...orgChoice,
  flux: 'a string',
  description: 'a string',
  status: 'a string',
  name: 'a string',
  offset: 'a string',
}
const taskChanges: OptionNames<TaskChanges> = {
  flux: 'a string',
  name: 'a string',
  every: 'a string',
  cron: 'a string',
  offset: 'a string or null',
  status: 'a string',
  description: 'a string or null',
}
const taskFilter: OptionNames<TaskFilter> = {
  ...orgChoice,
  ...callOptions,
  name: 'a string',
  user: 'a string or an object',
  status: 'a string',
  type: 'a string',
  limit: true,
}
const taskPage: OptionNames<TaskPage> = {
  ...orgChoice,
  ...callOptions,
  name: 'a string',
  user: 'a string or an object',
  status: 'a string',
  type: 'a string',
  limit: true,
  after: 'a string or an object',
}

/**
 * Creates the task calls of a client.
 * @see InfluxDB v2 API, "Tasks"
 */
export function createTasksApi(client: Client): TasksApi {
  const labels = labelRelations<Task>(client, { kind: 'task', path: PATH })
  const send = async (spec: JsonRequest): Promise<Task> => toTask(await requestResource(client, spec, taskShape))

  const api: TasksApi = {
    async create(task, options) {
      checkOptions('tasks.create', task, taskRequest, {}, '{ flux }')
      checkCall('tasks.create', options)
      const { flux, description, status } = task
      requireScript(flux)
      checkStatus(status)
      const org = requiredOrg(client, task)
      const body = { ...('id' in org ? { orgID: org.id } : { org: org.name }), flux, description, status }
      return send({ method: 'POST', path: PATH, body, ...options })
    },

    async createEvery(task, options) {
      checkOptions('tasks.createEvery', task, { ...scheduledTask, every: true }, {}, '{ name, every, flux }')
      checkCall('tasks.createEvery', options)
      const { name, every, offset, flux, ...others } = task
      return api.create({ ...others, flux: withTaskOption(flux, { name, every, offset }) }, options)
    },

    async createCron(task, options) {
      checkOptions('tasks.createCron', task, { ...scheduledTask, cron: true }, {}, '{ name, cron, flux }')
      checkCall('tasks.createCron', options)
      const { name, cron, offset, flux, ...others } = task
      return api.create({ ...others, flux: withTaskOption(flux, { name, cron, offset }) }, options)
    },

    async clone(task, options) {
      const call = checkCall('tasks.clone', options)
      const { orgID, flux, description, status, labels: attached } = await api.find(task, call)
      const clone = await api.create({ orgID, flux, description, status }, call)
      for (const label of attached) await labels.addLabel(clone, label, call)
      return attached.length > 0 ? api.find(clone, call) : clone
    },

    async update(task, changes, options) {
      const given = readChanges('tasks.update', changes, taskChanges)
      const call = checkCall('tasks.update', options)
      checkStatus(given.status)
      const path = pathOf(task)
      const current = await api.find(task, call)
      const body = changedTask(current, given)
      return body ? send({ method: 'PATCH', path, body, ...call }) : current
    },

    async delete(task, options) {
      checkCall('tasks.delete', options)
      await request(client, { method: 'DELETE', path: pathOf(task), ...options })
    },

    async find(id, options) {
      checkCall('tasks.find', options)
      return send({ method: 'GET', path: pathOf(id), ...options })
    },

    async list(options = {}) {
      checkOptions('tasks.list', options, taskPage, useFind)
      checkPage('tasks.list', options, LARGEST_PAGE)
      const { name, user, status, type, limit = LARGEST_PAGE, after, signal, timeout } = options
      optionalName('task', name)
      // InfluxDB would ignore another status or type, and list tasks of any.
      checkStatus(status)
      if (type !== undefined) oneOf('tasks.list', 'type', type, ['basic', 'system'])
      const org = user === undefined ? chosenOrg(client, options) : undefined
      const owner = optionalID('user', user)
      const query = { org, name, user: owner, status, type, limit, after: optionalID('after', after) }
      const spec = { method: 'GET', path: PATH, query, signal, timeout } as const
      return (await requestList<Wire<Task>>(client, spec, 'tasks', taskShape)).map(toTask)
    },

    iterate(options = {}) {
      checkOptions('tasks.iterate', options, taskFilter, useFind)
      checkPage('tasks.iterate', options, LARGEST_PAGE)
      const given = copyOptions(options)
      return cancellable((signal) => {
        const read = ({ after }: { after: string | undefined }, limit: number) =>
          api.list({ ...given, limit, after, signal })
        return iteratePages(read, given.limit ?? LARGEST_PAGE, LARGEST_PAGE)
      }, given)
    },

    ...labels,
    ...userRelations<Task>(client, { kind: 'task', path: PATH }),
    ...taskRuns(client, PATH),
  }
  return api
}

function toTask(task: Wire<Task>): Task {
  return dated(task, 'createdAt', 'updatedAt', 'latestCompleted')
}

function pathOf(task: string | Task): string {
  return `${PATH}/${toID('task', task)}`
}
