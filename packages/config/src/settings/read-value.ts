import type { Config } from './config.ts'
import { ConfigError } from './errors.ts'
import type { ValueKind } from './keys.ts'
import { nearestOf } from './nearest.ts'
import type { Setting } from './setting.ts'

/** A value of a configuration. */
export type Value = string | number | boolean | readonly string[]

/** Reads a value as what it must be. @throws ConfigError that says where it stands and what it may be */
export function readValue(setting: Setting, kind: ValueKind): Value {
  switch (kind) {
    case 'text':
      return readText(setting)
    case 'boolean':
      return readBoolean(setting)
    case 'milliseconds':
      return readNumber(setting, 0, 'milliseconds, a whole number')
    case 'count':
      return readNumber(setting, 1, 'a whole number from 1')
    case 'profilers':
      return readList(setting).map((name) => readProfiler(name, setting))
  }
}

function readText({ value, source }: Setting): string {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value)
  throw new ConfigError(`${source} is not text; write it in quotes.`)
}

const TRUE: ReadonlySet<string> = new Set(['true', 'yes', 'on', '1'])
const FALSE: ReadonlySet<string> = new Set(['false', 'no', 'off', '0'])

function readBoolean({ value, source }: Setting): boolean {
  const word = String(value).trim().toLowerCase()
  if (TRUE.has(word)) return true
  if (FALSE.has(word)) return false
  throw new ConfigError(`${source} is ${shown(value)}, neither yes nor no; write true or false.`)
}

function readNumber({ value, source }: Setting, least: number, what: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= least) return number
  throw new ConfigError(`${source} is ${shown(value)}; write ${what}.`)
}

function readList({ value, source }: Setting): string[] {
  const items: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [undefined]
  if (items.every((item) => typeof item === 'string')) return items.map((item) => item.trim()).filter(Boolean)
  throw new ConfigError(`${source} is no list of texts; separate them with commas.`)
}

const profilers: NonNullable<Config['profilers']> = ['query', 'operator']

function readProfiler(name: string, { source }: Setting): string {
  if (profilers.some((profiler) => profiler === name)) return name
  const nearest = nearestOf(name, profilers)
  const remedy = nearest === undefined ? `there are ${profilers.join(' and ')}` : `did you mean ${nearest}?`
  throw new ConfigError(`${source} has ${shown(name)}, which is no profiler; ${remedy}`)
}

/** What is longer than any right value may be a secret that was put in the wrong place. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 20 ? 'something else' : text
}
