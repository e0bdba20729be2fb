import type { DataFrameApi, DataFrameOptions } from '@fluxline/dataframe'
import { cancellable } from '@fluxline/internal/cancellable'
import { copyOptions } from '@fluxline/internal/copy-options'
import type { ClientQueryApi } from './client-query.ts'

/** Creates the data frame API of a query API. Apache Arrow is loaded on first use. */
export function lazyDataFrameApi(query: () => ClientQueryApi, defaults: DataFrameOptions): DataFrameApi {
  let loading: Promise<DataFrameApi> | undefined
  const load = (): Promise<DataFrameApi> =>
    (loading ??= import('@fluxline/dataframe').then(({ createDataFrameApi }) => createDataFrameApi(query(), defaults)))
  return {
    async collect(script, options) {
      const given = copyOptions(options)
      return (await load()).collect(script, given)
    },
    async collectAll(script, options) {
      const given = copyOptions(options)
      return (await load()).collectAll(script, given)
    },
    stream(script, options) {
      const given = copyOptions(options)
      return cancellable(async (signal) => (await load()).stream(script, { ...given, signal }), {
        signal: given?.signal,
      })
    },
  }
}
