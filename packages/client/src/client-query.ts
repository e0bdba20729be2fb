import type { Client } from '@fluxline/core'
import type { FluxRecord } from '@fluxline/flux-csv'
import { createQueryApi } from '@fluxline/query'
import type { Exactly, IntegerAs, Query, QueryApi, QueryApiOptions, QueryOptions, TimeAs } from '@fluxline/query'
// The whole of rxjs has 200 files, which takes longer to load than everything else.
import { from } from 'rxjs/internal/observable/from'
import type { Observable } from 'rxjs'

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
    observable: (query, options) => from(observable(query, options)),
  }
  return Object.assign(api, withRxjs)
}
