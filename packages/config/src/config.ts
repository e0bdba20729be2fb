import { ConfigError } from './errors.ts'
import { expand } from './expand.ts'
import type { Environment } from './expand.ts'
import { keys, readValue, refuseUnknown } from './keys.ts'
import type { Setting } from './setting.ts'

/** Options for `createClient` of `@fluxline/core`, out of a configuration. What was not configured is absent. */
export interface Config {
  readonly url: string
  readonly token?: string
  readonly org?: string
  /** Milliseconds, for connecting, the first byte and each pause between bytes. */
  readonly timeout?: number
  readonly gzip?: boolean
  readonly headers?: Readonly<Record<string, string>>
  readonly defaultTags?: Readonly<Record<string, string>>
  readonly connections?: number
  readonly proxy?: string
  readonly tls?: {
    readonly verify?: boolean
    readonly ca?: string
    readonly cert?: string
    readonly key?: string
    readonly passphrase?: string
  }
  /** Who signs in, where there is no token: for `session(…)` of `@fluxline/core`. */
  readonly user?: { readonly username: string; readonly password: string }
  /** Profilers for every query. */
  readonly profilers?: readonly string[]
}

/** What counts before all that is found. */
export type Overrides = Partial<Config>

type Values = Readonly<Record<string, string | number | boolean | string[]>>

const sources = new WeakMap<Config, Readonly<Record<string, string>>>()

/** Where each value of a configuration came from, by key; no values, so no secrets. */
export function sourcesOf(config: Config): Readonly<Record<string, string>> {
  return sources.get(config) ?? {}
}

/**
 * Makes a configuration of what was found; of several settings with one key the first counts.
 *
 * @throws ConfigError on an unknown key, a value that is not what its key needs, and a missing url or token
 */
export function toConfig(
  found: readonly Setting[],
  env: Environment,
  whence: string,
  overrides: Overrides = {},
): Config {
  for (const setting of found) refuseUnknown(setting)
  const settings = new Map(found.toReversed().map((setting) => [setting.key, expand(setting, env)]))
  const tags = [...settings.values()].filter(({ key }) => key.startsWith('tags.'))
  const values: Values = Object.fromEntries(
    [...settings].filter(([key]) => key in keys).map(([key, setting]) => [key, readValue(setting)]),
  )
  const config = {
    ...pick({ url: values['url'] }),
    ...accessOf(values),
    ...pick({ org: values['org'], timeout: values['timeout'], gzip: values['enable_gzip'] }),
    ...pick({ connections: values['connection_pool_maxsize'], proxy: values['proxy'], profilers: values['profilers'] }),
    ...tlsOf(values),
    ...(tags.length > 0 && {
      defaultTags: Object.fromEntries(tags.map(({ key, value }) => [key.slice(5), String(value)])),
    }),
    ...overrides,
  } as Config
  requireAccess(config, whence)
  sources.set(config, Object.fromEntries([...settings].map(([key, { source }]) => [key, source])))
  return config
}

function requireAccess({ url, token, user, headers }: Config, whence: string): void {
  if (!url) throw new ConfigError(`${whence} has no url; write the address of InfluxDB, such as http://localhost:8086.`)
  if (token || user || headers?.['authorization']) return
  throw new ConfigError(`${whence} has no token, and no username and password in its place.`)
}

function accessOf(values: Values): Partial<Config> {
  const { token, username, password, auth_basic } = values
  if (auth_basic === true && token) {
    // A proxy asks for it; InfluxDB behind it needs no token.
    return { headers: { authorization: `Basic ${Buffer.from(String(token)).toString('base64')}` } }
  }
  if (token) return { token: String(token) }
  if (username === undefined || password === undefined) return {}
  return { user: { username: String(username), password: String(password) } }
}

function tlsOf(values: Values): Partial<Config> {
  const tls = pick({
    verify: values['verify_ssl'],
    ca: values['ssl_ca_cert'],
    cert: values['cert_file'],
    key: values['cert_key_file'],
    passphrase: values['cert_key_password'],
  })
  return Object.keys(tls).length > 0 ? { tls } : {}
}

/** The members that are there. */
function pick(members: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
