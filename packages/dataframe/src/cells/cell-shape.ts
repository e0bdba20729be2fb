import type { RowCells } from '@fluxline/internal/row-cells'
import type { ColumnData, ColumnType } from '@fluxline/flux-csv/columns'
import { CellColumn } from './cell-column.ts'
import type { CellOptions, CellSeries, CellSource } from './cell-source.ts'

const FIRST_ROWS = 256

/** Rows of one shape; a column is `undefined` if all its values are null, and nothing says of which type they are. */
export interface CellBlock {
  readonly shape: CellShape
  readonly length: number
  readonly columns: readonly (ColumnData | undefined)[]
}

/** Builds the blocks of series that have the same columns. */
export class CellShape {
  readonly metadata: Readonly<Record<string, string>>
  readonly #options: CellOptions
  readonly #tags: readonly CellColumn[]
  readonly #columns: readonly CellColumn[]
  #length = 0
  #capacity = 0
  /** Whether the last block had as many rows as one may have: then the next probably has too. */
  #wasFull = false
  /** The row that the present series begins with. */
  #seriesStart = 0
  #tagValues: readonly string[] = []

  constructor({ metadata, tags, columns, timeColumn }: CellSeries, source: CellSource, options: CellOptions) {
    this.metadata = metadata
    this.#options = options
    const keys = Object.keys(tags)
    this.#tags = keys.map((key, index) => new CellColumn(key, index, source, 'tag'))
    this.#columns = columns.map((label, index) => {
      const type = index === 0 && timeColumn !== undefined ? 'time' : options.typeHints.get(label)
      return new CellColumn(label, keys.length + index, source, type)
    })
  }

  get length(): number {
    return this.#length
  }

  /** The labels of the columns, the tags first. */
  get labels(): string[] {
    return [...this.#tags, ...this.#columns].map(({ label }) => label)
  }

  /** The types of the columns so far. */
  get types(): (ColumnType | undefined)[] {
    return [...this.#tags, ...this.#columns].map(({ type }) => type)
  }

  beginSeries(tags: readonly string[]): void {
    this.#repeatTags()
    this.#tagValues = tags
  }

  /**
   * Adds rows, column by column as far as the values of each column have its type.
   *
   * @param number the number of the first row, for errors
   * @throws what `badCell` returns, before anything of the bad row counts
   */
  rows(cells: RowCells, count: number, number: number): void {
    while (this.#length + count > this.#capacity) this.#reserve()
    const columns = this.#columns
    for (let done = 0; done < count; done++) {
      let end = count
      // The rows after a stop are set again.
      for (let cell = 0; cell < columns.length; cell++)
        end = columns[cell]!.setRun(this.#length, cells, cell, done, end)
      this.#length += end - done
      done = end
      if (done < count) this.#row(cells, done, number + done)
    }
  }

  #row(cells: RowCells, row: number, number: number): void {
    const columns = this.#columns
    for (let index = 0; index < columns.length; index++) {
      const cell = row * cells.width + index
      const problem = columns[index]!.set(this.#length, cells, cell)
      if (problem !== undefined) throw this.#options.badCell(problem, cells, cell, number, columns[index]!.label)
    }
    this.#length++
  }

  /** Returns the rows since the last call. */
  takeBlock(): CellBlock {
    this.#repeatTags()
    const length = this.#length
    const columns = [...this.#tags, ...this.#columns].map((column) => column.build(length))
    this.#wasFull = length === this.#options.blockRows
    this.#length = 0
    this.#capacity = 0
    this.#seriesStart = 0
    return { shape: this, length, columns }
  }

  #reserve(): void {
    const rows = this.#capacity === 0 && this.#wasFull ? Infinity : Math.max(FIRST_ROWS, this.#capacity * 4)
    this.#capacity = Math.min(this.#options.blockRows, rows)
    for (const column of this.#tags) column.reserve(this.#capacity)
    for (const column of this.#columns) column.reserve(this.#capacity)
  }

  /** Gives the rows of the present series its tags. */
  #repeatTags(): void {
    const start = this.#seriesStart
    const end = this.#length
    if (end > start) {
      for (const [index, column] of this.#tags.entries()) {
        column.setText(start, this.#tagValues[index]!)
        column.repeat(start, end)
      }
    }
    this.#seriesStart = end
  }
}
