import type { Org, Timeout } from '@fluxline/core'
import type { CsvOptions, EmptyStringOption, IntegerOf, IntegersOption, TimeOf, TimesOption } from '@fluxline/flux-csv'
import type { Dialect } from './results/dialect.ts'
import type { QueryParams } from './flux/params.ts'
import type { FluxExpression } from './flux/flux-expression.ts'
import type { OnProfile, Profiler } from './results/profilers.ts'
import type { FluxTime } from './flux/flux-time.ts'

/** A query: Flux from the `flux` template, or text of one's own. */
export type Query = FluxExpression | string

/** What every query takes, however its answer is read. */
export interface RequestOptions {
  /** The organization: a name, an ID, `{ name }` or `{ id }`. @defaultValue the client's */
  readonly org?: Org | undefined
  /** Values that the script uses by name, as in `range(start: since)` with `{ since: new Date() }`. */
  readonly params?: QueryParams | undefined
  /**
   * How parameters travel: `'extern'` carries all that has a literal, and the script knows each by its bare name;
   * `'params'`, which InfluxDB Cloud alone has, carries text, numbers and booleans, as `params.since`.
   * @defaultValue 'extern'
   */
  readonly paramsMode?: 'extern' | 'params' | undefined
  /** What `now()` is in the query, to the nanosecond, so that it gives the same answer later. @defaultValue the server's clock */
  readonly now?: FluxTime | undefined
  /**
   * Has the query measured. The rows go to `onProfile`, never among the results; `raw` alone leaves them where they are.
   * A script that sets `profiler.enabledProfilers` itself is measured as it says; without this option its rows are results.
   * @defaultValue none
   */
  readonly profilers?: readonly Profiler[] | undefined
  /** Gets the rows of profilers; without it they are dropped. What it throws is dropped too. */
  readonly onProfile?: OnProfile | undefined
  /** Whether the answer may come compressed. @defaultValue true */
  readonly gzip?: boolean | undefined
  /** Headers of this request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Ends the query; so does leaving the loop over its records. */
  readonly signal?: AbortSignal | undefined
  /** Overrides the client's time-outs. The first byte comes when the query has its first rows. */
  readonly timeout?: Timeout | undefined
}

/** What queries take whose answers are read as records. */
export interface QueryOptions extends RequestOptions, EmptyStringOption, Pick<CsvOptions, 'maxRows' | 'maxBytes'> {
  /**
   * How `long` and `unsignedLong` are read; `'number'` is an error where a value would be rounded.
   * @defaultValue 'number'
   */
  readonly integers?: IntegersOption | undefined
  /** How times are read; a function gets the text of each. @defaultValue 'timestamp' */
  readonly times?: TimesOption | undefined
}

/** What `csv` takes. */
export interface CsvQueryOptions extends RequestOptions, Pick<CsvOptions, 'maxRows' | 'maxBytes'> {
  readonly dialect?: Dialect | undefined
}

/** How `raw` gives the answer. */
export type RawForm = 'text' | 'bytes' | 'stream'

/** What `raw` takes. */
export interface RawQueryOptions<Form extends RawForm = RawForm> extends RequestOptions {
  readonly dialect?: Dialect | undefined
  /** As text, as bytes, or as a Web stream of them. @defaultValue 'text' */
  readonly as?: Form | undefined
}

/** Options of an API, which hold for every call that does not say otherwise. */
export interface QueryApiOptions extends QueryOptions {
  /** For `csv` and `raw`. */
  readonly dialect?: Dialect | undefined
}

/** Options whose types are kept, so that records are typed by them; a name that is not `Known` is an error. */
export type Exactly<Options, Known> = Options & { readonly [Name in Exclude<keyof Options, keyof Known>]: never }

/** What `integers` is: of the call, else of the API. */
export type IntegersIn<Options, Default extends IntegersOption = 'number'> = Options extends {
  readonly integers: infer Choice extends IntegersOption
}
  ? Choice
  : Default

/** What `times` is: of the call, else of the API. */
export type TimesIn<Options, Default extends TimesOption = 'timestamp'> = Options extends {
  readonly times: infer Choice extends TimesOption
}
  ? Choice
  : Default

/** What a time is read as, by the options. */
export type TimeAs<Options, Default extends TimesOption> = TimeOf<{ readonly times: TimesIn<Options, Default> }>

/** What an integer is read as, by the options. */
export type IntegerAs<Options, Default extends IntegersOption> = IntegerOf<{
  readonly integers: IntegersIn<Options, Default>
}>
