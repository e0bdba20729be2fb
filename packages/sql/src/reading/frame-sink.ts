import { CellBlocks } from '@fluxline/dataframe/cells'
import type { CellBlock, CellOptions, CellType } from '@fluxline/dataframe/cells'
import { ESCAPED, INT64, INTEGER, RowCells } from '@fluxline/internal/row-cells'
import { SqlResponseError } from '../errors.ts'
import { NESTED, TIME } from './line-cursor.ts'
import type { LineCursor } from './line-cursor.ts'
import type { BatchSink } from './row-reader.ts'

const TWO_32 = 4_294_967_296

/** Makes blocks of columns of rows. A block has the columns that had a value until its end. */
export class FrameSink implements BatchSink<CellBlock[]> {
  readonly #cursor: LineCursor
  readonly #blocks: CellBlocks
  readonly #types = new Map<string, CellType>()
  #cells = new RowCells(0)

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
    if (columns.length !== this.#cells.kinds.length) this.#begin()
    const { kinds, numbers, highs, lows } = this.#cells
    for (let cell = 0; cell < columns.length; cell++) {
      const kind = cells.kinds[cell]!
      highs[cell] = cells.highs[cell]!
      lows[cell] = cells.lows[cell]!
      numbers[cell] = kind === TIME ? highs[cell]! * TWO_32 + lows[cell]! : cells.numbers[cell]!
      if (kind === TIME) kinds[cell] = Number.isSafeInteger(numbers[cell]) ? INTEGER : INT64
      else kinds[cell] = kind === NESTED ? ESCAPED : kind
    }
    return this.#blocks.row(this.#cells, row)
  }

  finish(): void {
    this.#blocks.finish()
  }

  /** Begins a table with the columns that there are now. */
  #begin(): void {
    const { columns, cells } = this.#cursor
    for (const [index, column] of columns.entries()) {
      if (index < this.#cells.kinds.length) continue
      if (cells.kinds[index] === TIME) this.#types.set(column, 'time')
    }
    this.#cells = new RowCells(columns.length)
    this.#blocks.beginSeries({ metadata: {}, tags: {}, columns: [...columns], timeColumn: undefined })
  }

  #text(start: number, end: number): string {
    // A string is between quotes, what is nested begins with its own bracket.
    const isString = this.#cursor.queue.bytes[start - 1] === 0x22 && this.#cursor.queue.bytes[end] === 0x22
    return isString ? this.#cursor.escapedText(start, end) : this.#cursor.json(start, end)
  }
}

function badCell(problem: string, _cells: RowCells, _cell: number, row: number, column: string): SqlResponseError {
  return new SqlResponseError(
    `Row ${row}, column "${column}": ${problem.replace('pass another in typeHints', 'cast it in the query')}.`,
    row,
    column,
  )
}
