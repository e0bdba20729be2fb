import { OptionError } from '@fluxline/core'
import type { Bucket } from '../buckets/bucket.ts'
import { idOf } from '../shared/ids.ts'
import type { Label } from '../labels/label.ts'
import type { Organization } from '../organizations/organization.ts'
import type { Task } from '../tasks/task.ts'
import type { User } from '../users/user.ts'

/** What a permission can be for. */
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

/** What a permission is for: one resource, all of a type in an organization, or all of a type anywhere. */
export interface PermissionResource {
  readonly type: ResourceType
  readonly id?: string | undefined
  readonly orgID?: string | undefined
  /** Told by InfluxDB, and ignored in what it is asked for. */
  readonly name?: string | undefined
  /** Told by InfluxDB, and ignored in what it is asked for. */
  readonly org?: string | undefined
}

/** What a token may do. To write does not include to read. */
export interface Permission {
  readonly action: 'read' | 'write'
  readonly resource: PermissionResource
}

/** Permissions of one kind. */
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
   * Any type: with `id` one resource, with `orgID` all of an organization. With neither it holds in every organization,
   * and `create` wants that said.
   */
  of(type: ResourceType, scope?: Pick<PermissionResource, 'id' | 'orgID'>): Permission
}

/**
 * Builds permissions: `permissions.read.bucket(bucket)`, `permissions.write.tasks(orgID)`.
 * @see InfluxDB v2 API, "Authorizations"
 */
export const permissions: { readonly read: Grants; readonly write: Grants } = {
  read: /* @__PURE__ */ grants('read'),
  write: /* @__PURE__ */ grants('write'),
}

function grants(action: Permission['action']): Grants {
  const one = (type: ResourceType, kind: string, resource: string | { id: string; orgID?: string }): Permission => {
    const id = idOf(kind, resource)
    const orgID = typeof resource === 'string' ? undefined : resource.orgID
    return { action, resource: { type, id, ...(orgID !== undefined && { orgID }) } }
  }
  const all = (type: ResourceType, org: string | Organization): Permission => ({
    action,
    resource: { type, orgID: idOf('organization', org) },
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
    of: (type, { id, orgID } = {}) => ({
      action,
      resource: { type, ...(id !== undefined && { id }), ...(orgID !== undefined && { orgID }) },
    }),
  }
}

/** A permission as InfluxDB reads it: without the names, which it ignores. */
export function narrowing({ action, resource: { type, id, orgID } }: Permission): Permission {
  return { action, resource: { type, id, orgID } }
}

/** @throws OptionError where InfluxDB would give more than the permission seems to say */
export function checkPermission({ action, resource }: Permission, at: number, everyOrg: boolean): void {
  const { type, id, orgID, name, org } = resource
  const place = `permissions[${at}], ${action}:${type},`
  if (name !== undefined && id === undefined) {
    throw new OptionError(
      `${place} has a name and no id. InfluxDB ignores the name and gives all ${type}; give the id.`,
    )
  }
  if (org !== undefined && orgID === undefined && id === undefined) {
    throw new OptionError(
      `${place} has org and no orgID. InfluxDB ignores org and gives the ${type} of all organizations; give the orgID.`,
    )
  }
  if (id === undefined && orgID === undefined && !everyOrg) {
    throw new OptionError(
      `${place} has neither id nor orgID, so it would hold in every organization; give one, or say everyOrg: true.`,
    )
  }
}
