import { homedir } from 'node:os'
import { join } from 'node:path'
import { toConfig } from './config.ts'
import type { Config, Overrides } from './config.ts'
import { ConfigError } from './errors.ts'
import type { Environment } from './expand.ts'
import { sectionsOf, settingsOf } from './from-config-file.ts'
import { isMembers, readMembers } from './read-file.ts'
import type { Members } from './read-file.ts'

/** How a profile of the influx CLI is chosen, and what counts before it. */
export interface CliConfigOptions extends Overrides {
  /** Where the profiles are. @defaultValue the variable `INFLUX_CONFIGS_PATH`, else `~/.influxdbv2/configs` */
  readonly path?: string | undefined
  /** The profile's name. @defaultValue the variable `INFLUX_ACTIVE_CONFIG`, else the active one */
  readonly profile?: string | undefined
  /** Where those variables are. @defaultValue `process.env` */
  readonly env?: Environment | undefined
}

/**
 * Reads the options of a client from the profiles of the influx CLI, which `influx config create` writes.
 *
 * @throws ConfigError where there is no such file or profile, or none is active
 * @see InfluxDB documentation, "influx config"
 */
export async function fromCliConfig(options: CliConfigOptions = {}): Promise<Config> {
  const { path: given, profile: named, env = process.env, ...overrides } = options
  const path = given ?? (env['INFLUX_CONFIGS_PATH'] || join(homedir(), '.influxdbv2', 'configs'))
  const profile = named ?? (env['INFLUX_ACTIVE_CONFIG'] || undefined)
  const document = await readMembers(path, '.toml')
  const name = profile ?? Object.keys(document).find((candidate) => isActive(document[candidate]))
  const members = name === undefined ? undefined : document[name]
  if (!isMembers(members)) {
    const wanted = profile === undefined ? 'no active profile' : `no profile [${profile}]`
    throw new ConfigError(`${path} has ${wanted}; it has ${sectionsOf(document)}.`)
  }
  const place = `${path} [${name}]`
  return toConfig({ settings: settingsOf(connectionOf(members), place), place }, overrides)
}

function isActive(members: unknown): boolean {
  return isMembers(members) && members['active'] === true
}

/** The CLI keeps more than a connection in its profiles. */
function connectionOf(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([key]) => ['url', 'token', 'org'].includes(key)))
}
