import type { Frame } from '@fluxline/dataframe'
import { cancellable } from '@fluxline/internal/cancellable'
import { copyOptions } from '@fluxline/internal/copy-options'

/** Arrow tables of a query language. */
interface FrameApi<Query, Options> {
  collectFrames(query: Query, options?: Options): Promise<Frame[]>
  streamFrames(query: Query, options?: Options): AsyncIterableIterator<Frame>
}

/** Creates what reads Arrow tables. It and Apache Arrow are loaded on first use. */
export function lazyFrameApi<Query, Options extends { readonly signal?: AbortSignal | undefined }>(
  load: () => Promise<FrameApi<Query, Options>>,
): FrameApi<Query, Options> {
  let loading: Promise<FrameApi<Query, Options>> | undefined
  const loaded = (): Promise<FrameApi<Query, Options>> => (loading ??= load())
  return {
    async collectFrames(query, options) {
      const given = copyOptions(options)
      return (await loaded()).collectFrames(query, given)
    },
    streamFrames(query, options) {
      const given = copyOptions(options)
      const open = async (signal: AbortSignal): Promise<AsyncIterableIterator<Frame>> =>
        (await loaded()).streamFrames(query, { ...given, signal } as Options)
      return cancellable(open, { signal: given?.signal })
    },
  }
}
