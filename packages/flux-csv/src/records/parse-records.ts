import type { FluxRecord, IntegerOf, TableMeta, TimeOf } from '../model/flux-record.ts'
import { FluxTable } from '../model/flux-table.ts'
import { sampleRows } from './jit-warmup.ts'
import type { RecordOptions } from '../model/options.ts'
import { RecordReader } from './record-reader.ts'

/**
 * Bytes in pieces, cut anywhere: an answer's body, a file, a Web stream. A piece stays as it is until the reading has
 * ended; whoever reads into one buffer again and again hands out copies.
 */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/**
 * Reads annotated CSV as records, one by one.
 *
 * A record is handed out before the next chunk is asked for, and leaving the loop ends the source. Rows before an error
 * come first.
 * @throws FluxError where the query failed on the way; CsvError, TruncatedResponseError, LimitError
 * @see InfluxDB documentation, "Annotated CSV"
 */
export function parseRecords<const Options extends RecordOptions = RecordOptions>(
  chunks: Chunks,
  options?: Options,
): AsyncIterableIterator<FluxRecord<TimeOf<Options>, IntegerOf<Options>>> {
  return new RecordIterator(chunks, newReader(options)) as never
}

/**
 * Reads annotated CSV as the records of each chunk together: what {@link parseRecords} gives, with one wait for a chunk
 * in place of one for a record, which is the most that a loop over records costs.
 *
 * @throws as {@link parseRecords}, after the good records
 */
export async function* parseRecordBatches<const Options extends RecordOptions = RecordOptions>(
  chunks: Chunks,
  options?: Options,
): AsyncGenerator<FluxRecord<TimeOf<Options>, IntegerOf<Options>>[]> {
  const reader = newReader(options)
  try {
    for await (const chunk of chunks) {
      reader.csv.tokens.push(chunk)
      yield* batchOf(reader) as Iterable<never>
    }
    reader.end()
    yield* batchOf(reader) as Iterable<never>
    reader.finish()
  } finally {
    reader.close()
  }
}

/** A reader that is kept, and records of it. */
let kept: readonly unknown[] | undefined

function newReader(options: RecordOptions = {}): RecordReader {
  kept ??= keptReader()
  return new RecordReader(options)
}

function keptReader(): readonly unknown[] {
  const reader = new RecordReader({})
  reader.csv.tokens.push(sampleRows())
  const records = [reader.next(), reader.next(), reader.next()]
  const values = records.map((record) => record?.values)
  reader.close()
  return [reader, records, values]
}

/** The records of the chunks so far, if there are any; also those before an error. */
function* batchOf(reader: RecordReader): Generator<AnyRecord[]> {
  const batch: AnyRecord[] = []
  try {
    for (let record = reader.next(); record !== undefined; record = reader.next()) batch.push(record)
  } catch (error) {
    if (batch.length > 0) yield batch
    throw error
  }
  if (batch.length > 0) yield batch
}

/** Reads annotated CSV that is all there. @throws as {@link parseRecords} */
export function* parseRecordsSync<const Options extends RecordOptions = RecordOptions>(
  bytes: Uint8Array,
  options?: Options,
): IterableIterator<FluxRecord<TimeOf<Options>, IntegerOf<Options>>> {
  const reader = newReader(options)
  try {
    reader.csv.tokens.push(bytes)
    reader.end()
    for (let record = reader.next(); record !== undefined; record = reader.next()) yield record as never
    reader.finish()
  } finally {
    reader.close()
  }
}

/** Reads annotated CSV as whole tables, empty ones too. @throws as {@link parseRecords} */
export async function parseTables<const Options extends RecordOptions = RecordOptions>(
  chunks: Chunks,
  options?: Options,
): Promise<FluxTable<TimeOf<Options>, IntegerOf<Options>>[]> {
  const reader = newReader(options)
  const tables = new Map<TableMeta, FluxTable<unknown, unknown>>()
  reader.onTable = (meta) => tables.set(meta, new FluxTable(meta))
  for await (const record of new RecordIterator(chunks, reader)) tables.get(record.meta)!.records.push(record)
  return [...tables.values()] as never
}

/** @throws TypeError where there is nothing to iterate over */
function sourceOf(chunks: Chunks): AsyncIterator<Uint8Array> | Iterator<Uint8Array> {
  const { [Symbol.asyncIterator]: iterateAsync, [Symbol.iterator]: iterate } = Object(chunks) as Partial<
    AsyncIterable<Uint8Array> & Iterable<Uint8Array>
  >
  const source = iterateAsync?.call(chunks) ?? iterate?.call(chunks)
  if (source) return source
  throw new TypeError(`Chunks are ${typeof chunks}; give a stream, or an array of the bytes: [bytes].`)
}

type AnyRecord = FluxRecord<unknown, unknown>
type Answer = IteratorResult<AnyRecord, undefined>

/** Hands out what is there without waiting; a generator would cost twice as much for each record. */
class RecordIterator implements AsyncIterableIterator<AnyRecord> {
  readonly #source: AsyncIterator<Uint8Array> | Iterator<Uint8Array>
  readonly #reader: RecordReader
  /** The answer of the last call that had to wait. */
  #last: Promise<Answer> | undefined
  #state: 'open' | 'ending' | 'done' = 'open'

  constructor(chunks: Chunks, reader: RecordReader) {
    this.#source = sourceOf(chunks)
    this.#reader = reader
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Answer> {
    // Calls that do not wait for each other are answered in their order.
    if (this.#last) return this.#wait(this.#last.then(this.#pull, this.#pull))
    try {
      const record = this.#state === 'done' ? undefined : this.#reader.next()
      return record === undefined ? this.#wait(this.#pull()) : Promise.resolve({ done: false, value: record })
    } catch (error) {
      return this.#wait(this.#fail(error))
    }
  }

  async return(): Promise<Answer> {
    await this.#leave()
    return { done: true, value: undefined }
  }

  #wait(answer: Promise<Answer>): Promise<Answer> {
    this.#last = answer
    const forget = (): void => {
      if (this.#last === answer) this.#last = undefined
    }
    // Before whoever waits for it goes on: the calls that follow are answered at once again.
    answer.then(forget, forget)
    return answer
  }

  readonly #pull = async (): Promise<Answer> => {
    try {
      const waiting = this.#state === 'done' ? undefined : this.#reader.next()
      if (waiting !== undefined) return { done: false, value: waiting }
      while (this.#state === 'open') {
        const next = await this.#source.next()
        if (next.done) {
          this.#state = 'ending'
          this.#reader.end()
        } else {
          this.#reader.csv.tokens.push(next.value)
        }
        const record = this.#reader.next()
        if (record !== undefined) return { done: false, value: record }
      }
      if (this.#state === 'ending') {
        this.#state = 'done'
        this.#reader.close()
        this.#reader.finish()
      }
      return { done: true, value: undefined }
    } catch (error) {
      return this.#fail(error)
    }
  }

  async #fail(error: unknown): Promise<never> {
    await this.#leave().catch(() => {})
    throw error
  }

  async #leave(): Promise<void> {
    this.#reader.close()
    if (this.#state === 'done') return
    const wasOpen = this.#state === 'open'
    this.#state = 'done'
    if (wasOpen) await this.#source.return?.()
  }
}
