import type { Client, ClientResponse } from '@fluxline/core'
import type { ErrorTarget } from '@fluxline/internal/locate-error'
import type { InfluxQLOptions, InfluxQLQuery } from '../influxql-options.ts'
import { formatOf, isVersion3, knowingServer, queryText, sendQuery } from '../request/send-query.ts'
import { splitStatements } from '../text/statements.ts'
import type { Cursor } from '../wire/cursor.ts'
import type { InfluxQLRecord } from '../model/influxql-record.ts'
import { cursorFor, jsonCursor, requireJson } from '../reading/open-response.ts'
import { RecordSink } from '../reading/record-sink.ts'
import { ResponseReader } from '../reading/response-reader.ts'
import { sequence } from '../reading/sequence.ts'
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
  const statements = splitStatements(queryText(query))
  const { maxCellBytes = Infinity } = options
  const send = (text: InfluxQLQuery): Promise<ClientResponse> =>
    sendQuery(client, text, options, { format: formatOf(client, options.format), epoch: 'ns', isChunked: true })
  const readerOf = (cursor: Cursor, isVersion2: boolean, target?: ErrorTarget): ResponseReader<Batch> =>
    new ResponseReader(cursor, makeSink(cursor), { statements, isVersion2, limits: options, target, ...reports })

  return knowingServer(client, async () => {
    if (isVersion3(client) && statements.length > 1) {
      const reader = readerOf(jsonCursor(maxCellBytes, true), false)
      return { body: sequence(statements, reader, async (text) => requireJson(await send(text))), reader }
    }
    const response = await send(query)
    const cursor = await cursorFor(response, maxCellBytes, isVersion3(client))
    const isVersion2 = /^v?2/.test(response.headers.get('x-influxdb-version') ?? '')
    const reader = readerOf(cursor, isVersion2, response.target)
    return { body: response.body, reader }
  })
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
