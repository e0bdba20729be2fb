import type { Client } from '@fluxline/core'
import type { FluxRecord } from '@fluxline/flux-csv'
import { createQueryApi } from '@fluxline/query'
import type { Exactly, IntegerAs, Query, QueryApi, QueryApiOptions, QueryOptions, TimeAs } from '@fluxline/query'
import type { Observable } from 'rxjs'
import { toRxjs } from './to-rxjs.ts'

/** The query API, with rxjs observables. */
export interface ClientQueryApi extends Omit<QueryApi, 'observable'> {
  /** Sends the query for each subscriber; unsubscribing ends the request at once. */
  observable<const Options extends QueryOptions = QueryOptions>(
    query: Query,
    options?: Exactly<Options, QueryOptions>,
  ): Observable<FluxRecord<TimeAs<Options, 'timestamp'>, IntegerAs<Options, 'number'>>>
}

/** Creates the query API with rxjs observables. */
export function createClientQueryApi(client: Client, defaults: QueryApiOptions): ClientQueryApi {
  const api: QueryApi = createQueryApi(client, defaults)
  const observable: QueryApi['observable'] = api.observable.bind(api)
  const withRxjs: Pick<ClientQueryApi, 'observable'> = {
    observable: (query, options) => toRxjs(observable(query, options)),
  }
  return Object.assign(api, withRxjs)
}
