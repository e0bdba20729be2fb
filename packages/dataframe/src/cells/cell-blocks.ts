import type { RowCells } from '@fluxline/internal/row-cells'
import { CellShape } from './cell-shape.ts'
import type { CellBlock } from './cell-shape.ts'
import type { CellOptions, CellSeries, CellSource } from './cell-source.ts'

/** Takes the rows of series, and makes blocks of them. */
export class CellBlocks {
  readonly #source: CellSource
  readonly #options: CellOptions
  #blocks: CellBlock[] = []
  #shape: CellShape | undefined
  #key = ''

  constructor(source: CellSource, options: CellOptions) {
    this.#source = source
    this.#options = options
  }

  /** Whether no block is complete. */
  get isEmpty(): boolean {
    return this.#blocks.length === 0
  }

  /** Returns the blocks since the last call. */
  take(): CellBlock[] {
    const blocks = this.#blocks
    this.#blocks = []
    return blocks
  }

  beginSeries(series: CellSeries): void {
    const { metadata, tags, columns } = series
    const key = JSON.stringify([metadata, Object.keys(tags), columns])
    if (key !== this.#key || this.#shape === undefined) {
      this.finish()
      this.#key = key
      this.#shape = new CellShape(series, this.#source, this.#options)
    }
    this.#shape.beginSeries(Object.values(tags))
  }

  /** How many rows complete a block. */
  get room(): number {
    return this.#options.blockRows - this.#shape!.length
  }

  /**
   * Takes the first rows of the cells, at most as many as there is room for; true if a block is complete.
   *
   * @param first the number of the first row in the response, from 1
   */
  rows(cells: RowCells, count: number, first: number): boolean {
    const shape = this.#shape!
    shape.rows(cells, count, first)
    if (shape.length < this.#options.blockRows) return false
    this.#blocks.push(shape.takeBlock())
    return true
  }

  /** Makes a block of the rows that are in none yet. */
  finish(): void {
    if (this.#shape !== undefined && this.#shape.length > 0) this.#blocks.push(this.#shape.takeBlock())
  }
}
