import { chunksOf } from '@fluxline/internal/web-stream'
import type { Query, QueryRequestOptions, RawQueryOptions } from '../query-options.ts'
import { defaultDialect } from './dialect.ts'

/** As much of a query API as is needed to open a response. */
export interface ResponseSource {
  raw(query: Query, options: RawQueryOptions<'stream'>): Promise<ReadableStream<Uint8Array>>
}

type OpenResponse = (query: Query, options: QueryRequestOptions) => Promise<AsyncIterable<Uint8Array>>

// Not a declared member: it would make the types of two copies of this package differ.
const key = Symbol.for('fluxline.response')

/** Makes an API one that {@link openResponse} takes the bytes of a response from. */
export function provideResponse(api: object, open: OpenResponse): void {
  // Enumerable, so that `{ ...api }` has it too.
  Object.assign(api, { [key]: open })
}

/**
 * Runs a query in the default dialect and returns the bytes of the response, tables of profilers included.
 *
 * They are the client's own iterable; an API of another make is asked for its stream.
 */
export async function openResponse(
  source: ResponseSource,
  query: Query,
  options: QueryRequestOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const open = (source as unknown as Partial<Record<symbol, OpenResponse>>)[key]
  if (open) return open(query, options)
  // In full, since the API may have another dialect as its default.
  return chunksOf(await source.raw(query, { ...options, dialect: defaultDialect, as: 'stream' }))
}
