import { OptionError } from '@fluxline/internal/errors'
import { checkOptions } from '@fluxline/internal/options'
import { showOption } from '@fluxline/internal/show'
import type { Bucket } from '../buckets/bucket.ts'
import type { Label } from '../labels/label.ts'
import type { Organization } from '../organizations/organization.ts'
import { toID } from '../shared/ids.ts'
import type { Task } from '../tasks/task.ts'
import type { User } from '../users/user.ts'

/** Type of the resources of a permission. */
export type ResourceType =
  | 'annotations'
  | 'authorizations'
  | 'buckets'
  | 'checks'
  | 'dashboards'
  | 'dbrp'
  | 'documents'
  | 'instance'
  | 'labels'
  | 'notebooks'
  | 'notificationEndpoints'
  | 'notificationRules'
  | 'orgs'
  | 'remotes'
  | 'replications'
  | 'scrapers'
  | 'secrets'
  | 'sources'
  | 'tasks'
  | 'telegrafs'
  | 'users'
  | 'variables'
  | 'views'

/** Resources of a permission: one, all of a type in an organization, or all of a type in all organizations. */
export interface PermissionResource {
  readonly type: ResourceType
  readonly id?: string | undefined
  readonly orgID?: string | undefined
  /** InfluxDB returns it, and ignores it in requests. */
  readonly name?: string | undefined
  /** InfluxDB returns it, and ignores it in requests. */
  readonly org?: string | undefined
}

/** An action that a token allows on resources. Write does not imply read. */
export interface Permission {
  readonly action: 'read' | 'write'
  readonly resource: PermissionResource
}

/** Functions that return permissions for one action. */
export interface Grants {
  bucket(bucket: string | Bucket): Permission
  /** All buckets of an organization. */
  buckets(org: string | Organization): Permission
  task(task: string | Task): Permission
  /** All tasks of an organization. */
  tasks(org: string | Organization): Permission
  label(label: string | Label): Permission
  /** All labels of an organization. */
  labels(org: string | Organization): Permission
  user(user: string | User): Permission
  /** The organization itself, its members and owners. */
  org(org: string | Organization): Permission
  /** All tokens of an organization. */
  authorizations(org: string | Organization): Permission
  /** The secrets of an organization. */
  secrets(org: string | Organization): Permission
  /**
   * Any type: `id` selects one resource, `orgID` all of an organization. Without both it applies to all organizations,
   * and `create` requires `allOrgs: true`.
   */
  of(type: ResourceType, scope?: Pick<PermissionResource, 'id' | 'orgID'>): Permission
}

/**
 * Creates permissions: `permissions.read.bucket(bucket)`, `permissions.write.tasks(orgID)`.
 * @see InfluxDB v2 API, "Authorizations"
 */
export const permissions: { readonly read: Grants; readonly write: Grants } = {
  read: /* @__PURE__ */ grants('read'),
  write: /* @__PURE__ */ grants('write'),
}

function grants(action: Permission['action']): Grants {
  const one = (type: ResourceType, kind: string, resource: string | { id: string; orgID?: string }): Permission => {
    const id = toID(kind, resource)
    const orgID = typeof resource === 'string' ? undefined : resource.orgID
    return { action, resource: { type, id, ...(orgID !== undefined && { orgID }) } }
  }
  const all = (type: ResourceType, org: string | Organization): Permission => ({
    action,
    resource: { type, orgID: toID('organization', org) },
  })
  return {
    bucket: (bucket) => one('buckets', 'bucket', bucket),
    buckets: (org) => all('buckets', org),
    task: (task) => one('tasks', 'task', task),
    tasks: (org) => all('tasks', org),
    label: (label) => one('labels', 'label', label),
    labels: (org) => all('labels', org),
    user: (user) => one('users', 'user', user),
    org: (org) => one('orgs', 'organization', org),
    authorizations: (org) => all('authorizations', org),
    secrets: (org) => all('secrets', org),
    of(type, scope = {}) {
      checkOptions(`permissions.${action}.of`, scope, { id: true, orgID: true })
      const { id, orgID } = scope
      return { action, resource: { type, ...(id !== undefined && { id }), ...(orgID !== undefined && { orgID }) } }
    },
  }
}

/**
 * Checks a permission, and returns it as InfluxDB reads it: without the names, which it ignores.
 *
 * @throws OptionError if InfluxDB would grant more than the permission seems to say
 */
export function checkPermission(permission: Permission, index: number, allOrgs: boolean): Permission {
  if (typeof permission?.resource !== 'object' || !permission.resource) {
    throw new OptionError(
      `permissions[${index}] is ${showOption(permission)}; pass what \`permissions\` returns, or { action, resource: { type, … } }.`,
      { option: 'permissions', value: permission },
    )
  }
  const { action, resource } = permission
  const { type, id, orgID, name, org } = resource
  const location = `permissions[${index}], ${action}:${type},`
  if (name !== undefined && id === undefined) {
    throw new OptionError(
      `${location} has a name and no id. InfluxDB ignores the name and grants all ${type}; pass the id.`,
    )
  }
  if (org !== undefined && orgID === undefined && id === undefined) {
    throw new OptionError(
      `${location} has org and no orgID. InfluxDB ignores org and grants the ${type} of all organizations; pass the orgID.`,
    )
  }
  if (id === undefined && orgID === undefined && !allOrgs) {
    throw new OptionError(
      `${location} has neither id nor orgID, so it would apply to all organizations; pass one of them, or allOrgs: true.`,
    )
  }
  return { action, resource: { type, id, orgID } }
}
