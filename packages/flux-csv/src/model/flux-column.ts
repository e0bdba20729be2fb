/** A column's type by InfluxDB's name; others than these are read as text. */
export type FluxDataType =
  | 'string'
  | 'long'
  | 'unsignedLong'
  | 'double'
  | 'boolean'
  | 'dateTime:RFC3339'
  | 'dateTime:RFC3339Nano'
  | 'duration'
  | 'base64Binary'
  | (string & {})

/** A column of a table, as the annotations describe it. */
export interface FluxColumn {
  /** Its place among the table's columns, from 0. */
  readonly index: number
  readonly label: string
  readonly dataType: FluxDataType
  /** Whether it is part of the group key: one value for all rows of a table. */
  readonly group: boolean
  /** What an empty cell stands for. */
  readonly defaultValue: string
}
