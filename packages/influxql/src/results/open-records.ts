import type { Client } from '@fluxline/core'
import type { InfluxQLOptions, InfluxQLQuery } from '../influxql-options.ts'
import { formatOf, isVersion3, sendQuery } from '../request/send-query.ts'
import { splitStatements } from '../text/statements.ts'
import type { Cursor } from '../wire/cursor.ts'
import type { InfluxQLRecord } from '../model/influxql-record.ts'
import { cursorFor } from '../reading/open-response.ts'
import { RecordSink } from '../reading/record-sink.ts'
import { ResponseReader } from '../reading/response-reader.ts'
import type { BatchSink } from '../reading/response-reader.ts'
import type { ResponseContext } from '../reading/result-tracker.ts'

/** A response, and what reads it. */
export interface OpenResponse<Batch> {
  readonly body: AsyncIterable<Uint8Array>
  readonly reader: ResponseReader<Batch>
}

/** What becomes of errors and messages, if they are not thrown and dropped. */
export type Reports = Pick<ResponseContext, 'onFailure' | 'onMessages'>

/** Sends a query and opens its response. */
export async function openResponse<Batch>(
  client: Client,
  query: InfluxQLQuery,
  options: Omit<InfluxQLOptions, 'integers' | 'times'>,
  makeSink: (cursor: Cursor) => BatchSink<Batch>,
  reports: Reports = {},
): Promise<OpenResponse<Batch>> {
  const form = { format: formatOf(client, options.format), epoch: 'ns', isChunked: true }
  const response = await sendQuery(client, query, options, form)
  const cursor = await cursorFor(response, options.maxCellBytes ?? Infinity, isVersion3(client))
  const context: ResponseContext = {
    statements: splitStatements(String(query)),
    isVersion2: /^v?2/.test(response.headers.get('x-influxdb-version') ?? ''),
    limits: options,
    ...reports,
  }
  return { body: response.body, reader: new ResponseReader(cursor, makeSink(cursor), context) }
}

/** Like {@link openResponse}, for records. */
export function openRecords(
  client: Client,
  query: InfluxQLQuery,
  options: InfluxQLOptions,
  reports?: Reports,
): Promise<OpenResponse<InfluxQLRecord<unknown, unknown>[]>> {
  const { integers = 'number', times = 'timestamp', typeHints = {} } = options
  const values = { integers, times, typeHints: new Map(Object.entries(typeHints)) }
  return openResponse(client, query, options, (cursor) => new RecordSink(cursor, values), reports)
}
