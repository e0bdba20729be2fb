import type { Timeout } from '@fluxline/core'
import type { IntegersOption, ReadLimits, TimesOption } from '@fluxline/flux-csv'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, integerOption, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import type { RawFormat } from '@fluxline/internal/raw-response'
import { checkReadOptions } from '@fluxline/internal/read-options'
import { show } from '@fluxline/internal/show'
import type { SqlParams } from './text/params.ts'
import type { SqlExpression } from './text/sql-expression.ts'

/** A query: SQL from the `sql` template, or as text; one statement. */
export type SqlQuery = SqlExpression | string

/** Options of every query, in whatever form its results are read. */
export interface SqlRequestOptions {
  /** The database that is queried. */
  readonly database?: string | undefined
  /** Values that the query uses by name, as in `WHERE host = $host` with `{ host: 'a' }`. */
  readonly params?: SqlParams | undefined
  /** Headers of this request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Ends the query; leaving the loop over its records does the same. */
  readonly signal?: AbortSignal | undefined
  /** Overrides the client's time-outs. The first byte arrives when the query has its first rows. */
  readonly timeout?: Timeout | undefined
}

/** What is common to all forms in which rows are read. */
export interface SqlReadOptions extends SqlRequestOptions, ReadLimits {
  /**
   * The names of columns of times, besides `time`: JSON has no type for them. Their values are read as times if they look
   * like such, and else as text.
   */
  readonly timeColumns?: readonly string[] | undefined
}

/** Options of queries that are read as records. */
export interface SqlOptions extends SqlReadOptions {
  /**
   * How integers are read; with `'number'`, a value that would be rounded is an error, and with `'safe'` it is a bigint.
   * @defaultValue 'number'
   */
  readonly integers?: IntegersOption | undefined
  /** How times are read; a function receives the RFC 3339 text of each. @defaultValue 'timestamp' */
  readonly times?: TimesOption | undefined
}

/** Options of queries that are read as Arrow tables. */
export interface SqlFrameOptions extends SqlReadOptions {
  /** Columns that come first, such as `['time']`; the schema's metadata lists them as JSON under `index`. */
  readonly index?: readonly string[] | undefined
  /** Columns to leave out. Those that a response does not have are ignored. */
  readonly drop?: readonly string[] | undefined
  /** The most rows of a table that is yielded, and of a batch of a table that is collected. @defaultValue 16384 */
  readonly blockRows?: number | undefined
}

/** The formats that `raw` can ask for. `pretty` is a table for people. */
export type SqlFormat = 'json' | 'jsonl' | 'csv' | 'pretty' | 'parquet'

/** Options of `raw`. */
export interface RawSqlOptions<Format extends RawFormat = RawFormat> extends SqlRequestOptions {
  /** What the server sends. Only Parquet and CSV have NaN and infinities. @defaultValue 'json' */
  readonly format?: SqlFormat | undefined
  /** As text, as bytes, or as a Web stream of bytes. @defaultValue 'text' */
  readonly as?: Format | undefined
}

/** Options of an SQL API: the defaults of every call. */
export type SqlApiOptions = SqlOptions

const requestOptionNames: OptionNames<SqlRequestOptions> = {
  database: true,
  params: 'an object',
  headers: 'an object',
  signal: 'an AbortSignal object',
  timeout: 'a number or an object',
}

const readOptionNames = {
  ...requestOptionNames,
  maxRows: true,
  maxBytes: true,
  maxColumns: true,
  maxCellBytes: true,
  timeColumns: 'an array',
} as const

/** The names of each method's options. */
export const sqlOptionNames: OptionNames<SqlOptions> = { ...readOptionNames, integers: true, times: true }
export const frameOptionNames: OptionNames<SqlFrameOptions> = {
  ...readOptionNames,
  index: 'an array',
  drop: 'an array',
  blockRows: true,
}
export const rawOptionNames: OptionNames<RawSqlOptions> = { ...requestOptionNames, format: true, as: true }

const renamed: Readonly<Record<string, string>> = {
  db: 'is called "database" here.',
  bucket: 'is called "database" here.',
  type: 'is not needed: SQL is all that this API sends; InfluxQL has its own, createInfluxQLApi.',
}

/** @throws OptionError if an option is unknown, or has a value that it cannot have */
export function checkSqlOptions(what: string, options: object, names: Readonly<Record<string, unknown>>): void {
  checkOptions(what, options, names, renamed)
  const values = options as Partial<Record<string, unknown>>
  checkReadOptions(what, values)
  const { database, timeColumns, format, as, blockRows } = values
  if (database !== undefined && (typeof database !== 'string' || database === '')) {
    throw new OptionError(`${what}: \`database\` must be a name, not ${show(database)}.`, {
      option: 'database',
      value: database,
    })
  }
  if (blockRows !== undefined) integerOption(what, 'blockRows', blockRows, 1)
  if (format !== undefined) oneOf(what, 'format', format, ['json', 'jsonl', 'csv', 'pretty', 'parquet'])
  if (as !== undefined) oneOf(what, 'as', as, ['text', 'bytes', 'stream'])
  for (const column of (timeColumns ?? []) as unknown[]) {
    if (typeof column === 'string') continue
    throw new OptionError(`${what}: \`timeColumns\` must be names, not ${show(column)}.`, { option: 'timeColumns' })
  }
}
