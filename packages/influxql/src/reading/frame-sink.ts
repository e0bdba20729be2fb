import type { CellBlock, CellBlocks } from '@fluxline/dataframe/cells'
import type { RowCells } from '@fluxline/internal/row-cells'
import type { SeriesMeta } from '../model/series-meta.ts'
import type { BatchSink } from './response-reader.ts'

/** Makes blocks of columns of rows. */
export class FrameSink implements BatchSink<CellBlock[]> {
  readonly #blocks: CellBlocks

  constructor(blocks: CellBlocks) {
    this.#blocks = blocks
  }

  get isEmpty(): boolean {
    return this.#blocks.isEmpty
  }

  get room(): number {
    return this.#blocks.room
  }

  take(): CellBlock[] {
    return this.#blocks.take()
  }

  beginSeries({ statement, name, tags, columns, timeColumn }: SeriesMeta): void {
    const metadata = { ...(name !== undefined && { measurement: name }), statement: String(statement) }
    this.#blocks.beginSeries({ metadata, tags, columns, timeColumn })
  }

  rows(cells: RowCells, count: number, first: number): boolean {
    return this.#blocks.rows(cells, count, first)
  }

  finish(): void {
    this.#blocks.finish()
  }
}
