import { Timestamp } from '@fluxline/flux-csv'
import type { IntegersOption, TimesOption } from '@fluxline/flux-csv'
import { InfluxQLResponseError } from '../errors.ts'
import type { Cursor } from '../wire/cursor.ts'
import { ESCAPED, FALSE, FLOAT, INTEGER, NULL, TEXT, TRUE } from '@fluxline/internal/row-cells'
import type { RowCells } from '@fluxline/internal/row-cells'
import { bigintOf, splitNanoseconds } from '@fluxline/internal/cell-integers'
import { InfluxQLRecord } from '../model/influxql-record.ts'
import type { RowSink } from './row-sink.ts'
import type { SeriesMeta } from '../model/series-meta.ts'
import { wholeFloat } from './type-hints.ts'
import type { InfluxQLFieldType } from './type-hints.ts'

/** So many records at most are made before the first of them is used. */
const BATCH_ROWS = 4096

/** How values are read. */
export interface ValueOptions {
  readonly integers: IntegersOption
  readonly times: TimesOption
  readonly typeHints: ReadonlyMap<string, InfluxQLFieldType>
}

type AnyRecord = InfluxQLRecord<unknown, unknown>

/** Makes records of rows. */
export class RecordSink implements RowSink {
  readonly #cursor: Cursor
  readonly #options: ValueOptions
  #records: AnyRecord[] = []
  #meta!: SeriesMeta

  constructor(cursor: Cursor, options: ValueOptions) {
    this.#cursor = cursor
    this.#options = options
  }

  get isEmpty(): boolean {
    return this.#records.length === 0
  }

  /** Returns the records since the last call. */
  take(): AnyRecord[] {
    const records = this.#records
    this.#records = []
    return records
  }

  beginSeries(meta: SeriesMeta): void {
    this.#meta = meta
  }

  row(cells: RowCells, row: number): boolean {
    const cursor = this.#cursor
    const { kinds, numbers, highs, lows } = cells
    const width = kinds.length
    // oxlint-disable-next-line unicorn/no-new-array -- One that grows takes twice the memory, and another way twice the time.
    const values: unknown[] = new Array(width)
    for (let cell = 0; cell < width; cell++) {
      switch (kinds[cell]) {
        case NULL:
          values[cell] = null
          break
        case FALSE:
          values[cell] = false
          break
        case TRUE:
          values[cell] = true
          break
        case FLOAT:
          values[cell] = numbers[cell]
          break
        case TEXT:
          values[cell] = cursor.text(highs[cell]!, lows[cell]!)
          break
        case ESCAPED:
          values[cell] = cursor.escapedText(highs[cell]!, lows[cell]!)
          break
        default:
          values[cell] = this.#integer(cells, cell, row)
      }
    }
    return this.#records.push(new InfluxQLRecord<unknown, unknown>(this.#meta, values)) >= BATCH_ROWS
  }

  #integer(cells: RowCells, cell: number, row: number): unknown {
    const { integers, typeHints } = this.#options
    const { columns, timeColumn } = this.#meta
    if (cell === 0 && timeColumn !== undefined) return this.#time(cells)
    const isSafe = cells.kinds[cell] === INTEGER
    if (isSafe && (integers === 'number' || integers === 'safe')) return cells.numbers[cell]
    const column = columns[cell]!
    if (!this.#cursor.knowsIntegers) {
      const float = wholeFloat(cells, cell, typeHints.get(column), integers, column, row)
      if (float !== undefined) return float
    }
    const value = bigintOf(cells, cell)
    if (integers === 'number') {
      const remedy = "outside the safe integer range; pass integers: 'safe', 'bigint' or 'string'"
      throw new InfluxQLResponseError(`Row ${row}, column "${column}": ${value} is ${remedy}.`, row, column)
    }
    return integers === 'string' ? String(value) : value
  }

  #time(cells: RowCells): unknown {
    const { times } = this.#options
    if (times === 'nanoseconds') return bigintOf(cells, 0)
    const { milliseconds, rest } = splitNanoseconds(cells)
    const time = new Timestamp(milliseconds, rest)
    if (times === 'timestamp') return time
    const text = time.toISOString()
    return times === 'string' ? text : times(text)
  }
}
