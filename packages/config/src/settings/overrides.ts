import { checkOptions, renamedFrom } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import type { Config, Overrides } from '../config-types.ts'

/** The names of all overrides, to check options by. */
const overrideNames: OptionNames<Config> = {
  url: 'a string',
  token: 'a string',
  org: 'a string',
  timeout: 'a number',
  gzip: 'a boolean',
  headers: 'an object',
  defaultTags: 'an object',
  connections: 'a number',
  proxy: 'a string',
  tls: 'an object',
  user: 'an object',
  profilers: 'an array',
}

const tlsNames: OptionNames<NonNullable<Config['tls']>> = {
  verify: 'a boolean',
  ca: 'a string',
  cert: 'a string',
  key: 'a string',
  passphrase: 'a string',
}
const userNames: OptionNames<NonNullable<Config['user']>> = { username: 'a string', password: 'a string' }

/** Names that users of Python's client try, with ours. */
const renamedOverrides: Readonly<Record<string, string>> = {
  enable_gzip: 'gzip',
  verify_ssl: 'tls.verify',
  ssl_ca_cert: 'tls.ca',
  cert_file: 'tls.cert',
  cert_key_file: 'tls.key',
  cert_key_password: 'tls.passphrase',
  connection_pool_maxsize: 'connections',
  default_tags: 'defaultTags',
  username: 'user.username',
  password: 'user.password',
}

/** Options whose members are separate settings. */
export const groups: ReadonlySet<string> = new Set(['defaultTags', 'headers', 'tls', 'user'])

/**
 * Checks options, and the overrides among them, by name.
 *
 * @param known the names of the options that are not overrides
 * @param renamed names of Python's client for them
 * @throws OptionError on an unknown name
 */
export function checkWithOverrides(
  what: string,
  options: Overrides,
  known: Readonly<Record<string, true>>,
  renamed: Readonly<Record<string, string>> = {},
): void {
  const theirs = renamedFrom("Python's client", { ...renamedOverrides, ...renamed })
  checkOptions(what, options, { ...overrideNames, ...known }, theirs, '{ timeout: 5_000 }')
  const { tls, user } = options
  if (tls !== undefined) checkOptions(`${what}, tls`, tls, tlsNames)
  if (user !== undefined) checkOptions(`${what}, user`, user, userNames)
}
