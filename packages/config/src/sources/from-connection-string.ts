import { showOption } from '@fluxline/internal/show'
import { processEnv } from '@fluxline/internal/process-env'
import { toConfig } from '../config.ts'
import type { Config, Environment, Overrides } from '../config-types.ts'
import { ConfigError, OptionError } from '../errors.ts'
import { isOurs } from '../settings/keys.ts'
import { checkWithOverrides } from '../settings/overrides.ts'
import { findRepeated } from '../settings/setting.ts'
import type { Setting } from '../settings/setting.ts'
import { parseUrl } from '../settings/url-user.ts'

/** How to read a connection string, and overrides. */
export interface ConnectionStringOptions extends Overrides {
  /** Variables for `${env.NAME}` in a value. @defaultValue `process.env`, if the runtime has it */
  readonly env?: Environment | undefined
}

/**
 * Reads the options of a client from one text, an address with the settings in its query:
 * `http://localhost:8086?org=acme&token=…&timeout=5000&tags.site=a`. Username and password can precede the host.
 *
 * @throws ConfigError on a key that is unknown or given twice, on a wrong value, and without url or token; OptionError
 */
export function fromConnectionString(text: string, options: ConnectionStringOptions = {}): Config {
  checkWithOverrides('fromConnectionString', options, { env: true })
  if (typeof text !== 'string') {
    throw new OptionError(`fromConnectionString takes a text, not ${showOption(text)}.`, { option: 'text' })
  }
  const { env = processEnv(), ...overrides } = options
  const url = parseUrl(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError('The connection string is not a URL; write it as http://localhost:8086?org=acme&token=….')
  }
  const place = 'The connection string'
  const setting = (key: string, value: string): Setting => ({ key, value, source: `${place}'s ${key}`, place })
  const settings = [...url.searchParams].map(([key, value]) => setting(key, value))
  // An unknown key may be a secret; the check of keys refuses it.
  const second = findRepeated(settings.filter(({ key }) => isOurs(key)))?.[1]
  if (second) throw new ConfigError(`${second.source} is given twice; remove the second one.`)
  for (const part of ['search', 'hash'] as const) url[part] = ''
  return toConfig({ settings: [...settings, setting('url', url.href)], place, env }, overrides)
}
