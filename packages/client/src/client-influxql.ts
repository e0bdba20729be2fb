import type { Client } from '@fluxline/core'
import { createInfluxQLApi, createInfluxQLSchemaApi } from '@fluxline/influxql'
import type {
  Exactly,
  InfluxQLApi,
  InfluxQLOptions,
  InfluxQLQuery,
  InfluxQLRecord,
  InfluxQLSchemaApi,
  IntegerAs,
  TimeAs,
} from '@fluxline/influxql'
import type { InfluxQLFrameApi } from '@fluxline/influxql/frames'
import type { Observable } from 'rxjs'
import { lazyFrameApi } from './lazy-frame-api.ts'
import { toRxjs } from './to-rxjs.ts'

/** The InfluxQL API, with rxjs observables, Arrow tables and the schema. */
export interface ClientInfluxQLApi extends Omit<InfluxQLApi, 'observable'>, InfluxQLFrameApi, InfluxQLSchemaApi {
  /** Sends the query for each subscriber; unsubscribing ends the request at once. */
  observable<const Options extends InfluxQLOptions = InfluxQLOptions>(
    query: InfluxQLQuery,
    options?: Exactly<Options, InfluxQLOptions>,
  ): Observable<InfluxQLRecord<TimeAs<Options, 'timestamp'>, IntegerAs<Options, 'number'>>>
}

/** Creates the InfluxQL API with rxjs observables, Arrow tables and the schema. */
export function createClientInfluxQLApi(client: Client): ClientInfluxQLApi {
  const api: InfluxQLApi = createInfluxQLApi(client)
  return {
    ...api,
    ...createInfluxQLSchemaApi(client),
    ...lazyFrameApi(async () => (await import('@fluxline/influxql/frames')).createInfluxQLFrameApi(client)),
    observable: (query, options) => toRxjs(api.observable(query, options)),
  }
}
