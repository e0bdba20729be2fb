import { nearestOf } from '@fluxline/internal/nearest'
import { ConfigError } from '../errors.ts'
import type { Setting } from './setting.ts'

/** Kind of a value. */
export type ValueKind = 'text' | 'tag' | 'boolean' | 'milliseconds' | 'count' | 'profilers'

/** Kind of a key's value, and the option that the key sets. */
export interface Key {
  readonly kind: ValueKind
  /** `timeout`, or a member of an option: `tls.verify`. */
  readonly option: string
}

/** All keys of a configuration. Their names are those of InfluxDB's own clients. */
const keys: Readonly<Record<string, Key>> = {
  url: { kind: 'text', option: 'url' },
  org: { kind: 'text', option: 'org' },
  token: { kind: 'text', option: 'token' },
  username: { kind: 'text', option: 'user.username' },
  password: { kind: 'text', option: 'user.password' },
  auth_basic: { kind: 'boolean', option: 'basic' },
  timeout: { kind: 'milliseconds', option: 'timeout' },
  enable_gzip: { kind: 'boolean', option: 'gzip' },
  verify_ssl: { kind: 'boolean', option: 'tls.verify' },
  ssl_ca_cert: { kind: 'text', option: 'tls.ca' },
  cert_file: { kind: 'text', option: 'tls.cert' },
  cert_key_file: { kind: 'text', option: 'tls.key' },
  cert_key_password: { kind: 'text', option: 'tls.passphrase' },
  connection_pool_maxsize: { kind: 'count', option: 'connections' },
  proxy: { kind: 'text', option: 'proxy' },
  profilers: { kind: 'profilers', option: 'profilers' },
}

const names = Object.keys(keys)
const TAG = 'tags.'

/** Whether a name is exactly that of a setting. */
export function isKey(name: string): boolean {
  return Object.hasOwn(keys, name)
}

/**
 * Whether a key sets an option, or is so near to one that does that it must be a mistake. Others belong to the application
 * that shares the file or the environment.
 */
export function isOurs(key: string): boolean {
  return isKey(key) || key.startsWith(TAG) || nearMiss(key) !== undefined
}

/** Returns what a key sets. @throws ConfigError on an unknown key, with the nearest known one */
export function keyOf({ key, source, place }: Setting): Key {
  if (key.startsWith(TAG) && key.length > TAG.length) {
    return { kind: 'tag', option: `defaultTags.${key.slice(TAG.length)}` }
  }
  const known = isKey(key) ? keys[key] : undefined
  if (known) return known
  const nearest = nearMiss(key)
  // A text that does not look like a key may be a secret whose key is missing.
  const what = nearest !== undefined || /^[a-z_.-]{1,32}$/i.test(key) ? source : `A key of ${place}`
  const remedy = nearest === undefined ? `use one of ${names.join(', ')}` : `did you mean ${nearest}?`
  throw new ConfigError(`${what} is not a setting; ${remedy}`)
}

/** Short names, such as `org`, resemble too many words for more than one edit. */
function nearMiss(key: string): string | undefined {
  const long = names.filter((name) => name.length > 4)
  return nearestOf(key, names, 1) ?? nearestOf(key, long, 2)
}
