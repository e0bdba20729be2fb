import type { DataFrameApi, DataFrameOptions } from '@fluxline/dataframe'
import { cancellable } from '@fluxline/internal/cancellable'
import type { ClientQueryApi } from './client-query.ts'

/** Creates the data frame API of a query API. Apache Arrow is loaded on first use. */
export function lazyDataFrameApi(query: () => ClientQueryApi, defaults: DataFrameOptions): DataFrameApi {
  let loading: Promise<DataFrameApi> | undefined
  const load = (): Promise<DataFrameApi> =>
    (loading ??= import('@fluxline/dataframe').then(({ createDataFrameApi }) => createDataFrameApi(query(), defaults)))
  return {
    collect: async (script, options) => (await load()).collect(script, options),
    collectAll: async (script, options) => (await load()).collectAll(script, options),
    stream(script, options) {
      return cancellable(async (signal) => (await load()).stream(script, { ...options, signal }), {
        signal: options?.signal,
      })
    },
  }
}
