import type { Client } from '@fluxline/core'
import { createInfluxQLApi } from '../src/index.ts'
import type { InfluxQLApi, InfluxQLRecord } from '../src/index.ts'

/** Returns a client whose every response has these chunks. */
export function clientOf(chunks: Iterable<Uint8Array>, type: string): Client {
  async function* body(): AsyncGenerator<Uint8Array> {
    // Copies, as from a socket: the reader must not rely on what comes after a chunk in the same block.
    for (const chunk of chunks) yield Uint8Array.from(chunk)
  }
  const request = async (): Promise<object> => ({
    status: 200,
    headers: { get: (name: string) => (name === 'content-type' ? type : null) },
    body: body(),
  })
  return { url: 'http://localhost:8086', request } as unknown as Client
}

/** Returns an API whose every response has these chunks. */
export function apiOf(chunks: Iterable<Uint8Array>, type: string): InfluxQLApi {
  return createInfluxQLApi(clientOf(chunks, type))
}

/** Splits bytes into chunks of these sizes, again and again. */
export function split(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let start = 0, index = 0; start < bytes.length; index++) {
    const end = start + sizes[index % sizes.length]!
    chunks.push(bytes.subarray(start, end))
    start = end
  }
  return chunks
}

/** What a stream yielded, each record as text, and how it ended. */
export interface Outcome {
  readonly records: string[]
  readonly error: { readonly code?: string; readonly message: string } | undefined
}

/** Reads a stream to its end or its error. */
export async function outcomeOf(records: AsyncIterable<InfluxQLRecord<unknown, unknown>>): Promise<Outcome> {
  const got: string[] = []
  try {
    for await (const record of records) got.push(textOf(record))
    return { records: got, error: undefined }
  } catch (error) {
    return { records: got, error: error as Error }
  }
}

function textOf({ meta, row }: InfluxQLRecord<unknown, unknown>): string {
  const values = row.map((value) => (Object.is(value, -0) ? '-0' : typeof value === 'bigint' ? `${value}n` : value))
  return JSON.stringify([meta, values])
}
