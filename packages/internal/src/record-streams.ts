import { cancellable } from './cancellable.ts'
import { ChunkIterator, oneByOne } from './chunk-iterator.ts'
import type { ChunkReader } from './chunk-iterator.ts'
import { recordObservable } from './observable.ts'
import type { RecordObservable } from './observable.ts'

/** A response, and what makes batches of its bytes. */
export interface OpenBatches<Batch, Reader = unknown> {
  readonly body: AsyncIterable<Uint8Array>
  readonly reader: Reader & ChunkReader & { nextBatch(): Batch | undefined }
}

/** What is special about a query language. */
export interface RecordSource<Query, Options, Item, Schema> {
  /** Checks the options of a call, and returns them over the defaults. */
  readonly merge: (method: string, given: Options | undefined) => Options
  /** Sends a query. */
  readonly open: (query: Query, options: Options) => Promise<OpenBatches<Item[]>>
  /** Reads records as rows of a schema. */
  readonly readRows: (records: AsyncIterable<Item>, schema: Schema) => AsyncIterable<unknown>
}

/** The ways in which records are read as they arrive; their types are those of an API. */
export interface RecordStreams<Query, Options, Schema> {
  stream(query: Query, given?: Options): never
  streamBatches(query: Query, given?: Options): never
  rows(query: Query, schema: Schema, given?: Options): never
  observable(query: Query, given?: Options): never
}

/** Makes these methods of a query language: the first `next()` sends the query, and leaving ends the request at once. */
export function recordStreams<Query, Options extends { readonly signal?: AbortSignal | undefined }, Item, Schema>({
  merge,
  open,
  readRows,
}: RecordSource<Query, Options, Item, Schema>): RecordStreams<Query, Options, Schema> {
  function iterate<Value>(
    query: Query,
    options: Options,
    valuesOf: (nextBatch: () => Item[] | undefined) => () => Value | undefined,
  ): AsyncIterableIterator<Value> {
    const openValues = async (signal: AbortSignal): Promise<AsyncIterableIterator<Value>> => {
      const { body, reader } = await open(query, { ...options, signal })
      return new ChunkIterator(
        body,
        reader,
        valuesOf(() => reader.nextBatch()),
      )
    }
    return cancellable(openValues, { signal: options.signal, settlesAtOnce: true })
  }
  const records = (query: Query, options: Options): AsyncIterableIterator<Item> => iterate(query, options, oneByOne)

  return {
    stream: (query, given) => records(query, merge('stream', given)) as never,
    streamBatches: (query, given) => iterate(query, merge('streamBatches', given), (nextBatch) => nextBatch) as never,
    rows(query, schema, given) {
      const options = merge('rows', given)
      const openRows = (signal: AbortSignal): AsyncIterable<unknown> =>
        readRows(records(query, { ...options, signal }), schema)
      return cancellable(openRows, { signal: options.signal }) as never
    },
    observable(query, given) {
      const options = merge('observable', given)
      return recordObservable(() => records(query, options)) satisfies RecordObservable<Item> as never
    },
  }
}
