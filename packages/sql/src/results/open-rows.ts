import type { Client } from '@fluxline/core'
import { LimitError } from '@fluxline/flux-csv'
import { ByteQueue } from '@fluxline/internal/byte-queue'
import type { ReadingErrors } from '@fluxline/internal/byte-queue'
import { SqlResponseError } from '../errors.ts'
import type { SqlRecord } from '../model/sql-record.ts'
import { LineCursor } from '../reading/line-cursor.ts'
import { RecordSink } from '../reading/record-sink.ts'
import { RowReader } from '../reading/row-reader.ts'
import type { BatchSink } from '../reading/row-reader.ts'
import { sendQuery } from '../send-query.ts'
import type { SqlFrameOptions, SqlOptions, SqlQuery } from '../sql-options.ts'

/** A response, and what reads it. */
export interface OpenRows<Batch> {
  readonly body: AsyncIterable<Uint8Array>
  readonly reader: RowReader<Batch>
}

const readingErrors: ReadingErrors = {
  unexpected: (problem, byte) =>
    new SqlResponseError(
      `The response is not one of SQL at byte ${byte}: ${problem}. Check that \`url\` points to InfluxDB, and any proxy in front of it.`,
    ),
  tooLong: (maxCellBytes) => new LimitError('maxCellBytes', maxCellBytes),
}

/** Sends a query and opens its response. */
export async function openRows<Batch>(
  client: Client,
  query: SqlQuery,
  options: SqlOptions | SqlFrameOptions,
  makeSink: (cursor: LineCursor) => BatchSink<Batch>,
): Promise<OpenRows<Batch>> {
  const { body, target } = await sendQuery(client, query, options, 'jsonl')
  const queue = new ByteQueue(options.maxCellBytes ?? Infinity, readingErrors)
  const cursor = new LineCursor(queue, options.timeColumns ?? [])
  return { body, reader: new RowReader(cursor, makeSink(cursor), options, target) }
}

/** Like {@link openRows}, for records. */
export function openRecords(
  client: Client,
  query: SqlQuery,
  options: SqlOptions,
): Promise<OpenRows<SqlRecord<unknown, unknown>[]>> {
  const { integers = 'number', times = 'timestamp' } = options
  return openRows(client, query, options, (cursor) => new RecordSink(cursor, { integers, times }))
}
