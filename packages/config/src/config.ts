import type { Config, Environment, Overrides } from './config-types.ts'
import { ConfigError } from './errors.ts'
import { resolveAccess } from './settings/access.ts'
import type { Options } from './settings/access.ts'
import { expand } from './settings/expand.ts'
import { hideSecrets } from './settings/hide-secrets.ts'
import { keyOf } from './settings/keys.ts'
import { groups } from './settings/overrides.ts'
import { readValue } from './settings/read-value.ts'
import type { Setting } from './settings/setting.ts'
import { moveUrlUser } from './settings/url-user.ts'

const sources = new WeakMap<Config, Readonly<Record<string, string>>>()

/**
 * Returns the source of each option of a configuration: `{ url: 'influx.toml [influx2] url', 'tls.verify': … }`. It has no
 * values, so no secrets.
 */
export function sourcesOf(config: Config): Readonly<Record<string, string>> {
  return sources.get(config) ?? {}
}

/** Settings of a configuration, and their place. */
export interface Finding {
  /** If several have the same key, the first counts. */
  readonly settings: readonly Setting[]
  /** Place of all settings, for messages: `config.ini [influx2]`. */
  readonly place: string
  /** Variables for `${env.NAME}`. @defaultValue none: it is text */
  readonly env?: Environment | undefined
}

/**
 * Creates a configuration from settings.
 *
 * @throws ConfigError on an unknown key, on a value that its key does not allow, and without url or token
 */
export function toConfig({ settings, place, env }: Finding, overrides: Overrides): Config {
  const options: Options = new Map()
  for (const setting of settings) {
    const { kind, option } = keyOf(setting)
    const value = readValue(env ? expand(setting, env) : setting, kind)
    if (value !== '' && !options.has(option)) options.set(option, { value, source: setting.source })
  }
  override(options, overrides)
  if (!options.has('url')) {
    throw new ConfigError(`${place} has no url; write the address of InfluxDB, such as http://localhost:8086.`)
  }
  moveUrlUser(options)
  resolveAccess(options, place)
  const config = hideSecrets(grouped(options) as unknown as Config)
  sources.set(config, Object.fromEntries([...options].map(([option, { source }]) => [option, source])))
  return config
}

function override(options: Options, overrides: Overrides): void {
  const source = 'The overrides'
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) continue
    // Other credentials replace those of the configuration.
    const replaced = isAccess(name, value) ? [name, 'token', 'user', 'basic'] : [name]
    for (const [option, found] of options) {
      if (found.source !== source && replaced.includes(split(option)[0])) options.delete(option)
    }
    const members: [option: string, value: unknown][] = groups.has(name)
      ? Object.entries(value).map(([member, inner]) => [`${name}.${member}`, inner])
      : [[name, value]]
    for (const [option, given] of members) if (given !== undefined) options.set(option, { value: given, source })
  }
}

/** Whether an override has credentials. */
function isAccess(name: string, value: unknown): boolean {
  if (name === 'token' || name === 'user') return true
  return name === 'headers' && Object.keys(value as object).some((header) => header.toLowerCase() === 'authorization')
}

/** `tls.verify` and `tls.ca` become the members of `tls`. */
function grouped(options: Options): object {
  const config: Record<string, unknown> = {}
  for (const [option, { value }] of options) {
    const [name, member] = split(option)
    if (member === undefined) config[name] = value
    else config[name] = { ...(config[name] as object), [member]: value }
  }
  return config
}

/** The names of tags and headers may contain dots. */
function split(option: string): [name: string, member: string | undefined] {
  const dot = option.indexOf('.')
  return dot < 0 ? [option, undefined] : [option.slice(0, dot), option.slice(dot + 1)]
}
