import type { Status } from '../shared/ids.ts'
import type { Label } from '../labels/label.ts'
import type { OrgChoice } from '../shared/org-choice.ts'
import type { Schedule } from './task-option.ts'
import type { User } from '../users/user.ts'
import type { Links } from '../shared/json-dates.ts'

/** A Flux script that InfluxDB runs by itself. */
export interface Task {
  readonly id: string
  readonly orgID: string
  readonly org: string
  /** The user with whose rights it runs. */
  readonly ownerID: string
  /** Not unique. */
  readonly name: string
  readonly description?: string | undefined
  readonly status: Status
  /** The script, with its `option task`. */
  readonly flux: string
  /** The interval as it was written, such as `1h30m`. */
  readonly every?: string | undefined
  readonly cron?: string | undefined
  /** How long it waits after the time that it runs for. */
  readonly offset?: string | undefined
  /** When it last ended well or failed; at first, when it was made. */
  readonly latestCompleted?: Date | undefined
  readonly lastRunStatus?: RunStatus | undefined
  readonly lastRunError?: string | undefined
  readonly createdAt: Date
  readonly updatedAt?: Date | undefined
  readonly labels: readonly Label[]
  readonly links: Links
}

/** What a new task is. */
export interface TaskRequest extends OrgChoice {
  /** A script with an `option task` of its own. */
  readonly flux: string
  readonly description?: string | undefined
  /** @defaultValue 'active' */
  readonly status?: Status | undefined
}

/** A new task whose script has no `option task`; {@link name} and schedule become that. */
export interface ScheduledTaskRequest extends TaskRequest {
  /** Any text. */
  readonly name: string
  /** A script without an `option task`. */
  readonly flux: string
  /** How long it waits after the time that it runs for, a Flux duration. */
  readonly offset?: string | undefined
}

/** A task for deployment: what `ensureTask` makes sure of. */
export type TaskDefinition = Omit<ScheduledTaskRequest, 'offset'> & Schedule

/** What can be changed of a task. */
export interface TaskChanges {
  /** A script with an `option task`; the members below are written into it. */
  readonly flux?: string | undefined
  readonly name?: string | undefined
  /** Replaces `cron`. */
  readonly every?: string | undefined
  /** Replaces `every`. */
  readonly cron?: string | undefined
  /** `null` takes it out. */
  readonly offset?: string | null | undefined
  readonly status?: Status | undefined
  /** `null` clears it. */
  readonly description?: string | null | undefined
}

/** Which tasks to go through. */
export interface TaskFilter extends OrgChoice {
  /** Exactly this; it need not be unique. */
  readonly name?: string | undefined
  /** The ID of the owner, or the user; then the organization does not count. */
  readonly user?: string | User | undefined
  readonly status?: Status | undefined
  /** @defaultValue 'basic' */
  readonly type?: 'basic' | 'system' | undefined
  /** Tasks per request, 1 to 500. @defaultValue 500 */
  readonly limit?: number | undefined
}

/** Which page of tasks to list. */
export interface TaskPage extends TaskFilter {
  /** The ID, or the task, to begin behind. Where it is gone, the task that followed it is passed over. */
  readonly after?: string | Task | undefined
}

/** How far a run is; the last three are its end. */
export type RunStatus = 'scheduled' | 'started' | 'failed' | 'success' | 'canceled'

/** One run of a task. */
export interface Run {
  readonly id: string
  readonly taskID: string
  readonly status: RunStatus
  /** What `now()` is in the script. */
  readonly scheduledFor: Date
  readonly startedAt?: Date | undefined
  readonly finishedAt?: Date | undefined
  /** When it was asked for by hand. */
  readonly requestedAt?: Date | undefined
  readonly log?: readonly LogEvent[] | undefined
  readonly links: Links
}

/** A line of a log. */
export interface LogEvent {
  readonly runID: string
  readonly time: Date
  readonly message: string
}
