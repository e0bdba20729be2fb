import { nearestOf } from '@fluxline/internal/nearest'
import type { Config } from '../config-types.ts'
import { ConfigError } from '../errors.ts'
import type { ValueKind } from './keys.ts'
import type { Setting } from './setting.ts'

/** A value of a configuration. */
export type Value = string | number | boolean | readonly string[]

/** Reads a value of a kind. @throws ConfigError that names its source and the values that it can have */
export function readValue(setting: Setting, kind: ValueKind): Value {
  switch (kind) {
    case 'text':
      return readUnquoted(setting)
    case 'tag':
      return readText(setting)
    case 'boolean':
      return readBoolean(setting)
    case 'milliseconds':
      return readNumber(setting, 0, 'milliseconds, an integer of at least 0')
    case 'count':
      return readNumber(setting, 1, 'an integer of at least 1')
    case 'profilers':
      return readList(setting).map((name) => readProfiler(name, setting))
  }
}

function readText({ value, source }: Setting): string {
  // A larger integer has lost digits.
  const isExact = typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)
  if (['string', 'number', 'boolean'].includes(typeof value) && isExact) return String(value)
  throw new ConfigError(`${source} must be text; write it in quotes.`)
}

/** Quotes of a shell or a compose file are not part of any setting. */
function readUnquoted(setting: Setting): string {
  const text = readText(setting)
  if (!/^(["']).*\1$/s.test(text)) return text
  throw new ConfigError(`${setting.source} has quotes around its value, which would be part of it; remove them.`)
}

const TRUE: ReadonlySet<string> = new Set(['true', 'yes', 'on', '1'])
const FALSE: ReadonlySet<string> = new Set(['false', 'no', 'off', '0'])

function readBoolean({ value, source }: Setting): boolean {
  const word = String(value).trim().toLowerCase()
  if (TRUE.has(word)) return true
  if (FALSE.has(word)) return false
  throw new ConfigError(`${source} must be true or false.`)
}

function readNumber({ value, source }: Setting, least: number, what: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= least) return number
  // A value that is not a number may be a secret in the wrong place.
  const given = typeof number === 'number' && !Number.isNaN(number) ? `, not ${number}` : ''
  throw new ConfigError(`${source} must be ${what}${given}.`)
}

function readList({ value, source }: Setting): string[] {
  const items: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [undefined]
  if (items.every((item) => typeof item === 'string')) return items.map((item) => item.trim()).filter(Boolean)
  throw new ConfigError(`${source} must be a list of strings, separated by commas.`)
}

const profilers: NonNullable<Config['profilers']> = ['query', 'operator']

function readProfiler(name: string, { source }: Setting): string {
  if (profilers.some((profiler) => profiler === name)) return name
  const nearest = nearestOf(name, profilers)
  const mistake =
    nearest === undefined ? 'an unknown profiler; use query or operator' : `${name}; did you mean ${nearest}?`
  throw new ConfigError(`${source} has ${mistake}`)
}
