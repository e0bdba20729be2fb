import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import type { Config, Overrides } from '../config-types.ts'

/** The names of all overrides, to check options by. */
const overrideNames: OptionNames<Config> = {
  url: true,
  token: true,
  org: true,
  timeout: true,
  gzip: true,
  headers: true,
  defaultTags: true,
  connections: true,
  proxy: true,
  tls: true,
  user: true,
  profilers: true,
}

const tlsNames: OptionNames<NonNullable<Config['tls']>> = {
  verify: true,
  ca: true,
  cert: true,
  key: true,
  passphrase: true,
}
const userNames: OptionNames<NonNullable<Config['user']>> = { username: true, password: true }

/** Options whose members are separate settings. */
export const groups: ReadonlySet<string> = new Set(['defaultTags', 'headers', 'tls', 'user'])

/**
 * Checks options, and the overrides among them, by name.
 *
 * @param known the names of the options that are not overrides
 * @throws OptionError on an unknown name
 */
export function checkWithOverrides(what: string, options: Overrides, known: Readonly<Record<string, true>>): void {
  checkOptions(what, options, { ...overrideNames, ...known }, {}, '{ timeout: 5_000 }')
  const { tls, user } = options
  if (tls !== undefined) checkOptions(`${what}, tls`, tls, tlsNames)
  if (user !== undefined) checkOptions(`${what}, user`, user, userNames)
}
