import { OptionError } from '@fluxline/internal/errors'
import { cleared } from '../shared/changes.ts'
import { optionalName } from '../shared/ids.ts'
import { changeTaskOption } from './task-option.ts'
import type { Task, TaskChanges } from './task.ts'

/** Returns the body of an update; `undefined` if nothing would change. @throws OptionError on contradictory changes */
export function changedTask(current: Task, changes: TaskChanges): object | undefined {
  const { name, every, cron, offset, status, description } = changes
  optionalName('task', name)
  if (every !== undefined && cron !== undefined) throw new OptionError('`every` and `cron` are mutually exclusive.')
  const isOption = [name, every, cron, offset].some((member) => member !== undefined)
  const given = changes.flux ?? current.flux
  const flux = isOption ? changeTaskOption(given, { name, every, cron, offset: offset === '' ? null : offset }) : given
  const body = {
    ...(flux !== current.flux && { flux }),
    ...(status !== undefined && { status }),
    ...(description !== undefined && { description: cleared(description) }),
  }
  if (Object.keys(body).length === 0) return undefined
  // InfluxDB ignores a description that comes alone.
  return 'flux' in body || 'status' in body ? body : { ...body, status: current.status }
}
