import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { showOption } from '@fluxline/internal/show'

/** How InfluxDB writes a response. It is for `csv` and `raw`, since records need the annotations. */
export interface Dialect {
  /** One ASCII character. @defaultValue ',' */
  readonly delimiter?: string | undefined
  /** @defaultValue ['datatype', 'group', 'default'] */
  readonly annotations?: readonly ('datatype' | 'group' | 'default')[] | undefined
  /** Whether a row of labels comes first. @defaultValue true */
  readonly header?: boolean | undefined
  /** One ASCII character; InfluxDB 2.7 always writes `#`. @defaultValue '#' */
  readonly commentPrefix?: string | undefined
  /** @defaultValue 'RFC3339' */
  readonly dateTimeFormat?: 'RFC3339' | 'RFC3339Nano' | undefined
}

export type ResolvedDialect = { readonly [Name in keyof Dialect]-?: Exclude<Dialect[Name], undefined> }

const annotationNames = ['datatype', 'group', 'default'] as const

/** The defaults, which records are read from. */
export const defaultDialect: ResolvedDialect = {
  delimiter: ',',
  annotations: annotationNames,
  header: true,
  commentPrefix: '#',
  dateTimeFormat: 'RFC3339',
}

const dialectOptionNames: OptionNames<Dialect> = {
  delimiter: true,
  annotations: 'an array',
  header: 'a boolean',
  commentPrefix: true,
  dateTimeFormat: true,
}

/** @throws OptionError if an option is unknown or wrong */
export function resolveDialect(dialect: Dialect | undefined): ResolvedDialect {
  if (dialect === undefined) return defaultDialect
  checkOptions('dialect', dialect, dialectOptionNames, {}, "{ delimiter: ';' }")
  const { annotations, dateTimeFormat } = dialect
  return {
    delimiter: oneCharacter('delimiter', dialect.delimiter ?? defaultDialect.delimiter),
    annotations: annotations?.map((name) => oneOf('dialect', 'annotations', name, annotationNames)) ?? annotationNames,
    header: dialect.header ?? defaultDialect.header,
    commentPrefix: oneCharacter('commentPrefix', dialect.commentPrefix ?? defaultDialect.commentPrefix),
    dateTimeFormat: oneOf('dialect', 'dateTimeFormat', dateTimeFormat ?? 'RFC3339', ['RFC3339', 'RFC3339Nano']),
  }
}

function oneCharacter(name: string, value: string): string {
  if (/^[\t -~]$/.test(value) && value !== '"') return value
  throw new OptionError(
    `dialect.${name} must be one ASCII character that is neither " nor a line break, not ${showOption(value)}.`,
    { option: `dialect.${name}`, value },
  )
}
