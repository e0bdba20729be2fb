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

/** The most records that are made before the first of them is used. */
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

  get room(): number {
    return BATCH_ROWS - this.#records.length
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

  rows(cells: RowCells, count: number, first: number): boolean {
    const cursor = this.#cursor
    const records = this.#records
    const { kinds, numbers, highs, lows, width } = cells
    let cell = 0
    for (let row = 0; row < count; row++) {
      // oxlint-disable-next-line unicorn/no-new-array -- One that grows takes twice the memory, and another way twice the time.
      const values: unknown[] = new Array(width)
      for (let column = 0; column < width; column++, cell++) {
        switch (kinds[cell]) {
          case NULL:
            values[column] = null
            break
          case FALSE:
            values[column] = false
            break
          case TRUE:
            values[column] = true
            break
          case FLOAT:
            values[column] = numbers[cell]
            break
          case TEXT:
            values[column] = cursor.text(highs[cell]!, lows[cell]!)
            break
          case ESCAPED:
            values[column] = cursor.escapedText(highs[cell]!, lows[cell]!)
            break
          default:
            values[column] = this.#integer(cells, cell, column, first + row)
        }
      }
      records.push(new InfluxQLRecord<unknown, unknown>(this.#meta, values))
    }
    return records.length >= BATCH_ROWS
  }

  #integer(cells: RowCells, cell: number, index: number, row: number): unknown {
    const { integers, typeHints } = this.#options
    const { columns, timeColumn } = this.#meta
    if (index === 0 && timeColumn !== undefined) return this.#time(cells, cell)
    const isSafe = cells.kinds[cell] === INTEGER
    if (isSafe && (integers === 'number' || integers === 'safe')) return cells.numbers[cell]
    const column = columns[index]!
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

  #time(cells: RowCells, cell: number): unknown {
    const { times } = this.#options
    if (times === 'nanoseconds') return bigintOf(cells, cell)
    const { milliseconds, rest } = splitNanoseconds(cells, cell)
    const time = new Timestamp(milliseconds, rest)
    if (times === 'timestamp') return time
    const text = time.toISOString()
    return times === 'string' ? text : times(text)
  }
}
