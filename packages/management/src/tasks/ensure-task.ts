import type { Client } from '@fluxline/core'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { sleep } from '@fluxline/internal/timers'
import { checkCall } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { createTasksApi } from './api.ts'
import { withTaskOption } from './task-option.ts'
import type { Task, TaskDefinition } from './task.ts'

const taskDefinition: OptionNames<TaskDefinition> = {
  org: true,
  orgID: true,
  name: true,
  flux: true,
  every: true,
  cron: true,
  offset: true,
  description: true,
  status: true,
}

/**
 * Ensures that the organization has one task with this name, script and schedule, and with this description and status if
 * you pass them. It creates the task, changes it, or leaves it as it is. For scripts that run more than once, even at the
 * same time: names of tasks are not unique, so the oldest of the tasks that they create remains, and each script deletes
 * its own.
 *
 * @throws OptionError if more than one task has this name, and still does a second later; HttpError
 */
export async function ensureTask(client: Client, task: TaskDefinition, options?: CallOptions): Promise<Task> {
  checkOptions('ensureTask', task, taskDefinition, {}, '{ name, every, flux }')
  checkCall('ensureTask', options)
  const tasks = createTasksApi(client)
  const { name, org, orgID, description, status } = task
  const flux = withTaskOption(task.flux, task)
  const named = (): Promise<Task[]> => tasks.list({ name, org, orgID, ...options })
  let found = await onlyOne(named, options?.signal)
  if (!found) {
    const created = await tasks.create({ org, orgID, flux, description, status }, options)
    const [oldest = created] = await named()
    if (oldest.id === created.id) return created
    await tasks.delete(created, options)
    found = oldest
  }
  const isSame =
    found.flux === flux &&
    (description === undefined || description === (found.description ?? '')) &&
    (status === undefined || status === found.status)
  return isSame ? found : tasks.update(found, { flux, description, status }, options)
}

const LOOKS = 5
const PAUSE_MS = 250

/** Returns the one task, if there is one. If there are several, it waits for other scripts to delete theirs. */
async function onlyOne(named: () => Promise<Task[]>, signal: AbortSignal | undefined): Promise<Task | undefined> {
  for (let look = 1; ; look++) {
    const found = await named()
    if (found.length < 2) return found[0]
    if (look === LOOKS) {
      throw new OptionError(
        `There are ${found.length} tasks named ${show(found[0]!.name)}; delete or rename all but one.`,
        { option: 'name', value: found[0]!.name },
      )
    }
    await sleep(PAUSE_MS, signal)
  }
}
