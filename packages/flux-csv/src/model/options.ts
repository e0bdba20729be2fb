import type { FluxDataType } from './flux-column.ts'

/** How CSV is cut, and how much of it is taken. */
export interface CsvOptions {
  /** One ASCII character between cells. @defaultValue ',' */
  readonly delimiter?: string | undefined
  /** What annotation rows begin with, one ASCII character. @defaultValue '#' */
  readonly commentPrefix?: string | undefined
  /**
   * Whether the last row of data needs a line end. InfluxDB writes one after every row, so that an answer without it was
   * cut, maybe in the middle of a number: a TruncatedResponseError where it is required. Files may lack it.
   * @defaultValue 'optional'
   */
  readonly lineEnd?: 'optional' | 'required' | undefined
  /** An error beyond so many records. @defaultValue no limit */
  readonly maxRows?: number | undefined
  /** An error beyond so many bytes. @defaultValue no limit */
  readonly maxBytes?: number | undefined
}

/** How an empty cell without a default reads in a column of text: as null, or as an empty text. */
export interface EmptyStringOption {
  /** CSV cannot tell the two apart. @defaultValue 'null' */
  readonly emptyString?: 'null' | 'empty' | undefined
}

/** What columns hold where the answer does not say so itself. */
export interface TypeHintsOption {
  /**
   * Types by label for tables without a `#datatype` annotation, such as `{ _time: 'dateTime:RFC3339', _value: 'double' }`;
   * the annotation counts where there is one.
   * @defaultValue all text
   */
  readonly typeHints?: Readonly<Record<string, FluxDataType>> | undefined
}

/** How `long` and `unsignedLong` are read. */
export type IntegersOption = 'number' | 'bigint' | 'string'

/** How times are read; a function gets the text of each. */
export type TimesOption = 'timestamp' | 'string' | 'nanoseconds' | ((text: string) => unknown)

/** How records are read. */
export interface RecordOptions extends CsvOptions, EmptyStringOption, TypeHintsOption {
  /**
   * `'number'` is an error where a value is beyond the safe range, since it would be rounded.
   * @defaultValue 'number'
   */
  readonly integers?: IntegersOption | undefined
  /** @defaultValue 'timestamp' */
  readonly times?: TimesOption | undefined
}
