import { integerOption, oneOf } from './options.ts'

const limitNames = ['maxRows', 'maxBytes', 'maxColumns', 'maxCellBytes'] as const

/** Checks the options that say how results are read, if they are set. `Infinity` stands for no limit. @throws OptionError */
export function checkReadOptions(what: string, options: Readonly<Record<string, unknown>>): void {
  const { integers, times } = options
  for (const name of limitNames) {
    const limit = options[name]
    if (limit !== undefined && limit !== Infinity) integerOption(what, name, limit, 0)
  }
  if (integers !== undefined) oneOf(what, 'integers', integers, ['number', 'safe', 'bigint', 'string'])
  if (times !== undefined && typeof times !== 'function') {
    oneOf(what, 'times', times, ['timestamp', 'string', 'nanoseconds'])
  }
}
