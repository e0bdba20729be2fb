import type { Cursor } from './cursor.ts'
import { RowCells } from '@fluxline/internal/row-cells'

/** Warnings and other words of InfluxDB beside the rows. */
export interface InfluxQLMessage {
  readonly level: string
  readonly text: string
}

/** What a response says of a series before its rows. */
export interface SeriesHead {
  readonly name: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly columns: readonly string[]
}

/** What a response says at the end of one result. */
export interface ResultEnd {
  readonly error: string | undefined
  readonly messages: readonly InfluxQLMessage[]
  /** Whether more of the statement follows in another result. */
  readonly isPartial: boolean
}

/** Takes what a response contains, in order. */
export interface ResponseSink {
  /** @param statement its number; MessagePack leaves it out if the statement failed */
  beginResult(): void
  statementId(statement: number): void
  /** Begins a series, or the next rows of the one before. */
  beginSeries(head: SeriesHead): void
  /** How many rows it takes at once; at least one. */
  readonly room: number
  /** Takes the first rows of the cells; true if reading should pause. */
  rows(cells: RowCells, count: number): boolean
  /** @param isPartial whether more rows of the series follow in another result */
  endSeries(isPartial: boolean): void
  endResult(end: ResultEnd): void
  /** Takes an error that is about no statement. */
  requestError(error: string, cause?: unknown): void
}

/** Yields when it needs more bytes, and when the sink pauses it. */
type Steps<Result = void> = Generator<void, Result>

/** What the parts of a response share. */
interface Reading {
  readonly cursor: Cursor
  readonly sink: ResponseSink
  /** The cells of the last series: many have the same width. */
  cells: RowCells
}

/**
 * Reads the documents of a response: one, or one for each chunk.
 *
 * @see InfluxDB v1 API, "Query data with InfluxQL"
 */
export function* readResponse(cursor: Cursor, sink: ResponseSink): Steps {
  const reading: Reading = { cursor, sink, cells: new RowCells(0) }
  while (yield* step(cursor, () => cursor.document())) {
    yield* readMap(cursor, function* (key) {
      if (key === 'results') yield* readList(cursor, () => readResult(reading))
      else {
        const value = yield* readValue(cursor)
        if (key === 'error') sink.requestError(textOf(value))
      }
    })
  }
}

function* readResult(reading: Reading): Steps {
  const { cursor, sink } = reading
  const end: Record<string, unknown> = {}
  sink.beginResult()
  yield* readMap(cursor, function* (key) {
    if (key === 'series') yield* readList(cursor, () => readSeries(reading))
    else {
      end[key] = yield* readValue(cursor)
      if (key === 'statement_id') sink.statementId(Number(end[key]))
    }
  })
  const { error, messages, partial } = end
  sink.endResult({
    error: error === undefined ? undefined : textOf(error),
    messages: (messages ?? []) as readonly InfluxQLMessage[],
    isPartial: partial === true,
  })
}

function* readSeries(reading: Reading): Steps {
  const { cursor, sink } = reading
  const members: Record<string, unknown> = {}
  let hasBegun = false
  const begin = (): void => {
    const { name, tags, columns } = members as { name?: string; tags?: SeriesHead['tags']; columns?: readonly string[] }
    if (!Array.isArray(columns)) throw cursor.queue.unexpected('a series has no columns before its values')
    hasBegun = true
    sink.beginSeries({ name, tags: tags ?? {}, columns })
    if (reading.cells.width !== columns.length) reading.cells = RowCells.block(columns.length)
  }
  yield* readMap(cursor, function* (key) {
    if (key === 'values') {
      begin()
      yield* readRows(reading)
    } else members[key] = yield* readValue(cursor)
  })
  if (!hasBegun) begin()
  sink.endSeries(members['partial'] === true)
}

function* readRows({ cursor, sink, cells }: Reading): Steps {
  if (!(yield* step(cursor, () => cursor.enter()))) return
  for (;;) {
    const count = cursor.rows(cells, Math.min(cells.capacity, sink.room))
    if (count === -1) return
    if (count === 0) {
      cursor.queue.wait()
      yield
    } else if (sink.rows(cells, count)) yield
  }
}

function* readMap(cursor: Cursor, read: (key: string) => Steps): Steps {
  if (!(yield* step(cursor, () => cursor.enter()))) return
  while (yield* step(cursor, () => cursor.more())) yield* read(yield* step(cursor, () => cursor.key()))
}

function* readList(cursor: Cursor, read: () => Steps): Steps {
  if (!(yield* step(cursor, () => cursor.enter()))) return
  while (yield* step(cursor, () => cursor.more())) yield* read()
}

/** Returns an error as text, which it always is. */
function textOf(error: unknown): string {
  return typeof error === 'string' ? error : JSON.stringify(error)
}

function readValue(cursor: Cursor): Steps<unknown> {
  return step(cursor, () => cursor.value())
}

/** Takes one step, as soon as its bytes are there. */
function* step<Value>(cursor: Cursor, take: () => Value | undefined): Steps<Value> {
  for (;;) {
    const value = take()
    if (value !== undefined) return value
    cursor.queue.wait()
    yield
  }
}
