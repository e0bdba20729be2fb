import { ConfigError } from './errors.ts'
import type { Setting } from './setting.ts'

/** What a value must be. */
export type ValueKind = 'text' | 'secret' | 'boolean' | 'milliseconds' | 'count' | 'list'

/** Every key that a configuration may have. */
export const keys: Readonly<Record<string, ValueKind>> = {
  url: 'text',
  org: 'text',
  token: 'secret',
  username: 'text',
  password: 'secret',
  auth_basic: 'boolean',
  timeout: 'milliseconds',
  enable_gzip: 'boolean',
  verify_ssl: 'boolean',
  ssl_ca_cert: 'text',
  cert_file: 'text',
  cert_key_file: 'text',
  cert_key_password: 'secret',
  connection_pool_maxsize: 'count',
  proxy: 'secret',
  profilers: 'list',
}

const TRUE: ReadonlySet<string> = new Set(['true', 'yes', 'on', '1'])
const FALSE: ReadonlySet<string> = new Set(['false', 'no', 'off', '0'])

/** Reads a value as its key's kind. @throws ConfigError that says where it stands and what it may be */
export function readValue(setting: Setting): string | number | boolean | string[] {
  const kind = keys[setting.key]
  const { value } = setting
  switch (kind) {
    case 'boolean':
      return readBoolean(setting)
    case 'milliseconds':
    case 'count':
      return readNumber(setting, kind)
    case 'list':
      return (Array.isArray(value) ? value.map(String) : String(value).split(','))
        .map((item) => item.trim())
        .filter(Boolean)
    default:
      if (typeof value === 'string' || typeof value === 'number') return String(value)
      throw new ConfigError(`${setting.source} is not text; write it in quotes.`)
  }
}

/** @throws ConfigError that names the nearest key there is */
export function refuseUnknown({ key, source }: Setting): void {
  if (key in keys || key.startsWith('tags.')) return
  const nearest = nearestOf(key, Object.keys(keys))
  throw new ConfigError(
    `${source} is not a setting${nearest ? `; did you mean ${nearest}?` : `; there are ${Object.keys(keys).join(', ')}.`}`,
  )
}

function readBoolean({ value, source }: Setting): boolean {
  const word = String(value).trim().toLowerCase()
  if (TRUE.has(word)) return true
  if (FALSE.has(word)) return false
  throw new ConfigError(`${source} is ${JSON.stringify(value)}, neither yes nor no; write true or false.`)
}

function readNumber({ value, source }: Setting, kind: 'milliseconds' | 'count'): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  const least = kind === 'count' ? 1 : 0
  if (typeof number === 'number' && Number.isInteger(number) && number >= least) return number
  const unit = kind === 'count' ? 'a whole number from 1' : 'milliseconds, a whole number'
  throw new ConfigError(`${source} is ${JSON.stringify(value)}; write ${unit}.`)
}

/** The word that is at most three edits away, if there is one. */
function nearestOf(word: string, words: readonly string[]): string | undefined {
  const ranked = words.map((known) => ({ known, edits: editsBetween(word, known) })).sort((a, b) => a.edits - b.edits)
  return ranked[0] && ranked[0].edits <= 3 ? ranked[0].known : undefined
}

/** @see V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals" */
function editsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    for (let column = 1; column <= b.length; column++) {
      const change = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1)
      line.push(Math.min(change, above[column]! + 1, line[column - 1]! + 1))
    }
    above = line
  }
  return above[b.length]!
}
