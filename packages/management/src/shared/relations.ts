import type { Client } from '@fluxline/core'
import { OptionError } from '@fluxline/internal/errors'
import type { Label } from '../labels/label.ts'
import type { User } from '../users/user.ts'
import { toID } from './ids.ts'
import { checkCall, request } from './request.ts'
import type { CallOptions } from './request.ts'
import { requestList, requestResource } from './response.ts'
import type { Shape } from './response.ts'

/** A user with a role in a resource. Members can read it; owners can also write it. */
export interface ResourceMember extends User {
  readonly role: 'member' | 'owner'
}

/** Calls for the labels of a resource. InfluxDB does not check that a task exists. */
export interface LabelRelations<Resource> {
  /** Returns the labels of the resource. */
  labels(resource: string | Resource, options?: CallOptions): Promise<Label[]>
  /** Adds a label. @throws HttpError 422 `conflict` if the resource has it already */
  addLabel(resource: string | Resource, label: string | Label, options?: CallOptions): Promise<Label>
  /** Removes a label. Does nothing if the resource does not have it. */
  removeLabel(resource: string | Resource, label: string | Label, options?: CallOptions): Promise<void>
}

/** Calls for the members and owners of a resource. A user is one or the other. */
export interface UserRelations<Resource> {
  /** Returns the members, without the owners. */
  members(resource: string | Resource, options?: CallOptions): Promise<ResourceMember[]>
  /** Makes a user a member. @throws HttpError 500 if the user is a member or an owner already */
  addMember(resource: string | Resource, user: string | User, options?: CallOptions): Promise<ResourceMember>
  /**
   * Removes a member. Does nothing if the user is not a member.
   *
   * @throws OptionError if the user is an owner: InfluxDB would remove the owner
   */
  removeMember(resource: string | Resource, user: string | User, options?: CallOptions): Promise<void>
  /** Returns the owners. */
  owners(resource: string | Resource, options?: CallOptions): Promise<ResourceMember[]>
  /** Makes a user an owner. @throws HttpError 500 if the user is a member or an owner already */
  addOwner(resource: string | Resource, user: string | User, options?: CallOptions): Promise<ResourceMember>
  /**
   * Removes an owner. Does nothing if the user is not an owner.
   *
   * @throws OptionError if the user is a member: InfluxDB would remove the member
   */
  removeOwner(resource: string | Resource, user: string | User, options?: CallOptions): Promise<void>
}

export const labelShape: Shape = { id: 'text', name: 'text' }

export const userShape: Shape = { id: 'text', name: 'text' }

interface ResourceKind {
  readonly kind: 'bucket' | 'organization' | 'task'
  /** Path of the resources: `/api/v2/buckets`. */
  readonly path: string
}

export function labelRelations<Resource extends { readonly id: string }>(
  client: Client,
  { kind, path }: ResourceKind,
): LabelRelations<Resource> {
  const pathOf = (resource: string | Resource): string => `${path}/${toID(kind, resource)}/labels`
  return {
    async labels(resource, options) {
      checkCall('labels', options)
      const spec = { method: 'GET', path: pathOf(resource), ...options } as const
      return requestList(client, spec, 'labels', labelShape)
    },
    async addLabel(resource, label, options) {
      checkCall('addLabel', options)
      const body = { labelID: toID('label', label) }
      const spec = { method: 'POST', path: pathOf(resource), body, ...options } as const
      return requestResource(client, spec, labelShape, 'label')
    },
    async removeLabel(resource, label, options) {
      checkCall('removeLabel', options)
      await request(client, { method: 'DELETE', path: `${pathOf(resource)}/${toID('label', label)}`, ...options })
    },
  }
}

export function userRelations<Resource extends { readonly id: string }>(
  client: Client,
  { kind, path }: ResourceKind,
): UserRelations<Resource> {
  type Role = 'member' | 'owner'
  const pathOf = (resource: string | Resource, role: Role): string => `${path}/${toID(kind, resource)}/${role}s`

  async function list(resource: string | Resource, role: Role, options?: CallOptions): Promise<ResourceMember[]> {
    checkCall(`${role}s`, options)
    const spec = { method: 'GET', path: pathOf(resource, role), ...options } as const
    return requestList(client, spec, 'users', userShape)
  }

  async function add(resource: string | Resource, role: Role, user: string | User, options?: CallOptions) {
    checkCall(role === 'member' ? 'addMember' : 'addOwner', options)
    const body = { id: toID('user', user) }
    const spec = { method: 'POST', path: pathOf(resource, role), body, ...options } as const
    return requestResource<ResourceMember>(client, spec, userShape)
  }

  async function remove(resource: string | Resource, role: Role, user: string | User, options?: CallOptions) {
    const call = checkCall(role === 'member' ? 'removeMember' : 'removeOwner', options)
    const id = toID('user', user)
    const path = `${pathOf(resource, role)}/${id}`
    const other = role === 'member' ? 'owner' : 'member'
    // Either path removes the user from both.
    if ((await list(resource, other, call)).some((found) => found.id === id)) {
      const [is, use] =
        role === 'member' ? ['an owner, not a member', 'removeOwner'] : ['a member, not an owner', 'removeMember']
      throw new OptionError(`User ${id} is ${is}; use ${use}.`, { option: 'user', value: id })
    }
    await request(client, { method: 'DELETE', path, ...call })
  }

  return {
    members: (resource, options) => list(resource, 'member', options),
    addMember: (resource, user, options) => add(resource, 'member', user, options),
    removeMember: (resource, user, options) => remove(resource, 'member', user, options),
    owners: (resource, options) => list(resource, 'owner', options),
    addOwner: (resource, user, options) => add(resource, 'owner', user, options),
    removeOwner: (resource, user, options) => remove(resource, 'owner', user, options),
  }
}
