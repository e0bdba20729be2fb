import type { RowCells } from '@fluxline/internal/row-cells'
import type { SeriesMeta } from '../model/series-meta.ts'

/** Makes what a caller wants of rows. */
export interface RowSink {
  beginSeries(meta: SeriesMeta): void
  /**
   * Takes a row; true if reading should pause.
   *
   * @param row its number in the response, from 1
   */
  row(cells: RowCells, row: number): boolean
}
