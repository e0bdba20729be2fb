import type { DataFrameApi, DataFrameOptions } from '@fluxline/dataframe'
import type { ClientQueryApi } from './client-query.ts'

/** The data frame API of a query API, which loads Apache Arrow when it is first used. */
export function lazyDataFrameApi(query: () => ClientQueryApi, defaults: DataFrameOptions): DataFrameApi {
  let loading: Promise<DataFrameApi> | undefined
  const load = (): Promise<DataFrameApi> =>
    (loading ??= import('@fluxline/dataframe').then(({ createDataFrameApi }) => createDataFrameApi(query(), defaults)))
  return {
    query: async (...asked) => (await load()).query(...asked),
    queryAll: async (...asked) => (await load()).queryAll(...asked),
    async *stream(...asked) {
      yield* (await load()).stream(...asked)
    },
  }
}
