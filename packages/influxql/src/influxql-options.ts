import type { Timeout } from '@fluxline/core'
import type { IntegersOption, ReadLimits, TimesOption } from '@fluxline/flux-csv'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, integerOption, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import type { RawFormat } from '@fluxline/internal/raw-response'
import { checkReadOptions } from '@fluxline/internal/read-options'
import { show } from '@fluxline/internal/show'
import type { InfluxQLFieldType, TypeHints } from './reading/type-hints.ts'
import type { InfluxQLExpression } from './text/influxql-expression.ts'
import type { InfluxQLParams } from './text/params.ts'

/** A query: InfluxQL from the `influxql` template, or as text. Semicolons separate its statements. */
export type InfluxQLQuery = InfluxQLExpression | string

/** Options of every query, in whatever form its results are read. */
export interface InfluxQLRequestOptions {
  /** The database of measurements that name none. */
  readonly database?: string | undefined
  /** The retention policy of measurements that name none. @defaultValue the default policy of the database */
  readonly retentionPolicy?: string | undefined
  /** Values that the query uses by name, as in `WHERE host = $host` with `{ host: 'a' }`. */
  readonly params?: InfluxQLParams | undefined
  /** The most rows that the server sends of a series at once. @defaultValue the server's, which is 10000 */
  readonly chunkSize?: number | undefined
  /**
   * Whether the server compresses the response, which takes it about twice as long. @defaultValue 'identity' on Node, if the
   * address is a loopback address, without a proxy; otherwise 'gzip'
   */
  readonly compression?: 'gzip' | 'identity' | undefined
  /** Headers of this request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Ends the query; leaving the loop over its records does the same. */
  readonly signal?: AbortSignal | undefined
  /** Overrides the client's time-outs. The first byte arrives when the query has its first rows. */
  readonly timeout?: Timeout | undefined
}

/** Options of queries that are read as records. */
export interface InfluxQLOptions extends InfluxQLRequestOptions, ReadLimits {
  /**
   * How integers are read; with `'number'`, a value that would be rounded is an error, and with `'safe'` it is a bigint.
   * @defaultValue 'number'
   */
  readonly integers?: IntegersOption | undefined
  /** How times are read; a function receives the RFC 3339 text of each. @defaultValue 'timestamp' */
  readonly times?: TimesOption | undefined
  /**
   * The types of columns by name, in the words of `SHOW FIELD KEYS`, such as `{ n: 'integer' }`. Only the JSON of InfluxDB
   * 1.x and 2.x needs them, where an integer looks like a float without a fraction: with `integers` `'bigint'` and
   * `'string'`, and for floats above 2^53.
   */
  readonly typeHints?: TypeHints | undefined
  /**
   * The format to ask for. `'auto'` is MessagePack, and JSON if the server does not know that, as InfluxDB 3.
   * @defaultValue 'auto'
   */
  readonly format?: 'auto' | 'msgpack' | 'json' | undefined
}

/** The formats that `raw` can ask for. */
export type InfluxQLFormat = 'json' | 'csv' | 'msgpack'

/** Options of `raw`. */
export interface RawInfluxQLOptions<Format extends RawFormat = RawFormat> extends InfluxQLRequestOptions {
  /**
   * What the server sends. CSV hides errors of statements, limits and the difference of null and empty text.
   * @defaultValue 'json'
   */
  readonly format?: InfluxQLFormat | undefined
  /** The unit of times, as integers. @defaultValue none: times are RFC 3339, in CSV nanoseconds */
  readonly epoch?: 'ns' | 'us' | 'ms' | 's' | 'm' | 'h' | undefined
  /** As text, as bytes, or as a Web stream of bytes. @defaultValue 'text' */
  readonly as?: Format | undefined
}

/** Options of queries that are read as Arrow tables. */
export interface InfluxQLFrameOptions extends Omit<InfluxQLOptions, 'integers' | 'times'> {
  /** Columns that come first, such as `['time']`; the schema's metadata lists them as JSON under `index`. */
  readonly index?: readonly string[] | undefined
  /** Columns and tags to leave out. Those that a response does not have are ignored. */
  readonly drop?: readonly string[] | undefined
  /** The most rows of a table that is yielded, and of a batch of a table that is collected. @defaultValue 16384 */
  readonly blockRows?: number | undefined
}

/** Options of an InfluxQL API: the defaults of every call. */
export type InfluxQLApiOptions = InfluxQLOptions

const requestOptionNames: OptionNames<InfluxQLRequestOptions> = {
  database: true,
  retentionPolicy: true,
  params: 'an object',
  chunkSize: true,
  compression: true,
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
  typeHints: 'an object',
  format: true,
} as const

/** The names of each method's options. */
export const influxQLOptionNames: OptionNames<InfluxQLOptions> = { ...readOptionNames, integers: true, times: true }
export const frameOptionNames: OptionNames<InfluxQLFrameOptions> = {
  ...readOptionNames,
  index: 'an array',
  drop: 'an array',
  blockRows: true,
}
export const rawOptionNames: OptionNames<RawInfluxQLOptions> = {
  ...requestOptionNames,
  format: true,
  epoch: true,
  as: true,
}

const renamed: Readonly<Record<string, string>> = {
  db: 'is called "database" here.',
  rp: 'is called "retentionPolicy" here.',
  placeholders: 'of node-influx is called "params" here.',
  precision: 'is not needed: times are Timestamps with nanoseconds. `raw` has `epoch`.',
}
const fieldTypes: readonly InfluxQLFieldType[] = ['float', 'integer', 'unsigned', 'string', 'boolean']

/** @throws OptionError if an option is unknown, or has a value that it cannot have */
export function checkInfluxQLOptions(what: string, options: object, names: Readonly<Record<string, unknown>>): void {
  checkOptions(what, options, names, renamed)
  const values = options as Partial<Record<string, unknown>>
  checkReadOptions(what, values)
  for (const name of ['database', 'retentionPolicy']) {
    const value = values[name]
    if (value === undefined || (typeof value === 'string' && value !== '')) continue
    throw new OptionError(`${what}: \`${name}\` must be a name, not ${show(value)}.`, { option: name, value })
  }
  const { chunkSize, blockRows, compression, typeHints, format, epoch, as } = values
  if (compression !== undefined) oneOf(what, 'compression', compression, ['gzip', 'identity'])
  if (chunkSize !== undefined) integerOption(what, 'chunkSize', chunkSize, 1)
  if (blockRows !== undefined) integerOption(what, 'blockRows', blockRows, 1)
  if (epoch !== undefined) oneOf(what, 'epoch', epoch, ['ns', 'us', 'ms', 's', 'm', 'h'])
  if (as !== undefined) oneOf(what, 'as', as, ['text', 'bytes', 'stream'])
  if (format !== undefined)
    oneOf(what, 'format', format, 'as' in names ? ['json', 'csv', 'msgpack'] : ['auto', 'msgpack', 'json'])
  if (typeHints !== undefined) {
    for (const [column, type] of Object.entries(Object(typeHints) as object)) {
      oneOf(what, `typeHints.${column}`, type, fieldTypes)
    }
  }
}
