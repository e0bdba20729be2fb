import type { Label } from '../labels/label.ts'
import type { Status } from '../shared/ids.ts'
import type { Links } from '../shared/json-dates.ts'
import type { OrgChoice } from '../shared/org-choice.ts'
import type { CallOptions } from '../shared/request.ts'
import type { User } from '../users/user.ts'
import type { Schedule } from './task-option.ts'

/** A Flux script that InfluxDB runs on a schedule. */
export interface Task {
  readonly id: string
  readonly orgID: string
  readonly org: string
  /** The user whose permissions the task has. */
  readonly ownerID: string
  /** Not unique. */
  readonly name: string
  readonly description?: string | undefined
  readonly status: Status
  /** The script, with its `option task`. */
  readonly flux: string
  /** The interval as the script has it, such as `1h30m`. */
  readonly every?: string | undefined
  readonly cron?: string | undefined
  /** Delay after the scheduled time. */
  readonly offset?: string | undefined
  /** When its last run ended, well or not. For a new task, when it was created. */
  readonly latestCompleted?: Date | undefined
  readonly lastRunStatus?: RunStatus | undefined
  readonly lastRunError?: string | undefined
  readonly createdAt: Date
  readonly updatedAt?: Date | undefined
  readonly labels: readonly Label[]
  readonly links: Links
}

/** A new task. */
export interface TaskRequest extends OrgChoice {
  /** A script with an `option task`. */
  readonly flux: string
  readonly description?: string | undefined
  /** @defaultValue 'active' */
  readonly status?: Status | undefined
}

/** A new task whose script has no `option task`; {@link name} and schedule become one. */
export interface ScheduledTaskRequest extends TaskRequest {
  /** Any text. */
  readonly name: string
  /** A script without an `option task`. */
  readonly flux: string
  /** Delay after the scheduled time, a Flux duration. */
  readonly offset?: string | undefined
}

/** A task for deployment, which `ensureTask` creates or changes. */
export type TaskDefinition = Omit<ScheduledTaskRequest, 'offset'> & Schedule

/** Changes to a task. */
export interface TaskChanges {
  /** A script with an `option task`. The members below are written into it. */
  readonly flux?: string | undefined
  readonly name?: string | undefined
  /** Replaces `cron`. */
  readonly every?: string | undefined
  /** Replaces `every`. */
  readonly cron?: string | undefined
  /** `null` removes it. */
  readonly offset?: string | null | undefined
  readonly status?: Status | undefined
  /** `null` clears it. */
  readonly description?: string | null | undefined
}

/** Which tasks to iterate over. */
export interface TaskFilter extends OrgChoice, CallOptions {
  /** The exact name. Several tasks may have it. */
  readonly name?: string | undefined
  /** The owner, or the owner's ID. Replaces the organization. */
  readonly user?: string | User | undefined
  readonly status?: Status | undefined
  /** @defaultValue 'basic' */
  readonly type?: 'basic' | 'system' | undefined
  /** Tasks per request, 1 to 500. @defaultValue 500 */
  readonly limit?: number | undefined
}

/** Which page of tasks to list. */
export interface TaskPage extends TaskFilter {
  /** The task before the page, or its ID. If it no longer exists, the list skips the task that followed it. */
  readonly after?: string | Task | undefined
}

/** State of a run. The last three are final. */
export type RunStatus = 'scheduled' | 'started' | 'failed' | 'success' | 'canceled'

/** A run of a task. */
export interface Run {
  readonly id: string
  readonly taskID: string
  readonly status: RunStatus
  /** The time that `now()` returns in the script. */
  readonly scheduledFor: Date
  readonly startedAt?: Date | undefined
  readonly finishedAt?: Date | undefined
  /** When a manual run was requested. */
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
