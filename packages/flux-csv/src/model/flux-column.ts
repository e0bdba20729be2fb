import type { FluxDataType } from '../types/type-codes.ts'

export type { FluxDataType } from '../types/type-codes.ts'

/** A column of a table, as the annotations describe it. */
export interface FluxColumn {
  /** Its index among the table's columns, from 0. */
  readonly index: number
  readonly label: string
  readonly dataType: FluxDataType
  /** Whether it is part of the group key: one value for all rows of a table. */
  readonly group: boolean
  /** The value of its empty cells, as text; empty if they have none. */
  readonly defaultValue: string
}
