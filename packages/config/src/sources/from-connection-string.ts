import { toConfig } from './config.ts'
import type { Config, Overrides } from './config.ts'
import { ConfigError } from './errors.ts'
import type { Environment } from './expand.ts'
import type { Setting } from './setting.ts'

/** How a connection string is read, and what counts before it. */
export interface ConnectionStringOptions extends Overrides {
  /** What `${env.NAME}` in a value means. @defaultValue `process.env` */
  readonly env?: Environment | undefined
}

/**
 * Reads the options of a client from one text, the address with the settings in its query:
 * `http://localhost:8086?org=acme&token=…&timeout=5000&tags.site=a`; a user name and password may stand before the host.
 *
 * @throws ConfigError on an unknown key, a value that cannot be used, and a missing url or token
 */
export function fromConnectionString(text: string, options: ConnectionStringOptions = {}): Config {
  const { env = process.env, ...overrides } = options
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(
      'The connection string is not an address; write it as http://localhost:8086?org=acme&token=….',
    )
  }
  const place = 'The connection string'
  const setting = (key: string, value: string): Setting => ({ key, value, source: `${place}'s ${key}`, place })
  const settings = [...url.searchParams].map(([key, value]) => setting(key, value))
  if (url.username) settings.push(setting('username', decoded(url.username)))
  if (url.password) settings.push(setting('password', decoded(url.password)))
  for (const part of ['search', 'hash', 'username', 'password'] as const) url[part] = ''
  return toConfig({ settings: [...settings, setting('url', url.href)], place, env }, overrides)
}

/** A percent sign that stands for nothing is left as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
