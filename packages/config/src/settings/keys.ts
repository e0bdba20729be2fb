import { ConfigError } from './errors.ts'
import { nearestOf } from './nearest.ts'
import type { Setting } from './setting.ts'

/** What a value must be. */
export type ValueKind = 'text' | 'boolean' | 'milliseconds' | 'count' | 'profilers'

/** How a key's value is read, and the option that it becomes. */
export interface Key {
  readonly kind: ValueKind
  /** `timeout`, or a member of an option: `tls.verify`. */
  readonly option: string
}

/** Every key that a configuration may have, by the names of InfluxDB's own clients. */
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

/** @throws ConfigError on a key that there is not; it names the nearest one that there is */
export function keyOf({ key, source, place }: Setting): Key {
  if (key.startsWith(TAG) && key.length > TAG.length) {
    return { kind: 'text', option: `defaultTags.${key.slice(TAG.length)}` }
  }
  const known = Object.hasOwn(keys, key) ? keys[key] : undefined
  if (known) return known
  const nearest = nearestOf(key, Object.keys(keys))
  // What looks like no key may be a secret that has lost its own.
  const what = nearest !== undefined || /^[a-z_.-]{1,32}$/i.test(key) ? source : `A key of ${place}`
  const remedy = nearest === undefined ? `there are ${Object.keys(keys).join(', ')}` : `did you mean ${nearest}?`
  throw new ConfigError(`${what} is not a setting; ${remedy}`)
}
