import { resolveAccess } from './access.ts'
import type { Options } from './access.ts'
import { ConfigError } from './errors.ts'
import { expand } from './expand.ts'
import type { Environment } from './expand.ts'
import { hideSecrets } from './hide-secrets.ts'
import { keyOf } from './keys.ts'
import { readValue } from './read-value.ts'
import type { Setting } from './setting.ts'

/**
 * Options for `createClient` of `@fluxline/core`, out of a configuration. What was not configured is absent.
 *
 * It shows no secret where it is printed or made JSON of; a copy, such as `{ ...config }`, does.
 */
export interface Config {
  /** Where InfluxDB answers. */
  readonly url: string
  /** An API token. */
  readonly token?: string
  /** The organization that requests use unless they name their own: a name or an ID. */
  readonly org?: string
  /** Milliseconds, for connecting, the first byte and each pause between bytes. */
  readonly timeout?: number
  /** Whether writes are compressed. */
  readonly gzip?: boolean
  /** Headers that every request carries; `auth_basic` makes one of them. */
  readonly headers?: Readonly<Record<string, string>>
  /** Tags for every point that does not have them. */
  readonly defaultTags?: Readonly<Record<string, string>>
  /** Connections at the same time. */
  readonly connections?: number
  /** The address of an HTTP proxy. */
  readonly proxy?: string
  /** Whom to trust, and how to prove who we are: paths of PEM files, or PEM text. */
  readonly tls?: {
    readonly verify?: boolean
    readonly ca?: string
    readonly cert?: string
    readonly key?: string
    readonly passphrase?: string
  }
  /** Who signs in, where there is no token: for `session(…)` of `@fluxline/core`. */
  readonly user?: { readonly username: string; readonly password: string }
  /** What the server measures of every query: all of it, or each operator. */
  readonly profilers?: readonly ('query' | 'operator')[]
}

/** What counts before all that is found; `undefined` leaves what is found. */
export type Overrides = { readonly [Name in keyof Config]?: Config[Name] | undefined }

const sources = new WeakMap<Config, Readonly<Record<string, string>>>()

/**
 * Where each option of a configuration came from: `{ url: 'influx.toml [influx2] url', 'tls.verify': … }`; no values, so
 * no secrets.
 */
export function sourcesOf(config: Config): Readonly<Record<string, string>> {
  return sources.get(config) ?? {}
}

/** Where settings were found, and what they mean. */
export interface Finding {
  /** Of several with one key the first counts. */
  readonly settings: readonly Setting[]
  /** What has all of them, for people: `config.ini [influx2]`. */
  readonly place: string
  /** What `${env.NAME}` means. @defaultValue what it is, text */
  readonly env?: Environment | undefined
}

/**
 * Makes a configuration of what was found.
 *
 * @throws ConfigError on an unknown key, a value that is not what its key needs, and a missing url or token
 */
export function toConfig({ settings, place, env }: Finding, overrides: Overrides = {}): Config {
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
  resolveAccess(options, place)
  const config = hideSecrets(grouped(options) as unknown as Config)
  sources.set(config, Object.fromEntries([...options].map(([option, { source }]) => [option, source])))
  return config
}

/** Options whose members are settings of their own. */
const groups: ReadonlySet<string> = new Set(['defaultTags', 'headers', 'tls', 'user'])

function override(options: Options, overrides: Overrides): void {
  const source = 'The overrides'
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) continue
    // Another way to be known takes the place of the one that was found.
    const replaced = name === 'token' || name === 'user' ? ['token', 'user', 'basic'] : [name]
    for (const option of options.keys()) if (replaced.includes(split(option)[0])) options.delete(option)
    const members: [option: string, value: unknown][] = groups.has(name)
      ? Object.entries(value).map(([member, inner]) => [`${name}.${member}`, inner])
      : [[name, value]]
    for (const [option, given] of members) if (given !== undefined) options.set(option, { value: given, source })
  }
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

/** The name of a tag or header may hold dots of its own. */
function split(option: string): [name: string, member: string | undefined] {
  const dot = option.indexOf('.')
  return dot < 0 ? [option, undefined] : [option.slice(0, dot), option.slice(dot + 1)]
}
