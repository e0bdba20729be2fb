import { CellBlocks } from '@fluxline/dataframe/cells'
import type { CellBlock, CellOptions, CellType } from '@fluxline/dataframe/cells'
import { ESCAPED, INT64, INTEGER } from '@fluxline/internal/row-cells'
import type { RowCells } from '@fluxline/internal/row-cells'
import { SqlResponseError } from '../errors.ts'
import { NESTED } from './line-cursor.ts'
import type { LineCursor } from './line-cursor.ts'
import { TIME } from './usual-lines.ts'
import type { BatchSink } from './row-reader.ts'

const TWO_32 = 4_294_967_296

/** Makes blocks of columns of rows. A block has the columns that had a value until its end. */
export class FrameSink implements BatchSink<CellBlock[]> {
  readonly #cursor: LineCursor
  readonly #blocks: CellBlocks
  readonly #types = new Map<string, CellType>()
  /** How many columns the table has; none is begun yet if it is negative, and the first rows may have no columns. */
  #width = -1

  constructor(cursor: LineCursor, blockRows: number) {
    this.#cursor = cursor
    const options: CellOptions = { blockRows, typeHints: this.#types, badCell }
    // The text of a list or a struct is its JSON.
    const escapedText = (start: number, end: number): string => this.#text(start, end)
    this.#blocks = new CellBlocks({ queue: cursor.queue, knowsIntegers: true, escapedText }, options)
  }

  get isEmpty(): boolean {
    return this.#blocks.isEmpty
  }

  take(): CellBlock[] {
    return this.#blocks.take()
  }

  row(row: number): boolean {
    const { columns, cells } = this.#cursor
    if (columns.length !== this.#width) this.#begin()
    for (let cell = 0; cell < columns.length; cell++) {
      const kind = cells.kinds[cell]!
      if (kind === TIME) setNanoseconds(cells, cell)
      else if (kind === NESTED) cells.kinds[cell] = ESCAPED
    }
    return this.#blocks.rows(cells, 1, row)
  }

  finish(): void {
    this.#blocks.finish()
  }

  /** Begins a table with the columns that there are now. */
  #begin(): void {
    const { columns, cells } = this.#cursor
    for (const [index, column] of columns.entries()) {
      if (index < this.#width) continue
      if (cells.kinds[index] === TIME) this.#types.set(column, 'time')
    }
    this.#width = columns.length
    this.#blocks.beginSeries({ metadata: {}, tags: {}, columns: [...columns], timeColumn: undefined })
  }

  #text(start: number, end: number): string {
    // A string is between quotes, what is nested begins with its own bracket.
    const isString = this.#cursor.queue.bytes[start - 1] === 0x22 && this.#cursor.queue.bytes[end] === 0x22
    return isString ? this.#cursor.escapedText(start, end) : this.#cursor.json(start, end)
  }
}

/** Makes a time an integer of nanoseconds. */
function setNanoseconds({ kinds, numbers, highs, lows }: RowCells, cell: number): void {
  const milliseconds = numbers[cell]!
  // Multiplied in two parts, the upper one in units of 2^16, so that all products and sums are safe integers.
  const upperMs = Math.floor(milliseconds / 65_536)
  const lower = (milliseconds - upperMs * 65_536) * 1_000_000 + lows[cell]!
  const carry = Math.floor(lower / 65_536)
  const upper = upperMs * 1_000_000 + carry
  const high = Math.floor(upper / 65_536)
  highs[cell] = high
  lows[cell] = (upper - high * 65_536) * 65_536 + (lower - carry * 65_536)
  numbers[cell] = high * TWO_32 + lows[cell]
  kinds[cell] = Number.isSafeInteger(numbers[cell]) ? INTEGER : INT64
}

function badCell(problem: string, _cells: RowCells, _cell: number, row: number, column: string): SqlResponseError {
  return new SqlResponseError(
    `Row ${row}, column "${column}": ${problem.replace('pass another in typeHints', 'cast it in the query')}.`,
    row,
    column,
  )
}
