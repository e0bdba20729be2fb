import type { DataFrameApi, DataFrameOptions, Frame } from '@fluxline/dataframe'
import type { ClientQueryApi } from './client-query.ts'

/** The data frame API of a query API, which loads Apache Arrow when it is first used. */
export function lazyDataFrameApi(query: () => ClientQueryApi, defaults: DataFrameOptions): DataFrameApi {
  let loading: Promise<DataFrameApi> | undefined
  const load = (): Promise<DataFrameApi> =>
    (loading ??= import('@fluxline/dataframe').then(({ createDataFrameApi }) => createDataFrameApi(query(), defaults)))
  return {
    query: async (...asked) => (await load()).query(...asked),
    queryAll: async (...asked) => (await load()).queryAll(...asked),
    stream(...asked) {
      // A generator would not be left before the next frame has come.
      let frames: Promise<AsyncIterableIterator<Frame>> | undefined
      const open = (): Promise<AsyncIterableIterator<Frame>> => (frames ??= load().then((api) => api.stream(...asked)))
      return {
        next: async () => (await open()).next(),
        return: async () => (await open()).return!(),
        [Symbol.asyncIterator]() {
          return this
        },
      }
    },
  }
}
