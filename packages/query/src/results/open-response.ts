import { chunksOf } from '@fluxline/internal/web-stream'
import { withCarets } from '../flux/error-carets.ts'
import type { Query, QueryRequestOptions, RawQueryOptions } from '../query-options.ts'
import { defaultDialect } from './dialect.ts'

/** As much of a query API as is needed to open a response. */
export interface ResponseSource {
  raw(query: Query, options: RawQueryOptions<'stream'>): Promise<ReadableStream<Uint8Array>>
}

/** The response to a query. */
export interface OpenedResponse {
  /** The CSV, tables of profilers included. */
  readonly bytes: AsyncIterable<Uint8Array>
  /** Adds to an error of reading it what is known of the query, and hides the client's secrets in it. Returns the error. */
  readonly mapError: (error: unknown) => unknown
}

/** Runs a query in the default dialect. */
export type OpenResponse = (query: Query, options: QueryRequestOptions) => Promise<OpenedResponse>

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
  return async (query, options) => ({
    bytes: chunksOf(await source.raw(query, { ...options, ...form })),
    mapError: (error) => withCarets(error, query),
  })
}
