import type { Org, Timeout } from '@fluxline/core'
import type { EmptyStringOption, IntegersOption, ReadLimits, TimesOption, TypeHintsOption } from '@fluxline/flux-csv'
import { OptionError } from '@fluxline/internal/errors'
import type { Time } from '@fluxline/internal/nanoseconds'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { checkReadOptions } from '@fluxline/internal/read-options'
import type { RawFormat } from '@fluxline/internal/raw-response'
import { showOption } from '@fluxline/internal/show'
import type { FluxExpression } from './flux/flux-expression.ts'
import type { QueryParams } from './flux/params.ts'
import type { Dialect } from './results/dialect.ts'
import type { OnProfile, Profiler } from './results/profilers.ts'

/** A query: Flux from the `flux` template, or as text. */
export type Query = FluxExpression | string

/** Options of every query, in whatever form its results are read. */
export interface QueryRequestOptions {
  /** The organization: a name, an ID, `{ name }` or `{ id }`. @defaultValue the client's */
  readonly org?: Org | undefined
  /** Values that the script uses by name, as in `range(start: since)` with `{ since: new Date() }`. */
  readonly params?: QueryParams | undefined
  /**
   * How parameters are sent. `'extern'` can send every value that has a literal, and the script uses its bare name.
   * `'params'`, which only InfluxDB Cloud has, can send text, numbers and booleans, as `params.since`.
   * @defaultValue 'extern'
   */
  readonly paramsMode?: 'extern' | 'params' | undefined
  /** The value of `now()` in the query, so that its results can be repeated. @defaultValue the server's clock */
  readonly now?: Time | undefined
  /**
   * Profilers to run. Their rows go to `onProfile` and are left out of the results, except in those of `raw`. A script
   * that sets `profiler.enabledProfilers` overrides this option; without this option, its profiler rows are results.
   * @defaultValue none
   */
  readonly profilers?: readonly Profiler[] | undefined
  /** Receives the rows of profilers; without it they are dropped. What it throws is ignored. */
  readonly onProfile?: OnProfile | undefined
  /**
   * Whether the server compresses the response. @defaultValue 'identity' on Node, if the address is a loopback address,
   * without a proxy; otherwise 'gzip'
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
export interface QueryOptions extends QueryRequestOptions, EmptyStringOption, TypeHintsOption, ReadLimits {
  /**
   * How `long` and `unsignedLong` are read; with `'number'`, a value that would be rounded is an error, and with `'safe'`
   * it is a bigint.
   * @defaultValue 'number'
   */
  readonly integers?: IntegersOption | undefined
  /** How times are read; a function receives the text of each. @defaultValue 'timestamp' */
  readonly times?: TimesOption | undefined
}

/** Options of `csv`. */
export interface CsvQueryOptions extends QueryRequestOptions, ReadLimits {
  readonly dialect?: Dialect | undefined
}

/** Options of `raw`. */
export interface RawQueryOptions<Format extends RawFormat = RawFormat> extends QueryRequestOptions {
  readonly dialect?: Dialect | undefined
  /** As text, as bytes, or as a Web stream of bytes. @defaultValue 'text' */
  readonly as?: Format | undefined
}

/** Options of a query API: the defaults of every call. */
export interface QueryApiOptions extends QueryOptions {
  /** For `csv` and `raw`. */
  readonly dialect?: Dialect | undefined
}

const requestOptionNames: OptionNames<QueryRequestOptions> = {
  org: 'a string or an object',
  params: 'an object',
  paramsMode: true,
  now: 'a time: a string, a number, a bigint or an object',
  profilers: true,
  onProfile: 'a function',
  compression: true,
  headers: 'an object',
  signal: 'an AbortSignal object',
  timeout: 'a number or an object',
}
const limitNames: OptionNames<ReadLimits> = { maxRows: true, maxBytes: true, maxColumns: true, maxCellBytes: true }

/** The names of each method's options. */
export const queryOptionNames: OptionNames<QueryOptions> = {
  ...requestOptionNames,
  ...limitNames,
  emptyString: true,
  typeHints: true,
  integers: true,
  times: true,
}
export const csvQueryOptionNames: OptionNames<CsvQueryOptions> = {
  ...requestOptionNames,
  ...limitNames,
  dialect: true,
}
export const rawQueryOptionNames: OptionNames<RawQueryOptions> = {
  ...requestOptionNames,
  dialect: true,
  as: true,
}
export const queryApiOptionNames: OptionNames<QueryApiOptions> = { ...queryOptionNames, dialect: true }

const renamedQueryOptions = { gzip: "is an option of writes; a query takes compression: 'gzip' or 'identity'." }

/** @throws OptionError if an option is unknown, or has a value that it cannot have */
export function checkQueryOptions(what: string, options: object, names: Readonly<Record<string, unknown>>): void {
  checkOptions(what, options, names, renamedQueryOptions)
  const values = options as Partial<Record<string, unknown>>
  const { emptyString, typeHints, paramsMode, profilers, compression, as } = values
  checkReadOptions(what, values)
  if (typeHints !== undefined && (typeof typeHints !== 'object' || typeHints === null)) {
    const problem = `must be an object of datatypes by label, not ${showOption(typeHints)}`
    throw new OptionError(`${what}: \`typeHints\` ${problem}.`, { option: 'typeHints', value: typeHints })
  }
  if (compression !== undefined) oneOf(what, 'compression', compression, ['gzip', 'identity'])
  if (emptyString !== undefined) oneOf(what, 'emptyString', emptyString, ['null', 'empty'])
  if (paramsMode !== undefined) oneOf(what, 'paramsMode', paramsMode, ['extern', 'params'])
  if (as !== undefined) oneOf(what, 'as', as, ['text', 'bytes', 'stream'])
  if (profilers !== undefined && !isProfilers(profilers)) {
    const details = { option: 'profilers', value: profilers }
    throw new OptionError(
      `${what}: \`profilers\` must be an array of "query" and "operator", not ${showOption(profilers)}.`,
      details,
    )
  }
}

function isProfilers(value: unknown): boolean {
  return Array.isArray(value) && value.every((profiler) => profiler === 'query' || profiler === 'operator')
}
