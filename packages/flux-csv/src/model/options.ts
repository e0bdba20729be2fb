import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, integerOption, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { checkReadOptions } from '@fluxline/internal/read-options'
import { showOption } from '@fluxline/internal/show'
import type { FluxDataType } from './flux-column.ts'

/** How much is read at most; more is a LimitError, after what was read before. Each is an integer of at least 0. */
export interface ReadLimits {
  /** The most records: rows of data, in all tables together. @defaultValue no limit */
  readonly maxRows?: number | undefined
  /** The most bytes, after decompression. @defaultValue no limit */
  readonly maxBytes?: number | undefined
  /** The most columns of a table. @defaultValue no limit */
  readonly maxColumns?: number | undefined
  /**
   * The most bytes of a cell as it is in the response, without the quotes around it; of annotations and headers too.
   * InfluxDB stores strings of up to 64 KB, and Flux can join them.
   * @defaultValue no limit
   */
  readonly maxCellBytes?: number | undefined
}

/** How CSV is split into cells, and how much of it is read. */
export interface CsvOptions extends ReadLimits {
  /** The character between cells, ASCII. @defaultValue ',' */
  readonly delimiter?: string | undefined
  /** The character that annotation rows begin with, ASCII. @defaultValue '#' */
  readonly commentPrefix?: string | undefined
  /**
   * How the input must end. InfluxDB ends every row with a line end, and a response with an empty line. What ends earlier
   * was cut, maybe in the middle of a number; if the end is required, that is a TruncatedResponseError.
   *
   * `'required'`: the last row of data has a line end. `'emptyLine'`: the input is a response of InfluxDB 2.x. It ends with
   * an empty line, unless it is read with `typeHints`, and text of another kind is a CsvError. Files may lack both.
   * @defaultValue 'optional'
   */
  readonly lineEnd?: 'optional' | 'required' | 'emptyLine' | undefined
}

/** How an empty cell without a default value is read in a column of text. */
export interface EmptyStringOption {
  /** As null or as an empty text, which CSV cannot tell apart. @defaultValue 'null' */
  readonly emptyString?: 'null' | 'empty' | undefined
}

/** The datatypes of columns in a response without annotations. */
export interface TypeHintsOption {
  /**
   * Datatypes by label, for tables without a `#datatype` annotation, such as
   * `{ _time: 'dateTime:RFC3339', _value: 'double' }`.
   * @defaultValue all text
   */
  readonly typeHints?: Readonly<Record<string, FluxDataType>> | undefined
}

/** How `long` and `unsignedLong` are read. */
export type IntegersOption = 'number' | 'safe' | 'bigint' | 'string'

/** How times are read. A function gets the text of each. */
export type TimesOption = 'timestamp' | 'string' | 'nanoseconds' | ((text: string) => unknown)

/** How records are read. */
export interface RecordOptions extends CsvOptions, EmptyStringOption, TypeHintsOption {
  /**
   * How `long` and `unsignedLong` are read. With `'number'`, a value outside the safe integer range is an error, because
   * it would be rounded. With `'safe'`, such a value is a bigint, and the others are numbers.
   * @defaultValue 'number'
   */
  readonly integers?: IntegersOption | undefined
  /** How times are read. A function gets the text of each. @defaultValue 'timestamp' */
  readonly times?: TimesOption | undefined
}

/** How columns are read. */
export interface ColumnOptions extends CsvOptions, EmptyStringOption, TypeHintsOption {
  /** The most rows of a block. A block also ends if the schema changes. @defaultValue 16384 */
  readonly blockRows?: number | undefined
}

const csvOptions = {
  delimiter: true,
  commentPrefix: true,
  lineEnd: true,
  maxRows: true,
  maxBytes: true,
  maxColumns: true,
  maxCellBytes: true,
} satisfies OptionNames<CsvOptions>
const typeOptions = { ...csvOptions, emptyString: true, typeHints: true } as const
const recordOptions = { ...typeOptions, integers: true, times: true } satisfies OptionNames<RecordOptions>
const columnOptions = { ...typeOptions, blockRows: true } satisfies OptionNames<ColumnOptions>

/** Checks the options of `parseRows`. @throws OptionError */
export function checkCsvOptions(what: string, options: CsvOptions): void {
  checkOptions(what, options, csvOptions)
  checkCsvValues(what, options)
}

/** Checks the options of the functions that give records. @throws OptionError */
export function checkRecordOptions(what: string, options: RecordOptions): void {
  checkOptions(what, options, recordOptions)
  checkTypeValues(what, options)
}

/** Checks the options of the functions that give columns. @throws OptionError */
export function checkColumnOptions(what: string, options: ColumnOptions): void {
  checkOptions(what, options, columnOptions)
  if (options.blockRows !== undefined) integerOption(what, 'blockRows', options.blockRows, 1)
  checkTypeValues(what, options)
}

function checkTypeValues(what: string, options: CsvOptions & EmptyStringOption & TypeHintsOption): void {
  const { emptyString, typeHints } = options
  if (emptyString !== undefined) oneOf(what, 'emptyString', emptyString, ['null', 'empty'])
  if (typeHints !== undefined && Object(typeHints) !== typeHints) {
    const problem = `must be an object of datatypes by label, not ${showOption(typeHints)}`
    throw new OptionError(`${what}: \`typeHints\` ${problem}.`, { option: 'typeHints', value: typeHints })
  }
  checkCsvValues(what, options)
}

function checkCsvValues(what: string, options: CsvOptions): void {
  const { delimiter, commentPrefix, lineEnd } = options
  if (delimiter !== undefined) checkCharacter(what, 'delimiter', delimiter)
  if (commentPrefix !== undefined) checkCharacter(what, 'commentPrefix', commentPrefix)
  if (lineEnd !== undefined) oneOf(what, 'lineEnd', lineEnd, ['optional', 'required', 'emptyLine'])
  checkReadOptions(what, { ...options })
}

function checkCharacter(what: string, option: string, value: unknown): void {
  // oxlint-disable-next-line no-control-regex -- ASCII without a quote and line ends.
  if (typeof value === 'string' && /^[\x00-\x7f]$/.test(value) && !/["\r\n]/.test(value)) return
  const problem = `must be one ASCII character, except a quote or a line end, not ${showOption(value)}`
  throw new OptionError(`${what}: \`${option}\` ${problem}.`, { option, value })
}
