import { QueryError, show } from '../errors.ts'

/** How InfluxDB writes an answer; for `csv` and `raw`, since records need the annotations. */
export interface Dialect {
  /** One ASCII character. @defaultValue ',' */
  readonly delimiter?: string | undefined
  /** @defaultValue ['datatype', 'group', 'default'] */
  readonly annotations?: readonly ('datatype' | 'group' | 'default')[] | undefined
  /** Whether a row of labels comes first. @defaultValue true */
  readonly header?: boolean | undefined
  /** One ASCII character; InfluxDB 2.7 writes `#` whatever it is. @defaultValue '#' */
  readonly commentPrefix?: string | undefined
  /** @defaultValue 'RFC3339' */
  readonly dateTimeFormat?: 'RFC3339' | 'RFC3339Nano' | undefined
}

export type ResolvedDialect = { readonly [Name in keyof Dialect]-?: Exclude<Dialect[Name], undefined> }

/** What an omitted option of a dialect means: what records are read from. */
const defaultDialect: ResolvedDialect = {
  delimiter: ',',
  annotations: ['datatype', 'group', 'default'],
  header: true,
  commentPrefix: '#',
  dateTimeFormat: 'RFC3339',
}

/** @throws QueryError where a delimiter or a prefix is not one character that can be told from the cells */
export function resolveDialect(dialect: Dialect = {}): ResolvedDialect {
  return {
    delimiter: oneCharacter('delimiter', dialect.delimiter ?? defaultDialect.delimiter),
    annotations: dialect.annotations ?? defaultDialect.annotations,
    header: dialect.header ?? defaultDialect.header,
    commentPrefix: oneCharacter('commentPrefix', dialect.commentPrefix ?? defaultDialect.commentPrefix),
    dateTimeFormat: dialect.dateTimeFormat ?? defaultDialect.dateTimeFormat,
  }
}

function oneCharacter(name: string, value: string): string {
  if (/^[\t -~]$/.test(value) && value !== '"') return value
  throw new QueryError(
    `dialect.${name} is ${show(value)}; give one ASCII character that is neither " nor a line break.`,
  )
}
