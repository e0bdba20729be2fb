import type { Client } from '@fluxline/core'
import { cancellable } from '@fluxline/internal/cancellable'
import { copyOptions } from '@fluxline/internal/copy-options'
import type { Time } from '@fluxline/internal/nanoseconds'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { toID } from '../shared/ids.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'
import { checkPage } from '../shared/pages.ts'
import { callOptions, checkCall, request } from '../shared/request.ts'
import type { CallOptions, JsonRequest } from '../shared/request.ts'
import { requestList, requestResource } from '../shared/response.ts'
import type { Shape } from '../shared/response.ts'
import { toRfc3339 } from '../shared/time-option.ts'
import type { LogEvent, Run, Task } from './task.ts'
import { hasEnded, waitForRun } from './wait-for-run.ts'
import type { WaitOptions } from './wait-for-run.ts'

/** Which runs of a task to list. InfluxDB compares `scheduledFor` with both times, by the second, and excludes both. */
export interface RunFilter extends CallOptions {
  readonly afterTime?: Time | undefined
  /** Pass a later time to list runs that are scheduled for later. @defaultValue now */
  readonly beforeTime?: Time | undefined
  /** Runs per request, 1 to 500. @defaultValue 500 */
  readonly limit?: number | undefined
}

/** Options of a manual run. */
export interface ManualRun extends CallOptions {
  /** The time that `now()` returns in the script. The run waits for a time in the future. @defaultValue now */
  readonly scheduledFor?: Time | undefined
}

/** Calls for the runs and logs of tasks. InfluxDB OSS keeps finished runs for three days, in the bucket `_tasks`. */
export interface TaskRuns {
  /** Returns one page of a task's runs: those that have not ended, then the others, latest `scheduledFor` first. */
  runs(task: string | Task, options?: RunFilter): Promise<Run[]>
  /**
   * Iterates over all runs, page by page. Leaving the loop ends the request. If one second has more than 500 runs, it
   * skips some of them.
   */
  iterateRuns(task: string | Task, options?: RunFilter): AsyncIterableIterator<Run>
  /** Returns the run with this ID. @throws HttpError 404 if it does not exist */
  run(task: string | Task, run: string | Run, options?: CallOptions): Promise<Run>
  /** Returns the logs of all runs of a task. */
  logs(task: string | Task, options?: CallOptions): Promise<LogEvent[]>
  /** Returns the log of one run. */
  runLogs(task: string | Task, run: string | Run, options?: CallOptions): Promise<LogEvent[]>
  /**
   * Requests a run, in addition to the schedule.
   *
   * @throws HttpError 400 if the task is inactive, 422 `conflict` while another run for the same time is queued
   */
  runManually(task: string | Task, options?: ManualRun): Promise<Run>
  /** Requests another run for the same time. */
  retryRun(task: string | Task, run: string | Run, options?: CallOptions): Promise<Run>
  /** Cancels a run. InfluxDB Cloud cannot do that. @throws HttpError 404 if the run has ended */
  cancelRun(task: string | Task, run: string | Run, options?: CallOptions): Promise<void>
  /**
   * Waits until a run has ended, well or not, and returns it.
   *
   * @throws TimeoutError after `timeout`; AbortError; HttpError 404 if the run does not exist for five seconds
   */
  waitForRun(task: string | Task, run: string | Run, options?: WaitOptions): Promise<Run>
}

const LARGEST_PAGE = 500
const SECOND = 1_000
const runShape: Shape = { id: 'text', status: 'text', scheduledFor: 'text' }

const runFilter: OptionNames<RunFilter> = {
  ...callOptions,
  afterTime: true,
  beforeTime: true,
  limit: true,
}
const otherCursor = {
  after: 'returns nothing in InfluxDB; pass `beforeTime`, or call iterateRuns, which returns all runs.',
  id: 'is not a filter of this list; call run(task, id).',
}
const manualRun: OptionNames<ManualRun> = { ...callOptions, scheduledFor: true }

export function taskRuns(client: Client, tasksPath: string): TaskRuns {
  const taskPath = (task: string | Task): string => `${tasksPath}/${toID('task', task)}`
  const runPath = (task: string | Task, run: string | Run): string => `${taskPath(task)}/runs/${toID('run', run)}`
  const send = async (spec: JsonRequest): Promise<Run> => toRun(await requestResource(client, spec, runShape))

  async function logs(path: string, options?: CallOptions): Promise<LogEvent[]> {
    const spec = { method: 'GET', path: `${path}/logs`, ...options } as const
    // InfluxDB sends null if there are none.
    const events = await requestList<Wire<LogEvent>>(client, spec, 'events', { message: 'text' }, 'null')
    return events.map((event) => dated(event, 'time'))
  }

  const api: TaskRuns = {
    async runs(task, options = {}) {
      checkOptions('tasks.runs', options, runFilter, otherCursor)
      checkPage('tasks.runs', options, LARGEST_PAGE)
      const { afterTime, beforeTime, limit = LARGEST_PAGE, signal, timeout } = options
      const query = {
        limit,
        afterTime: afterTime === undefined ? undefined : toRfc3339('afterTime', afterTime),
        beforeTime: beforeTime === undefined ? undefined : toRfc3339('beforeTime', beforeTime),
      }
      const spec = { method: 'GET', path: `${taskPath(task)}/runs`, query, signal, timeout } as const
      return (await requestList<Wire<Run>>(client, spec, 'runs', runShape)).map(toRun)
    },

    iterateRuns(task, options = {}) {
      checkOptions('tasks.iterateRuns', options, runFilter, otherCursor)
      checkPage('tasks.iterateRuns', options, LARGEST_PAGE)
      const given = copyOptions(options)
      return cancellable((signal) => iterateRuns((page) => api.runs(task, { ...given, ...page, signal }), given), given)
    },

    async run(task, run, options) {
      checkCall('tasks.run', options)
      return send({ method: 'GET', path: runPath(task, run), ...options })
    },

    async logs(task, options) {
      checkCall('tasks.logs', options)
      return logs(taskPath(task), options)
    },

    async runLogs(task, run, options) {
      checkCall('tasks.runLogs', options)
      return logs(runPath(task, run), options)
    },

    async runManually(task, options = {}) {
      checkOptions('tasks.runManually', options, manualRun)
      const { scheduledFor, signal, timeout } = options
      const body = { scheduledFor: scheduledFor === undefined ? null : toRfc3339('scheduledFor', scheduledFor) }
      return send({ method: 'POST', path: `${taskPath(task)}/runs`, body, signal, timeout })
    },

    async retryRun(task, run, options) {
      checkCall('tasks.retryRun', options)
      return send({ method: 'POST', path: `${runPath(task, run)}/retry`, body: {}, ...options })
    },

    async cancelRun(task, run, options) {
      checkCall('tasks.cancelRun', options)
      await request(client, { method: 'DELETE', path: runPath(task, run), ...options })
    },

    async waitForRun(task, run, options) {
      const [taskID, runID] = [toID('task', task), toID('run', run)]
      return waitForRun((signal) => api.run(taskID, runID, { signal }), runID, options)
    },
  }
  return api
}

/** Yields the runs of a task, each once. */
async function* iterateRuns(
  read: (page: Pick<RunFilter, 'beforeTime' | 'limit'>) => Promise<Run[]>,
  { beforeTime, limit = LARGEST_PAGE }: RunFilter,
): AsyncGenerator<Run, undefined> {
  // The parameter `after` returns nothing, so a page starts with the second in which the one before it ended.
  const seen = new Set<string>()
  let before = beforeTime
  let size = limit
  for (;;) {
    const page = await read({ beforeTime: before, limit: size })
    const fresh = page.filter(({ id }) => !seen.has(id))
    for (const run of fresh) {
      seen.add(run.id)
      yield run
    }
    if (page.length < size) return
    // Runs that have not ended come before the others on every page, in no order of time.
    const last = page.findLast(hasEnded)
    if (last && fresh.length > 0) before = new Date(last.scheduledFor.getTime() + SECOND)
    // A second may have more runs than a page.
    else if (size < LARGEST_PAGE) size = Math.min(LARGEST_PAGE, size * 2)
    else before = page.at(-1)!.scheduledFor
  }
}

function toRun(wire: Wire<Run>): Run {
  const run: Run = dated(wire, 'scheduledFor', 'startedAt', 'finishedAt', 'requestedAt')
  const log: unknown = wire.log
  return Array.isArray(log) ? { ...run, log: log.map((event: Wire<LogEvent>) => dated(event, 'time')) } : run
}
