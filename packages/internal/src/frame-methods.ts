import { cancellable } from './cancellable.ts'
import { ChunkIterator } from './chunk-iterator.ts'
import type { OpenBatches } from './record-streams.ts'

/** What is special about a query language. */
export interface BlockSource<Query, Options, Block, Frame> {
  /** Checks the options of a call, and returns them over the defaults. */
  readonly merge: (method: string, given: Options | undefined) => Options
  /** Sends a query. */
  readonly open: (query: Query, options: Options) => Promise<OpenBatches<Block[]>>
  /** Makes tables of all blocks. */
  readonly collect: (blocks: Block[], options: Options) => Frame[]
  /** Returns what makes a table of each block. */
  readonly frameOf: (options: Options) => (block: Block) => Frame
}

/** The two ways in which tables are read. */
export interface FrameMethods<Query, Options, Frame> {
  collectFrames(query: Query, given?: Options): Promise<Frame[]>
  streamFrames(query: Query, given?: Options): AsyncIterableIterator<Frame>
}

/** Makes these methods of a query language: the first `next()` sends the query, and leaving ends the request at once. */
export function frameMethods<Query, Options extends { readonly signal?: AbortSignal | undefined }, Block, Frame>({
  merge,
  open,
  collect,
  frameOf,
}: BlockSource<Query, Options, Block, Frame>): FrameMethods<Query, Options, Frame> {
  return {
    async collectFrames(query, given) {
      const options = merge('collectFrames', given)
      const { body, reader } = await open(query, options)
      const all: Block[] = []
      for await (const blocks of new ChunkIterator(body, reader, () => reader.nextBatch())) all.push(...blocks)
      return collect(all, options)
    },
    streamFrames(query, given) {
      const options = merge('streamFrames', given)
      const openFrames = async (signal: AbortSignal): Promise<AsyncIterableIterator<Frame>> => {
        const { body, reader } = await open(query, { ...options, signal })
        const toFrame = frameOf(options)
        let blocks: Block[] = []
        return new ChunkIterator(body, reader, () => {
          if (blocks.length === 0) blocks = reader.nextBatch() ?? blocks
          const block = blocks.shift()
          return block && toFrame(block)
        })
      }
      return cancellable(openFrames, { signal: options.signal, settlesAtOnce: true })
    },
  }
}
