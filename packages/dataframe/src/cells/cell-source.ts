import type { RowCells } from '@fluxline/internal/row-cells'

export type { RowCells } from '@fluxline/internal/row-cells'

/** What the cells of a row were read from. */
export interface CellSource {
  /** The bytes of texts. */
  readonly queue: { readonly view: DataView }
  /** Whether the format tells integers from floats without a fraction. */
  readonly knowsIntegers: boolean
  /** Returns a text that is not in the bytes as it is. */
  escapedText(start: number, end: number): string
}

/** The types that a column can be said to have. */
export type CellType = 'float' | 'integer' | 'unsigned' | 'string' | 'boolean' | 'time'

/** What rows have in common. */
export interface CellSeries {
  /** What distinguishes its table from others, besides its columns; it becomes the metadata of the Arrow schema. */
  readonly metadata: Readonly<Record<string, string>>
  /** Values that all rows have, as columns of text before the others. */
  readonly tags: Readonly<Record<string, string>>
  readonly columns: readonly string[]
  /** The column of times, as nanoseconds, if it is one. */
  readonly timeColumn: string | undefined
}

/** How cells become tables. */
export interface CellOptions {
  /** The most rows of a table that is yielded, and of a batch of one that is collected. */
  readonly blockRows: number
  readonly typeHints: ReadonlyMap<string, CellType>
  /** Makes the error of a cell that does not fit its column. */
  readonly badCell: (problem: string, cells: RowCells, cell: number, row: number, column: string) => Error
}
