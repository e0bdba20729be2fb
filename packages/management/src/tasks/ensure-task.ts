import type { Client } from '@fluxline/core'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { createOnce } from '../shared/create-once.ts'
import { orgChoice } from '../shared/org-choice.ts'
import { checkCall } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { createTasksApi } from './api.ts'
import { withTaskOption } from './task-option.ts'
import type { Task, TaskDefinition } from './task.ts'

const taskDefinition: OptionNames<TaskDefinition> = {
  ...orgChoice,
  name: 'a string',
  flux: 'a string',
  every: 'a string',
  cron: 'a string',
  offset: 'a string',
  description: 'a string',
  status: 'a string',
}

/**
 * Ensures that the organization has one task with this name, script and schedule, and with this description and status if
 * you pass them. It creates the task, changes it, or leaves it as it is. For scripts that run more than once, even at the
 * same time: names of tasks are not unique, so one of the tasks that they create remains, and each other script deletes its own.
 *
 * @throws OptionError if more than one task has this name, and still does seconds later; HttpError
 */
export async function ensureTask(client: Client, task: TaskDefinition, options?: CallOptions): Promise<Task> {
  checkOptions('ensureTask', task, taskDefinition, {}, '{ name, every, flux }')
  const call = checkCall('ensureTask', options)
  const tasks = createTasksApi(client)
  const { name, org, orgID, description, status } = task
  const flux = withTaskOption(task.flux, task)
  const found = await createOnce(
    {
      list: () => tasks.list({ name, org, orgID, ...call }),
      create: () => tasks.create({ org, orgID, flux, description, status }, call),
      delete: (created) => tasks.delete(created, call),
      tooMany: ({ length }) =>
        new OptionError(`There are ${length} tasks named ${show(name)}; delete or rename all but one.`, {
          option: 'name',
          value: name,
        }),
    },
    call.signal,
  )
  const isSame =
    found.flux === flux &&
    (description === undefined || description === (found.description ?? '')) &&
    (status === undefined || status === found.status)
  return isSame ? found : tasks.update(found, { flux, description, status }, call)
}
