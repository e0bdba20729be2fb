import { nearestOf } from '@fluxline/internal/nearest'
import { ConfigError } from '../errors.ts'
import type { Setting } from './setting.ts'

/** Kind of a value. */
export type ValueKind = 'text' | 'boolean' | 'milliseconds' | 'count' | 'profilers'

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

const TAG = 'tags.'

/** Returns what a key sets. @throws ConfigError on an unknown key, with the nearest known one */
export function keyOf({ key, source, place }: Setting): Key {
  if (key.startsWith(TAG) && key.length > TAG.length) {
    return { kind: 'text', option: `defaultTags.${key.slice(TAG.length)}` }
  }
  const known = Object.hasOwn(keys, key) ? keys[key] : undefined
  if (known) return known
  const nearest = nearestOf(key, Object.keys(keys))
  // A text that does not look like a key may be a secret whose key is missing.
  const what = nearest !== undefined || /^[a-z_.-]{1,32}$/i.test(key) ? source : `A key of ${place}`
  const remedy = nearest === undefined ? `use one of ${Object.keys(keys).join(', ')}` : `did you mean ${nearest}?`
  throw new ConfigError(`${what} is not a setting; ${remedy}`)
}
