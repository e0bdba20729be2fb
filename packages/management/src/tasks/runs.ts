import type { Client } from '@fluxline/core'
import { idOf } from '../shared/ids.ts'
import { request } from '../shared/request.ts'
import type { RequestOptions } from '../shared/request.ts'
import { toRfc3339 } from '../shared/rfc3339.ts'
import type { Time } from '../shared/rfc3339.ts'
import type { LogEvent, Run, Task } from './task.ts'
import { hasEnded, waitForRun } from './wait-for-run.ts'
import type { WaitOptions } from './wait-for-run.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'

/** Which runs of a task. Times are compared with `scheduledFor`, by the second, and are not in the list themselves. */
export interface RunFilter {
  readonly afterTime?: Time | undefined
  /** @defaultValue now: runs that are scheduled for later need a later time */
  readonly beforeTime?: Time | undefined
  /** Runs per request, 1 to 500. @defaultValue 500 */
  readonly limit?: number | undefined
}

/** What a run by hand is for. */
export interface ManualRun {
  /** What `now()` is in the script; it waits where that is to come. @defaultValue now */
  readonly scheduledFor?: Time | undefined
}

/** The runs and logs of tasks. InfluxDB OSS keeps those that ended for three days, in the bucket `_tasks`. */
export interface TaskRuns {
  /** Gives one page of a task's runs: those that have not ended, then the others, latest `scheduledFor` first. */
  runs(task: string | Task, filter?: RunFilter, options?: RequestOptions): Promise<Run[]>
  /** Gives all runs, page by page. Of more than 500 runs for one second some are passed over. */
  iterateRuns(task: string | Task, filter?: RunFilter, options?: RequestOptions): AsyncIterableIterator<Run>
  /** Gives the run of this ID. @throws HttpError 404 where there is none */
  run(task: string | Task, run: string | Run, options?: RequestOptions): Promise<Run>
  /** Gives the logs of all runs of a task. */
  logs(task: string | Task, options?: RequestOptions): Promise<LogEvent[]>
  /** Gives the log of one run. */
  runLogs(task: string | Task, run: string | Run, options?: RequestOptions): Promise<LogEvent[]>
  /**
   * Asks for a run now, beside those by schedule.
   *
   * @throws HttpError 400 where the task is inactive, 422 `conflict` while another for the same time is queued
   */
  runManually(task: string | Task, run?: ManualRun, options?: RequestOptions): Promise<Run>
  /** Asks for another run for the same time. */
  retryRun(task: string | Task, run: string | Run, options?: RequestOptions): Promise<Run>
  /** Ends a run that has not ended. InfluxDB Cloud cannot. @throws HttpError 404 where it has ended */
  cancelRun(task: string | Task, run: string | Run, options?: RequestOptions): Promise<void>
  /**
   * Waits until a run has ended, well or not, and gives it.
   *
   * @throws TimeoutError after `timeout`; AbortError; HttpError 404 where there is no such run for five seconds
   */
  waitForRun(task: string | Task, run: string | Run, options?: WaitOptions): Promise<Run>
}

const LARGEST_PAGE = 500
const SECOND = 1_000

export function taskRuns(client: Client, tasksPath: string): TaskRuns {
  const taskPath = (task: string | Task): string => `${tasksPath}/${idOf('task', task)}`
  const runPath = (task: string | Task, run: string | Run): string => `${taskPath(task)}/runs/${idOf('run', run)}`
  const send = async (method: 'GET' | 'POST', path: string, body?: object, options?: RequestOptions): Promise<Run> =>
    toRun(await request(client, { method, path, body }, options))

  async function logs(path: string, options?: RequestOptions): Promise<LogEvent[]> {
    const spec = { method: 'GET', path: `${path}/logs` } as const
    // Where there are none it says null.
    const { events } = await request<{ events: Wire<LogEvent>[] | null }>(client, spec, options)
    return (events ?? []).map((event) => dated(event, 'time'))
  }

  const api: TaskRuns = {
    async runs(task, { afterTime, beforeTime, limit = LARGEST_PAGE } = {}, options) {
      const query = {
        limit,
        afterTime: afterTime === undefined ? undefined : toRfc3339('afterTime', afterTime),
        beforeTime: beforeTime === undefined ? undefined : toRfc3339('beforeTime', beforeTime),
      }
      const spec = { method: 'GET', path: `${taskPath(task)}/runs`, query } as const
      return (await request<{ runs: Wire<Run>[] }>(client, spec, options)).runs.map(toRun)
    },

    async *iterateRuns(task, { afterTime, beforeTime, limit = LARGEST_PAGE } = {}, options) {
      // The parameter `after` gives nothing, so a page begins with the second that the one before it ended in.
      const seen = new Set<string>()
      let before = beforeTime
      let size = limit
      for (;;) {
        const page = await api.runs(task, { afterTime, beforeTime: before, limit: size }, options)
        const fresh = page.filter(({ id }) => !seen.has(id))
        for (const run of fresh) {
          seen.add(run.id)
          yield run
        }
        if (page.length < size) return
        // Runs that have not ended stand before the others, in no order of time, on every page.
        const last = page.findLast(hasEnded)
        if (last && fresh.length > 0) before = new Date(last.scheduledFor.getTime() + SECOND)
        // A second may have more runs than a page.
        else if (size < LARGEST_PAGE) size = Math.min(LARGEST_PAGE, size * 2)
        else before = page.at(-1)!.scheduledFor
      }
    },

    run: async (task, run, options) => send('GET', runPath(task, run), undefined, options),
    logs: async (task, options) => logs(taskPath(task), options),
    runLogs: async (task, run, options) => logs(runPath(task, run), options),

    async runManually(task, { scheduledFor } = {}, options) {
      const body = { scheduledFor: scheduledFor === undefined ? null : toRfc3339('scheduledFor', scheduledFor) }
      return send('POST', `${taskPath(task)}/runs`, body, options)
    },

    retryRun: async (task, run, options) => send('POST', `${runPath(task, run)}/retry`, {}, options),

    async cancelRun(task, run, options) {
      await request(client, { method: 'DELETE', path: runPath(task, run) }, options)
    },

    waitForRun: async (task, run, options) =>
      waitForRun((signal) => api.run(task, run, { signal }), idOf('run', run), options),
  }
  return api
}

function toRun(wire: Wire<Run>): Run {
  const run: Run = dated(wire, 'scheduledFor', 'startedAt', 'finishedAt', 'requestedAt')
  if (!wire.log) return run
  return { ...run, log: (wire.log as unknown as Wire<LogEvent>[]).map((event) => dated(event, 'time')) }
}
