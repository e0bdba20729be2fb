/** How the cells of a column are read: a number, since it is looked at for each of them. */
export type CellCode =
  | typeof TEXT
  | typeof DOUBLE
  | typeof LONG
  | typeof UNSIGNED
  | typeof BOOLEAN
  | typeof TIME
  | typeof DURATION
  | typeof BASE64

export const TEXT = 0
export const DOUBLE = 1
export const LONG = 2
export const UNSIGNED = 3
export const BOOLEAN = 4
export const TIME = 5
export const DURATION = 6
export const BASE64 = 7

// How the machine may store besides what a column's cells are.
/** A time as two numbers: milliseconds since the epoch, and nanoseconds on top. It takes two places. */
export const SPLIT_TIME = 8
/** Integers as doubles, which hold them exactly. */
export const SAFE_LONG = 9
export const SAFE_UNSIGNED = 10
/** A time that stays text. */
export const TIME_TEXT = 11

/** How a machine reads and stores the cells of a column. */
export type StoredCode = CellCode | typeof SPLIT_TIME | typeof SAFE_LONG | typeof SAFE_UNSIGNED | typeof TIME_TEXT

const codes: Readonly<Record<string, CellCode>> = {
  double: DOUBLE,
  long: LONG,
  unsignedLong: UNSIGNED,
  boolean: BOOLEAN,
  'dateTime:RFC3339': TIME,
  'dateTime:RFC3339Nano': TIME,
  duration: DURATION,
  base64Binary: BASE64,
}

/** The code of a type by InfluxDB's name; a type that is not known is read as text. */
export function codeOf(dataType: string): CellCode {
  return codes[dataType] ?? TEXT
}
