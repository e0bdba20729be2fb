import type { Client } from '@fluxline/core'
import { createInfluxQLApi } from '@fluxline/influxql'
import type {
  Exactly,
  InfluxQLApi,
  InfluxQLOptions,
  InfluxQLQuery,
  InfluxQLRecord,
  IntegerAs,
  TimeAs,
} from '@fluxline/influxql'
import { from } from 'rxjs'
import type { Observable } from 'rxjs'

/** The InfluxQL API, with rxjs observables. */
export interface ClientInfluxQLApi extends Omit<InfluxQLApi, 'observable'> {
  /** Sends the query for each subscriber; unsubscribing ends the request at once. */
  observable<const Options extends InfluxQLOptions = InfluxQLOptions>(
    query: InfluxQLQuery,
    options?: Exactly<Options, InfluxQLOptions>,
  ): Observable<InfluxQLRecord<TimeAs<Options, 'timestamp'>, IntegerAs<Options, 'number'>>>
}

/** Creates the InfluxQL API with rxjs observables. */
export function createClientInfluxQLApi(client: Client): ClientInfluxQLApi {
  const api: InfluxQLApi = createInfluxQLApi(client)
  return { ...api, observable: (query, options) => from(api.observable(query, options)) }
}
