export type { Authorization, AuthorizationChanges, AuthorizationFilter, AuthorizationRequest } from './authorization.ts'
export { createAuthorizationsApi } from './authorizations.ts'
export type { AuthorizationsApi } from './authorizations.ts'
export type { Bucket, BucketChanges, BucketFilter, BucketPage, BucketRequest } from './bucket.ts'
export { createBucketsApi } from './buckets.ts'
export type { BucketsApi } from './buckets.ts'
export type { Changed } from './changes.ts'
export { deleteData } from './delete.ts'
export type { DeleteOptions } from './delete.ts'
export { ensureBucket, ensureTask } from './ensure.ts'
export type { Status } from './ids.ts'
export type { Label, LabelChanges, LabelFilter, LabelRequest } from './label.ts'
export { createLabelsApi } from './labels.ts'
export type { LabelsApi } from './labels.ts'
export type { OrgChoice, OrgFilter } from './org.ts'
export type {
  Organization,
  OrganizationChanges,
  OrganizationFilter,
  OrganizationPage,
  OrganizationRequest,
} from './organization.ts'
export { createOrganizationsApi } from './organizations.ts'
export type { OrganizationsApi } from './organizations.ts'
export { permissions } from './permissions.ts'
export type { Grants, Permission, PermissionResource, ResourceType } from './permissions.ts'
export { and, eq, ne } from './predicate.ts'
export type { LabelRelations, Member, UserRelations } from './relations.ts'
export { request } from './request.ts'
export type { JsonRequest, RequestOptions } from './request.ts'
export type { NewRetentionRule, RetentionRule, RetentionRules } from './retention.ts'
export type { Time } from './rfc3339.ts'
export type { ManualRun, RunFilter, TaskRuns } from './runs.ts'
export type {
  LogEvent,
  Run,
  RunStatus,
  ScheduledTaskRequest,
  Task,
  TaskChanges,
  TaskDefinition,
  TaskFilter,
  TaskPage,
  TaskRequest,
} from './task.ts'
export type { Schedule } from './task-option.ts'
export { createTasksApi } from './tasks.ts'
export type { TasksApi } from './tasks.ts'
export type { User, UserChanges, UserFilter, UserPage, UserRequest } from './user.ts'
export { createUsersApi } from './users.ts'
export type { UsersApi } from './users.ts'
export type { WaitOptions } from './wait-for-run.ts'
export type { Links } from './wire.ts'
