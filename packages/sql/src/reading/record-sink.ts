import { Timestamp } from '@fluxline/flux-csv'
import type { IntegersOption, TimesOption } from '@fluxline/flux-csv'
import { bigintOf } from '@fluxline/internal/cell-integers'
import { ESCAPED, FALSE, FLOAT, INTEGER, NULL, TEXT, TRUE } from '@fluxline/internal/row-cells'
import { SqlResponseError } from '../errors.ts'
import { SqlRecord } from '../model/sql-record.ts'
import type { SqlValue } from '../model/sql-record.ts'
import { NESTED } from './line-cursor.ts'
import type { LineCursor } from './line-cursor.ts'
import { TIME } from './usual-lines.ts'
import type { BatchSink } from './row-reader.ts'

/** The most records that are made before the first of them is used. */
const BATCH_ROWS = 4096

/** How values are read. */
export interface ValueOptions {
  readonly integers: IntegersOption
  readonly times: TimesOption
}

type AnyRecord = SqlRecord<unknown, unknown>

/** Makes records of rows. */
export class RecordSink implements BatchSink<AnyRecord[]> {
  readonly #cursor: LineCursor
  readonly #options: ValueOptions
  readonly #meta: { readonly columns: readonly string[] }
  #records: AnyRecord[] = []

  constructor(cursor: LineCursor, options: ValueOptions) {
    this.#cursor = cursor
    this.#options = options
    this.#meta = { columns: cursor.columns }
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

  row(row: number): boolean {
    const cursor = this.#cursor
    const { columns } = cursor
    const { integers, times } = this.#options
    const { kinds, numbers, highs, lows } = cursor.cells
    const isPlainInteger = integers === 'number' || integers === 'safe'
    const width = columns.length
    // oxlint-disable-next-line unicorn/no-new-array -- One that grows takes twice the memory, and another way twice the time.
    const values: SqlValue<unknown, unknown>[] = new Array(width)
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
          values[cell] = numbers[cell]!
          break
        case TEXT:
          values[cell] = cursor.text(highs[cell]!, lows[cell]!)
          break
        case TIME:
          values[cell] = times === 'timestamp' ? new Timestamp(numbers[cell]!, lows[cell]) : this.#time(cell)
          break
        case ESCAPED:
          values[cell] = cursor.escapedText(highs[cell]!, lows[cell]!)
          break
        case NESTED:
          values[cell] = this.#nested(cursor.json(highs[cell]!, lows[cell]!), cell, row)
          break
        case INTEGER:
          values[cell] = isPlainInteger
            ? numbers[cell]!
            : this.#large(bigintOf(cursor.cells, cell), columns[cell]!, row)
          break
        default:
          values[cell] = this.#large(bigintOf(cursor.cells, cell), columns[cell]!, row)
      }
    }
    return this.#records.push(new SqlRecord<unknown, unknown>(this.#meta, values)) >= BATCH_ROWS
  }

  #large(value: bigint, column: string, row: number): unknown {
    const { integers } = this.#options
    if (integers === 'number') {
      const remedy = "outside the safe integer range; pass integers: 'safe', 'bigint' or 'string'"
      throw new SqlResponseError(`Row ${row}, column "${column}": ${value} is ${remedy}.`, row, column)
    }
    return integers === 'string' ? String(value) : value
  }

  #time(cell: number): unknown {
    const { times } = this.#options
    const { numbers, lows } = this.#cursor.cells
    if (times === 'nanoseconds') return BigInt(numbers[cell]!) * 1_000_000n + BigInt(lows[cell]!)
    const text = new Timestamp(numbers[cell]!, lows[cell]).toISOString()
    return typeof times === 'function' ? times(text) : text
  }

  /** Reads a list or a struct; its integers keep their digits too. */
  #nested(json: string, cell: number, row: number): unknown {
    const { integers } = this.#options
    const column = this.#cursor.columns[cell]!
    return JSON.parse(json, (_, value: unknown, context?: { readonly source?: string }) => {
      if (typeof value !== 'number') return value
      const { source } = context ?? {}
      const isInteger = source === undefined ? Number.isInteger(value) : /^-?\d+$/.test(source)
      if (!isInteger) return value
      if (Number.isSafeInteger(value) && (integers === 'number' || integers === 'safe')) return value
      if (source === undefined && !Number.isSafeInteger(value)) {
        const problem = 'an integer in a list cannot be read exactly in this runtime; unnest the list in the query'
        throw new SqlResponseError(`Row ${row}, column "${column}": ${problem}.`, row, column)
      }
      return this.#large(BigInt(source ?? value), column, row)
    })
  }
}
