import type { RowCells } from '@fluxline/internal/row-cells'
import type { SeriesMeta } from '../model/series-meta.ts'

/** Makes what a caller wants of rows. */
export interface RowSink {
  /** How many rows it takes before reading should pause. */
  readonly room: number
  beginSeries(meta: SeriesMeta): void
  /**
   * Takes the first rows of the cells, at most as many as there is room for; true if reading should pause.
   *
   * @param first the number of the first row in the response, from 1
   */
  rows(cells: RowCells, count: number, first: number): boolean
}
