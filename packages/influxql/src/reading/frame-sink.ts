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

  take(): CellBlock[] {
    return this.#blocks.take()
  }

  beginSeries({ statement, name, tags, columns, timeColumn }: SeriesMeta): void {
    const metadata = { ...(name !== undefined && { measurement: name }), statement: String(statement) }
    this.#blocks.beginSeries({ metadata, tags, columns, timeColumn })
  }

  row(cells: RowCells, row: number): boolean {
    return this.#blocks.row(cells, row)
  }

  finish(): void {
    this.#blocks.finish()
  }
}
