import type { FluxRecord, IntegerOf, TableMeta, TimeOf } from '../model/flux-record.ts'
import { FluxTable } from '../model/flux-table.ts'
import type { RecordOptions } from '../model/options.ts'
import { checkRecordOptions } from '../model/options.ts'
import { ChunkIterator, readAtOnce } from '@fluxline/internal/chunk-iterator'
import type { Chunks } from '@fluxline/internal/chunk-iterator'
import { wholeOf } from '@fluxline/internal/whole-of'
import type { ArrivedBody } from '@fluxline/internal/whole-of'
import { sampleRows } from '../scan/jit-warmup.ts'
import { RecordReader } from './record-reader.ts'

type AnyRecord = FluxRecord<unknown, unknown>

/**
 * Reads annotated CSV as records, one by one. {@link parseRecordBatches} is faster if there are many.
 *
 * A record is returned before the next chunk is requested, and leaving the loop ends the source at once.
 * @throws OptionError; in the loop FluxError if the query failed after its response had begun, and CsvError,
 * TruncatedResponseError, LimitError. The good records come first.
 * @see InfluxDB documentation, "Annotated CSV"
 */
export function parseRecords<const Options extends RecordOptions = RecordOptions>(
  chunks: Chunks,
  options?: Options,
): AsyncIterableIterator<FluxRecord<TimeOf<Options>, IntegerOf<Options>>> {
  const reader = openReader('parseRecords', options)
  return new ChunkIterator(chunks, reader, () => reader.nextRecord()) as never
}

/**
 * The fastest way to read many records: reads annotated CSV as arrays with the records of each chunk.
 *
 * The loop awaits each chunk instead of each record. No array is empty. Records before an error come first, and leaving
 * the loop ends the source at once.
 * @throws as {@link parseRecords}
 */
export function parseRecordBatches<const Options extends RecordOptions = RecordOptions>(
  chunks: Chunks,
  options?: Options,
): AsyncIterableIterator<FluxRecord<TimeOf<Options>, IntegerOf<Options>>[]> {
  const reader = openReader('parseRecordBatches', options)
  return new ChunkIterator(chunks, reader, () => reader.nextBatch()) as never
}

/** Reads a complete response of annotated CSV as records. @throws as {@link parseRecords} */
export function parseRecordsSync<const Options extends RecordOptions = RecordOptions>(
  bytes: Uint8Array,
  options?: Options,
): IterableIterator<FluxRecord<TimeOf<Options>, IntegerOf<Options>>> {
  const reader = openReader('parseRecordsSync', options)
  return readAtOnce(bytes, reader, () => reader.nextRecord()) as never
}

/** Reads annotated CSV as whole tables, including empty ones. @throws as {@link parseRecords} */
export async function parseTables<const Options extends RecordOptions = RecordOptions>(
  chunks: Chunks,
  options?: Options,
): Promise<FluxTable<TimeOf<Options>, IntegerOf<Options>>[]> {
  const tables = new Map<TableMeta, FluxTable<unknown, unknown>>()
  const reader = openReader('parseTables', options, (meta) => tables.set(meta, new FluxTable(meta)))
  const whole = wholeOf(chunks)
  if (whole) readWhole(whole, reader, (record) => tables.get(record.meta)!.records.push(record))
  else {
    for await (const batch of new ChunkIterator(chunks, reader, () => reader.nextBatch())) {
      for (const record of batch) tables.get(record.meta)!.records.push(record)
    }
  }
  return [...tables.values()] as never
}

/** Reads a response that has arrived completely, without a wait. */
function readWhole(body: ArrivedBody, reader: RecordReader, take: (record: AnyRecord) => void): void {
  const takeAll = (): void => {
    for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) take(record)
  }
  try {
    for (let chunk = body.take(); chunk !== undefined; chunk = body.take()) {
      reader.queue.push(chunk)
      takeAll()
    }
    reader.queue.endInput()
    takeAll()
    reader.finish()
  } finally {
    reader.close()
  }
}

/** A reader and records of it; see `jit-warmup.ts`. */
let warm: readonly unknown[] | undefined

function openReader(
  what: string,
  options: RecordOptions | undefined,
  onTable?: (meta: TableMeta) => void,
): RecordReader {
  if (options !== undefined) checkRecordOptions(what, options)
  warm ??= warmUp()
  return new RecordReader(options ?? {}, onTable)
}

function warmUp(): readonly unknown[] {
  const reader = new RecordReader({})
  reader.queue.push(sampleRows())
  const records = [reader.nextRecord(), reader.nextRecord(), reader.nextRecord()]
  const values = records.map((record) => record?.values)
  reader.close()
  return [reader, records, values]
}
