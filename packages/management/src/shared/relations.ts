import { OptionError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { idOf } from './ids.ts'
import type { Label } from '../labels/label.ts'
import { request } from './request.ts'
import type { RequestOptions } from './request.ts'
import type { User } from '../users/user.ts'

/** A user and what they are to a resource: members read it, owners write it too. */
export interface Member extends User {
  readonly role: 'member' | 'owner'
}

/** What can be done with the labels of a resource. InfluxDB does not check that a task is there. */
export interface LabelRelations<Resource> {
  /** Gives the labels that are on it. */
  labels(resource: string | Resource, options?: RequestOptions): Promise<Label[]>
  /** Puts a label on it. @throws HttpError 422 `conflict` where it is there already */
  addLabel(resource: string | Resource, label: string | Label, options?: RequestOptions): Promise<Label>
  /** Takes a label off; nothing happens where it is not there. */
  removeLabel(resource: string | Resource, label: string | Label, options?: RequestOptions): Promise<void>
}

/** What can be done with the members and owners of a resource. A user is one or the other. */
export interface UserRelations<Resource> {
  /** Gives the users who are members, and not owners. */
  members(resource: string | Resource, options?: RequestOptions): Promise<Member[]>
  /** Makes a user a member. @throws HttpError 500 where the user is a member or an owner already */
  addMember(resource: string | Resource, user: string | User, options?: RequestOptions): Promise<Member>
  /**
   * Ends a membership; nothing happens where there is none.
   *
   * @throws OptionError where the user is an owner: InfluxDB would end that
   */
  removeMember(resource: string | Resource, user: string | User, options?: RequestOptions): Promise<void>
  /** Gives the users who are owners. */
  owners(resource: string | Resource, options?: RequestOptions): Promise<Member[]>
  /** Makes a user an owner. @throws HttpError 500 where the user is a member or an owner already */
  addOwner(resource: string | Resource, user: string | User, options?: RequestOptions): Promise<Member>
  /**
   * Ends an ownership; nothing happens where there is none.
   *
   * @throws OptionError where the user is a member: InfluxDB would end that
   */
  removeOwner(resource: string | Resource, user: string | User, options?: RequestOptions): Promise<void>
}

interface Place {
  readonly kind: 'bucket' | 'organization' | 'task'
  /** Where the resources are: `/api/v2/buckets`. */
  readonly path: string
}

export function labelRelations<Resource extends { readonly id: string }>(
  client: Client,
  { kind, path }: Place,
): LabelRelations<Resource> {
  const pathOf = (resource: string | Resource): string => `${path}/${idOf(kind, resource)}/labels`
  return {
    async labels(resource, options) {
      return (await request<{ labels: Label[] }>(client, { method: 'GET', path: pathOf(resource) }, options)).labels
    },
    async addLabel(resource, label, options) {
      const body = { labelID: idOf('label', label) }
      const spec = { method: 'POST', path: pathOf(resource), body } as const
      return (await request<{ label: Label }>(client, spec, options)).label
    },
    async removeLabel(resource, label, options) {
      await request(client, { method: 'DELETE', path: `${pathOf(resource)}/${idOf('label', label)}` }, options)
    },
  }
}

export function userRelations<Resource extends { readonly id: string }>(
  client: Client,
  { kind, path }: Place,
): UserRelations<Resource> {
  type Role = 'member' | 'owner'
  const pathOf = (resource: string | Resource, role: Role): string => `${path}/${idOf(kind, resource)}/${role}s`

  async function list(resource: string | Resource, role: Role, options?: RequestOptions): Promise<Member[]> {
    const spec = { method: 'GET', path: pathOf(resource, role) } as const
    return (await request<{ users: Member[] }>(client, spec, options)).users
  }

  async function add(resource: string | Resource, role: Role, user: string | User, options?: RequestOptions) {
    const body = { id: idOf('user', user) }
    return request<Member>(client, { method: 'POST', path: pathOf(resource, role), body }, options)
  }

  async function remove(resource: string | Resource, role: Role, user: string | User, options?: RequestOptions) {
    const id = idOf('user', user)
    const other = role === 'member' ? 'owner' : 'member'
    // Either address ends whatever the user is.
    if ((await list(resource, other, options)).some((found) => found.id === id)) {
      throw new OptionError(`The user ${id} is ${other} of this ${kind}, not ${role}; end that by its own name.`)
    }
    await request(client, { method: 'DELETE', path: `${pathOf(resource, role)}/${id}` }, options)
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
