import type { Client, ClientResponse, RequestSpec } from '@fluxline/core'
import {
  createAuthorizationsApi,
  createBucketsApi,
  createDbrpsApi,
  createLabelsApi,
  createOrganizationsApi,
  createTasksApi,
  createUsersApi,
} from '@fluxline/management'
import type {
  AuthorizationsApi,
  BucketsApi,
  DbrpsApi,
  LabelsApi,
  OrganizationsApi,
  TasksApi,
  UsersApi,
} from '@fluxline/management'
import { createScriptsApi } from '@fluxline/management/scripts'
import type { ScriptsApi } from '@fluxline/management/scripts'

/** The management calls of a client, by resource. Each part is created on first use. */
export abstract class ManagementCalls implements Client {
  /** Calls for each kind of resource, by the function that creates them. */
  readonly #apis = new Map<unknown, unknown>()

  abstract readonly url: string
  abstract request(spec: RequestSpec): Promise<ClientResponse>
  abstract close(): Promise<void>
  abstract [Symbol.asyncDispose](): Promise<void>

  /** Buckets. */
  get buckets(): BucketsApi {
    return this.#api(createBucketsApi)
  }

  /** Mappings of databases and retention policies to buckets, for InfluxQL. */
  get dbrps(): DbrpsApi {
    return this.#api(createDbrpsApi)
  }

  /** Organizations and their members. */
  get organizations(): OrganizationsApi {
    return this.#api(createOrganizationsApi)
  }

  /** Users. */
  get users(): UsersApi {
    return this.#api(createUsersApi)
  }

  /** API tokens and their permissions. */
  get authorizations(): AuthorizationsApi {
    return this.#api(createAuthorizationsApi)
  }

  /** Labels. */
  get labels(): LabelsApi {
    return this.#api(createLabelsApi)
  }

  /** Flux scripts that InfluxDB runs on a schedule, and their runs and logs. */
  get tasks(): TasksApi {
    return this.#api(createTasksApi)
  }

  /** Invokable scripts, which only InfluxDB Cloud has. */
  get scripts(): ScriptsApi {
    return this.#api(createScriptsApi)
  }

  /** Creates an API on first use. */
  #api<Api>(create: (client: Client) => Api): Api {
    const api = (this.#apis.get(create) as Api | undefined) ?? create(this)
    this.#apis.set(create, api)
    return api
  }
}
