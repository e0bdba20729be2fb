export { createAuthorizationsApi } from './authorizations/api.ts'
export type { AuthorizationsApi } from './authorizations/api.ts'
export type {
  Authorization,
  AuthorizationChanges,
  AuthorizationFilter,
  AuthorizationRequest,
  NewAuthorization,
} from './authorizations/authorization.ts'
export { permissions } from './authorizations/permissions.ts'
export type { Grants, Permission, PermissionResource, ResourceType } from './authorizations/permissions.ts'
export { createBucketsApi } from './buckets/api.ts'
export type { BucketsApi } from './buckets/api.ts'
export type { Bucket, BucketChanges, BucketFilter, BucketPage, BucketRequest } from './buckets/bucket.ts'
export { ensureBucket } from './buckets/ensure-bucket.ts'
export type { NewRetentionRule, RetentionRule, RetentionRules } from './buckets/retention.ts'
export { createDbrpsApi } from './dbrps/api.ts'
export type { DbrpsApi } from './dbrps/api.ts'
export type { Dbrp, DbrpChanges, DbrpFilter, DbrpRequest } from './dbrps/dbrp.ts'
export { ensureDbrp } from './dbrps/ensure-dbrp.ts'
export { deleteData } from './delete/delete-data.ts'
export type { DeleteOptions } from './delete/delete-data.ts'
export { and, eq, ne } from './delete/predicate.ts'
export { createLabelsApi } from './labels/api.ts'
export type { LabelsApi } from './labels/api.ts'
export type { Label, LabelChanges, LabelFilter, LabelRequest } from './labels/label.ts'
export { createOrganizationsApi } from './organizations/api.ts'
export type { OrganizationsApi } from './organizations/api.ts'
export type {
  Organization,
  OrganizationChanges,
  OrganizationFilter,
  OrganizationPage,
  OrganizationRequest,
} from './organizations/organization.ts'
export type { Status } from './shared/ids.ts'
export type { Links } from './shared/json-dates.ts'
export type { OrgChoice, OrgFilter } from './shared/org-choice.ts'
export type { LabelRelations, ResourceMember, UserRelations } from './shared/relations.ts'
export { request } from './shared/request.ts'
export type { CallOptions, JsonRequest } from './shared/request.ts'
export { createTasksApi } from './tasks/api.ts'
export type { TasksApi } from './tasks/api.ts'
export { ensureTask } from './tasks/ensure-task.ts'
export type { ManualRun, RunFilter, TaskRuns } from './tasks/runs.ts'
export type { Schedule } from './tasks/task-option.ts'
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
} from './tasks/task.ts'
export type { WaitOptions } from './tasks/wait-for-run.ts'
export { createUsersApi } from './users/api.ts'
export type { UsersApi } from './users/api.ts'
export type { User, UserChanges, UserFilter, UserPage, UserRequest } from './users/user.ts'
export type { Time } from '@fluxline/internal/nanoseconds'
