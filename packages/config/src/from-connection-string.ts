import { toConfig } from './config.ts'
import type { Config, Overrides } from './config.ts'
import { ConfigError } from './errors.ts'
import type { Setting } from './setting.ts'

/**
 * Reads the options of a client from one text, the address with the settings in its query:
 * `http://localhost:8086?org=acme&token=…&timeout=5000&tags.site=a`.
 *
 * @throws ConfigError on an unknown key, a value that cannot be used, and a missing url or token
 */
export function fromConnectionString(text: string, overrides: Overrides = {}): Config {
  if (!URL.canParse(text)) {
    throw new ConfigError(
      'The connection string is not an address; write it as http://localhost:8086?org=acme&token=….',
    )
  }
  const url = new URL(text)
  const settings = [...url.searchParams].map(([key, value]): Setting => ({
    key,
    value,
    source: `The connection string's ${key}`,
  }))
  url.search = ''
  url.hash = ''
  const address = { key: 'url', value: url.href, source: 'The connection string' }
  return toConfig([...settings, address], {}, 'The connection string', overrides)
}
