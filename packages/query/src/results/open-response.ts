import { chunksOf } from '@fluxline/internal/web-stream'
import type { Query, QueryRequestOptions, RawQueryOptions } from '../query-options.ts'
import { defaultDialect } from './dialect.ts'

/** As much of a query API as is needed to open a response. */
export interface ResponseSource {
  raw(query: Query, options: RawQueryOptions<'stream'>): Promise<ReadableStream<Uint8Array>>
}

/** Runs a query in the default dialect and returns the bytes of the response, tables of profilers included. */
export type OpenResponse = (query: Query, options: QueryRequestOptions) => Promise<AsyncIterable<Uint8Array>>

// Not a declared member: it would make the types of two copies of this package differ.
const key = Symbol.for('fluxline.response')

/** Makes an API one that {@link openResponseOf} finds the client's own iterable in. */
export function provideResponse(api: object, open: OpenResponse): void {
  // Enumerable, so that `{ ...api }` has it too.
  Object.assign(api, { [key]: open })
}

/**
 * Returns how to open a response of a query API: as the client's own iterable, or, if the API is of another make, by its
 * stream.
 */
export function openResponseOf(source: ResponseSource): OpenResponse {
  const open = (source as unknown as Partial<Record<symbol, OpenResponse>>)[key]
  if (open) return open
  // In full, since the API may have another dialect as its default.
  const form = { dialect: defaultDialect, as: 'stream' } as const
  return async (query, options) => chunksOf(await source.raw(query, { ...options, ...form }))
}
