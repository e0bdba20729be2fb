import type { IntegerOf, TimeOf } from './flux-record.ts'
import type { IntegersOption, TimesOption } from './options.ts'

/** The option `integers` of the call, else of the API. */
export type IntegersIn<Options, Default extends IntegersOption = 'number'> = Options extends {
  readonly integers: infer Choice extends IntegersOption
}
  ? Choice
  : Default

/** The option `times` of the call, else of the API. */
export type TimesIn<Options, Default extends TimesOption = 'timestamp'> = Options extends {
  readonly times: infer Choice extends TimesOption
}
  ? Choice
  : Default

/** The type that a time is read as, by the options. */
export type TimeAs<Options, Default extends TimesOption> = TimeOf<{ readonly times: TimesIn<Options, Default> }>

/** The type that an integer is read as, by the options. */
export type IntegerAs<Options, Default extends IntegersOption> = IntegerOf<{
  readonly integers: IntegersIn<Options, Default>
}>
