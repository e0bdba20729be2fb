import type { FluxColumn } from '../model/flux-column.ts'
import type { DataType } from '../types/define-type.ts'

/** The columns of tables with the same header. The first cell of each row may belong to the annotations. */
export interface Block {
  readonly columns: readonly FluxColumn[]
  /** The datatypes of the columns. InfluxDB may add datatypes later: those are read as text. */
  readonly types: readonly DataType[]
  /** The number of cells before the first column: 1 if there is an annotation column, else 0. */
  readonly offset: number
}
