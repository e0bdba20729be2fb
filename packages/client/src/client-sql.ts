import type { Client } from '@fluxline/core'
import { createSqlApi } from '@fluxline/sql'
import type { Exactly, IntegerAs, SqlApi, SqlOptions, SqlQuery, SqlRecord, TimeAs } from '@fluxline/sql'
import type { SqlFrameApi } from '@fluxline/sql/frames'
import type { Observable } from 'rxjs'
import { lazyFrameApi } from './lazy-frame-api.ts'
import { toRxjs } from './to-rxjs.ts'

/** The SQL API, with rxjs observables and Arrow tables. */
export interface ClientSqlApi extends Omit<SqlApi, 'observable'>, SqlFrameApi {
  /** Sends the query for each subscriber; unsubscribing ends the request at once. */
  observable<const Options extends SqlOptions = SqlOptions>(
    query: SqlQuery,
    options?: Exactly<Options, SqlOptions>,
  ): Observable<SqlRecord<TimeAs<Options, 'timestamp'>, IntegerAs<Options, 'number'>>>
}

/** Creates the SQL API with rxjs observables and Arrow tables. */
export function createClientSqlApi(client: Client): ClientSqlApi {
  const api: SqlApi = createSqlApi(client)
  return {
    ...api,
    ...lazyFrameApi(async () => (await import('@fluxline/sql/frames')).createSqlFrameApi(client)),
    observable: (query, options) => toRxjs(api.observable(query, options)),
  }
}
