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
import { cancellable } from '@fluxline/internal/cancellable'
import { from } from 'rxjs'
import type { Observable } from 'rxjs'

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
    ...lazyFrameApi(client),
    observable: (query, options) => from(api.observable(query, options)),
  }
}

/** Creates what reads Arrow tables. Apache Arrow is loaded on first use. */
function lazyFrameApi(client: Client): InfluxQLFrameApi {
  let loading: Promise<InfluxQLFrameApi> | undefined
  const load = (): Promise<InfluxQLFrameApi> =>
    (loading ??= import('@fluxline/influxql/frames').then(({ createInfluxQLFrameApi }) =>
      createInfluxQLFrameApi(client),
    ))
  return {
    collectFrames: async (query, options) => (await load()).collectFrames(query, options),
    streamFrames(query, options) {
      return cancellable(async (signal) => (await load()).streamFrames(query, { ...options, signal }), {
        signal: options?.signal,
      })
    },
  }
}
