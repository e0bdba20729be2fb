import type { Client } from '@fluxline/core'
import { expect } from 'vitest'
import {
  createAuthorizationsApi,
  createBucketsApi,
  createDbrpsApi,
  createLabelsApi,
  createOrganizationsApi,
  createTasksApi,
  createUsersApi,
} from '../src/index.ts'
import type {
  AuthorizationsApi,
  BucketsApi,
  DbrpsApi,
  LabelsApi,
  OrganizationsApi,
  TasksApi,
  UsersApi,
} from '../src/index.ts'
import { createScriptsApi } from '../src/scripts/index.ts'
import type { ScriptsApi } from '../src/scripts/index.ts'

// A call that sends something does not throw an OptionError.
const send: Client['request'] = () => Promise.reject(new Error('It was sent.'))
export const client = { url: 'http://localhost:8086', org: 'acme', request: send } as unknown as Client

/** The calls of every kind of resource. */
export interface Apis {
  readonly authorizations: AuthorizationsApi
  readonly buckets: BucketsApi
  readonly dbrps: DbrpsApi
  readonly labels: LabelsApi
  readonly organizations: OrganizationsApi
  readonly scripts: ScriptsApi
  readonly tasks: TasksApi
  readonly users: UsersApi
}

export const apis: Apis = {
  authorizations: createAuthorizationsApi(client),
  buckets: createBucketsApi(client),
  dbrps: createDbrpsApi(client),
  labels: createLabelsApi(client),
  organizations: createOrganizationsApi(client),
  scripts: createScriptsApi(client),
  tasks: createTasksApi(client),
  users: createUsersApi(client),
}

/** A method of one of the APIs, as JavaScript calls it. */
type Method = (...args: readonly unknown[]) => unknown

export function methodOf(call: string): Method {
  const [api, method] = call.split('.') as [keyof typeof apis, string]
  return (apis[api] as unknown as Record<string, Method>)[method]!
}

/** Returns what a call throws, now or later. */
export function errorOf(act: () => unknown): Promise<unknown> {
  return new Promise((resolve) => resolve(act())).then(
    () => 'no error',
    (error: unknown) => error,
  )
}

/** What an OptionError with this in its message matches. */
export const optionError = (message: string): object => ({
  code: 'FLUXLINE_OPTION',
  message: expect.stringContaining(message),
})
